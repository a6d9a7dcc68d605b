// env: GOMAXPROCS=4
// The number of processors can be changed while a program runs: the world stops, what
// waited on a processor that goes away moves to the others, and so do its timers and
// what it had kept for allocations. Collections go on as if nothing had happened.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

type node struct {
	next *node
	pad  [6]int
}

func list(n int) *node {
	var l *node
	for range n {
		l = &node{next: l}
	}
	return l
}

func length(l *node) (n int) {
	for ; l != nil; l = l.next {
		n++
	}
	return
}

func work() int {
	var wg sync.WaitGroup
	sums := make([]int, 12)
	for i := range sums {
		wg.Add(1)
		go func() {
			defer wg.Done()
			l := list(1000 * (i + 1))
			time.Sleep(time.Duration(i) * 10 * time.Microsecond)
			sums[i] = length(l)
		}()
	}
	wg.Wait()
	total := 0
	for _, s := range sums {
		total += s
	}
	return total
}

func main() {
	kept := list(20000)
	for _, procs := range []int{2, 1, 3, 8, 5, 1, 4} {
		timer := time.AfterFunc(time.Hour, func() {})
		slept := make(chan bool)
		go func() { time.Sleep(time.Millisecond); slept <- true }()
		runtime.Gosched()
		before := runtime.GOMAXPROCS(procs)
		runtime.GC()
		sum := work()
		runtime.GC()
		<-slept
		fmt.Println("from", before, "to", runtime.GOMAXPROCS(0), "sum", sum, "kept", length(kept), "timer waits", timer.Stop())
	}
}
