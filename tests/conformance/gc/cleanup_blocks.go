// Cleanups that are due stand in blocks of 20; a goroutine takes the block that was filled last, and calls what it holds in
// the order in which it was queued. Finalizers are called newest first, one after the other, by a goroutine of their own.
package main

import "runtime"

type thing struct {
	a, b int
	next *thing
}

var order []int

//go:noinline
func finalizers(n int) {
	for i := range n {
		runtime.SetFinalizer(&thing{a: i}, func(t *thing) { order = append(order, t.a) })
	}
}

//go:noinline
func cleanups(n int) {
	for i := range n {
		runtime.AddCleanup(new(thing), func(k int) { order = append(order, k) }, i)
	}
}

func collect(what string, n int) {
	runtime.GC()
	for i := 0; i < 1000 && len(order) < n; i++ {
		runtime.Gosched()
	}
	print(what, " ", n, ":")
	for i, k := range order {
		if i == 0 || i == len(order)-1 || k != order[i-1]+1 && k != order[i-1]-1 {
			print(" ", k)
		}
	}
	println(" goroutines", runtime.NumGoroutine())
	order = order[:0]
}

func main() {
	order = make([]int, 0, 1000)
	runtime.GC()
	for _, n := range []int{1, 10, 19, 20, 21, 40, 65, 99} {
		cleanups(n)
		collect("cleanups", n)
	}
	for _, n := range []int{1, 10, 101, 102, 230} {
		finalizers(n)
		collect("finalizers", n)
	}
}
