// What goroutines, channels, deferred calls, mutexes, pools and timers take along:
// operands of go and defer statements go into variables of a function that the compiler
// makes.
package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type job struct {
	id   int
	data []byte
	done chan<- result
}
type result struct {
	id  int
	sum int
	err error
}

func worker(id int, jobs <-chan *job, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		s := 0
		for _, b := range j.data {
			s += int(b)
		}
		j.done <- result{id: j.id, sum: s}
	}
}

func gen(n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := 0; i < n; i++ {
			out <- i
		}
	}()
	return out
}

func merge(cs ...<-chan int) <-chan int {
	var wg sync.WaitGroup
	out := make(chan int, 10)
	output := func(c <-chan int) {
		for n := range c {
			out <- n
		}
		wg.Done()
	}
	wg.Add(len(cs))
	for _, c := range cs {
		go output(c)
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

type cache struct {
	mu sync.RWMutex
	m  map[string]*result
}

func (c *cache) get(k string) (*result, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	r, ok := c.m[k]
	return r, ok
}
func (c *cache) put(k string, r *result) {
	c.mu.Lock()
	c.m[k] = r
	c.mu.Unlock()
}

func selects(a chan *int, b chan int, stop <-chan struct{}) *int {
	x := 1
	for {
		select {
		case p := <-a:
			return p
		case v, ok := <-b:
			if !ok {
				return &x
			}
			fmt.Println(v)
		case a <- &x:
		case <-stop:
			return nil
		case <-time.After(time.Second):
		default:
			time.Sleep(1)
		}
	}
}

func main() {
	jobs := make(chan *job, 3)
	done := make(chan result)
	var wg sync.WaitGroup
	for i := 0; i < 2; i++ {
		wg.Add(1)
		go worker(i, jobs, &wg)
	}
	for i := range 3 {
		jobs <- &job{id: i, data: make([]byte, 10), done: done}
	}
	close(jobs)
	go wg.Wait()
	for range 3 {
		r := <-done
		fmt.Println(r.id, r.sum)
	}
	for v := range merge(gen(2), gen(3)) {
		fmt.Println(v)
	}
	c := &cache{m: make(map[string]*result)}
	c.put("a", &result{})
	if r, ok := c.get("a"); ok {
		fmt.Println(*r)
	}
	var n atomic.Int64
	var m int32
	atomic.AddInt32(&m, 2)
	n.Add(1)
	var once sync.Once
	once.Do(func() { fmt.Println("once", n.Load()) })
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	<-ctx.Done()
	fmt.Println(ctx.Err())
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	ready := false
	go func() {
		mu.Lock()
		ready = true
		cond.Signal()
		mu.Unlock()
	}()
	mu.Lock()
	for !ready {
		cond.Wait()
	}
	mu.Unlock()
	p := sync.Pool{New: func() any { return new([64]byte) }}
	b := p.Get().(*[64]byte)
	p.Put(b)
	timer := time.AfterFunc(time.Millisecond, func() { n.Add(1) })
	timer.Stop()
	var sm sync.Map
	sm.Store("k", 1)
	v, _ := sm.Load("k")
	fmt.Println(v)
	stop := make(chan struct{})
	close(stop)
	selects(nil, nil, stop)
}
