package main

import (
	"runtime"
	"runtime/debug"
)

// The same work under GOGC=50 and GOGC=200: a live set of about 1 MiB and much garbage.
// A low value collects often and keeps the heap small; a high value does the opposite.

type Record struct {
	next *Record
	data [6]int
}

var live *Record

func keep(n int) {
	live = nil
	for i := range n {
		r := &Record{next: live}
		r.data[0] = i
		live = r
	}
}

func churn(n int) int {
	sum := 0
	var window [64]*Record
	for i := range n {
		r := &Record{}
		r.data[0] = i
		window[i%64] = r
		sum += window[(i*7)%64&63].value()
	}
	return sum
}

func (r *Record) value() int {
	if r == nil {
		return 0
	}
	return r.data[0] & 1
}

func main() {
	keep(16000)
	sum := churn(200000)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	percent := debug.SetGCPercent(100)
	println("done", sum > 0, "GOGC", percent)
	if m.NumGC == 0 {
		println("no collection at all")
	}
}
