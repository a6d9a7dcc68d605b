// The array of a processor's timers grows as any slice does: what it holds doubles up to 256 entries of 16 bytes, then
// grows by less and less, rounded up to size classes. It never shrinks. A timer that was stopped keeps its place until
// another is set, and then only if it is the first or among the last; those in the middle go when more than a quarter
// of all are stopped and the processor looks for something to run.
package main

import (
	"runtime"
	"time"
)

var m runtime.MemStats

func bytes() uint64 {
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func nothing() {}

var timers [3000]*time.Timer

// set sets timers from..to-1 and tells what the array cost.
func set(from, to int) uint64 {
	start := bytes()
	for i := from; i < to; i++ {
		timers[i] = time.AfterFunc(time.Hour+time.Duration(i)*time.Second, nothing)
	}
	return bytes() - start - 112*uint64(to-from)
}

func stop(from, to int) {
	for i := from; i < to; i++ {
		timers[i].Stop()
	}
}

func main() {
	for i := 0; i < 1400; i++ {
		if grown := set(i, i+1); grown != 0 {
			println("timer", i+1, "grows the array to", grown, "bytes")
		}
	}
	stop(1000, 1400)
	println("400 of the last stopped, 400 set:", set(1000, 1400))
	stop(0, 400)
	println("400 of the first stopped, 400 set:", set(1400, 1800))
	stop(1801, 1801)
	println("none stopped, 10 set:", set(1800, 1810))
	stop(900, 1000)
	println("100 in the middle stopped, 200 set:", set(1810, 2010))
	stop(700, 1500)
	println("800 in the middle stopped, 200 set:", set(2010, 2210))
	runtime.Gosched()
	println("all stopped gone, 1000 set:", set(2210, 3000))
}
