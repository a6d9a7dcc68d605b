package main

import "runtime"

// A stack grows when a call does not fit. It shrinks during a collection: to half, if less than a quarter is used.

var m runtime.MemStats

func dive(depth int) int {
	var local [100]int // 800 bytes in each frame
	if depth > 0 {
		local[depth%100] = dive(depth-1) + 1
	}
	return local[depth%100]
}

func worker(dived, done chan bool) {
	println("the deepest call was", dive(4000), "deep")
	dived <- true
	<-done // few frames again; but is the stack small?
	println("worker is done")
	done <- true
}

func stacks() uint64 {
	runtime.ReadMemStats(&m)
	return m.StackInuse
}

func main() {
	dived, done := make(chan bool), make(chan bool)
	runtime.GC()
	go worker(dived, done)
	<-dived
	large := stacks()
	for i := range 3 {
		runtime.GC()
		println("collection", i+1, "gives back", (large-stacks()+128<<10)>>18<<8, "KiB of stacks")
	}
	done <- true
	<-done
}
