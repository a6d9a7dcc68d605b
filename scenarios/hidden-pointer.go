package main

import "runtime"

// While the collector marks, the program moves the only pointer to an object from a place
// the collector has not seen yet to a place it has already been to. The write barrier is
// what keeps the object alive. Turn the knob writeBarrier off and run it again.

type Box struct {
	item *Item
	next *Box
}

type Item struct {
	value int
	pad   [6]int
}

const (
	boxes  = 300
	rounds = 60
	cycles = 3
)

var (
	first *Box
	trash *Item
)

func fill() {
	first = &Box{}
	b := first
	for range boxes {
		b.next = &Box{}
		b = b.next
	}
	b.item = &Item{value: 42}
}

// end walks along the chain: only the chain leads to the last box.
func end() *Box {
	b := first
	for b.next != nil {
		b = b.next
	}
	return b
}

// shuffle carries the item from the end of the chain to its beginning and back, again and
// again: sooner or later one of the two boxes is black and the other one not yet seen.
func shuffle() {
	for range rounds {
		last := end()
		first.item = last.item // black → white, unless a barrier shades it
		last.item = nil        // the way the collector would have come is gone
		last = end()
		last.item = first.item
		first.item = nil
	}
}

func main() {
	fill()
	done := make(chan bool)
	go func() {
		for range cycles {
			runtime.GC()
		}
		done <- true
	}()
	shuffle()
	<-done
	for range 12000 {
		trash = &Item{value: -1} // whoever was lost is overwritten now
	}
	println("the item is", end().item.value)
}
