package iter

import "runtime"

// puller runs an iterator in a goroutine of its own, which works only while somebody waits for its next value: the two
// take turns. Where the real one switches straight from one goroutine to the other, this one sends on channels.
type puller struct {
	run, pause chan struct{}
	yielded    bool // a value is there for whoever waits
	wanted     bool // next or stop waits
	done       bool
	panicked   any
	goexit     bool
}

func newPuller(body func(p *puller)) *puller {
	p := &puller{run: make(chan struct{}), pause: make(chan struct{})}
	go func() {
		<-p.run
		finished := p.done // stopped before it began
		defer func() {
			if r := recover(); r != nil {
				p.panicked = r
			} else if !finished {
				p.goexit = true
			}
			p.done = true
			p.yielded = false
			p.pause <- struct{}{}
		}()
		if !finished {
			body(p)
			finished = true
		}
	}()
	return p
}

// yield is called by the iterator. It says whether to go on.
func (p *puller) yield() bool {
	if !p.wanted {
		panic("iter.Pull: yield called again before next")
	}
	p.wanted = false
	p.yielded = true
	p.pause <- struct{}{}
	<-p.run
	return !p.done
}

// turn lets the iterator run up to its next value or its end.
func (p *puller) turn() {
	p.yielded = false
	p.wanted = true
	p.run <- struct{}{}
	<-p.pause
	p.wanted = false
	if p.panicked != nil {
		r := p.panicked
		p.panicked = nil
		panic(r)
	}
	if p.goexit {
		p.goexit = false
		runtime.Goexit()
	}
}

func (p *puller) next() bool {
	if p.wanted {
		panic("iter.Pull: next called again before yield")
	}
	if p.done {
		return false
	}
	p.turn()
	return p.yielded
}

func (p *puller) stop() {
	if !p.done {
		p.done = true
		p.turn()
	}
}

// Pull returns functions that fetch the values of seq one by one, and that end it.
func Pull[V any](seq Seq[V]) (next func() (V, bool), stop func()) {
	var v, none V
	p := newPuller(func(p *puller) {
		seq(func(value V) bool {
			if p.done {
				return false
			}
			v = value
			return p.yield()
		})
	})
	next = func() (V, bool) {
		if p.next() {
			return v, true
		}
		return none, false
	}
	return next, p.stop
}

func Pull2[K, V any](seq Seq2[K, V]) (next func() (K, V, bool), stop func()) {
	var (
		k, noKey K
		v, none  V
	)
	p := newPuller(func(p *puller) {
		seq(func(key K, value V) bool {
			if p.done {
				return false
			}
			k, v = key, value
			return p.yield()
		})
	})
	next = func() (K, V, bool) {
		if p.next() {
			return k, v, true
		}
		return noKey, none, false
	}
	return next, p.stop
}
