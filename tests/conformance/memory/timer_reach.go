// A timer that is set keeps itself and what its function holds alive, though the program has dropped it; a stopped
// one goes with the next collection, once the processor has taken it from its array.
package main

import (
	"runtime"
	"time"
)

type big [1 << 20]byte

var m runtime.MemStats

func freed(what string, f func()) {
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	start := m.HeapAlloc >> 20
	f()
	for i := 0; i < 3; i++ {
		runtime.Gosched()
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	println(what, int(m.HeapAlloc>>20)-int(start))
}

var fired int

func hold(d time.Duration) *time.Timer {
	b := new(big)
	return time.AfterFunc(d, func() {
		b[0]++
		fired++
	})
}

func main() {
	freed("set and dropped:", func() {
		for i := 0; i < 10; i++ {
			hold(time.Hour)
		}
	})
	freed("set, stopped and dropped:", func() {
		for i := 0; i < 10; i++ {
			hold(time.Hour).Stop()
		}
	})
	freed("fired:", func() {
		for i := 0; i < 10; i++ {
			hold(time.Microsecond)
		}
		time.Sleep(20 * time.Millisecond)
	})
	freed("set again and dropped:", func() {
		for i := 0; i < 10; i++ {
			t := hold(time.Hour)
			t.Stop()
			t.Reset(2 * time.Hour)
		}
	})
	println("fired", fired)
}
