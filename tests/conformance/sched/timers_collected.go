// A timer or ticker that nobody refers to is garbage, even if it was not stopped
// and has an hour to go (since Go 1.23): its channel could not be received from
// any more. A function's timer stays, for the function is still to be called, and so
// does one that a goroutine waits for. (A finalizer would not see it: timer and channel
// refer to each other.)
package main

import (
	"fmt"
	"runtime"
	"time"
)

var gone = map[string]bool{}

func watch(name string, t *time.Timer) {
	runtime.AddCleanup(t, func(name string) { gone[name] = true }, name)
}

//go:noinline
func start() <-chan time.Time {
	watch("dropped", time.NewTimer(time.Hour))
	stopped := time.NewTimer(time.Hour)
	watch("stopped", stopped)
	stopped.Stop()
	tick := time.NewTicker(time.Hour)
	runtime.AddCleanup(tick, func(name string) { gone[name] = true }, "ticker")
	watch("function", time.AfterFunc(time.Hour, func() {}))
	kept := time.NewTimer(time.Hour)
	watch("channel kept", kept)
	waited := time.NewTimer(time.Hour)
	watch("waited for", waited)
	go func(c <-chan time.Time) { <-c }(waited.C)
	return kept.C
}

func collect() {
	for range 3 {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
}

func main() {
	c := start()
	time.Sleep(time.Millisecond)
	collect()
	fmt.Println(gone)
	fmt.Println("still of use:", len(c))
	collect()
	fmt.Println(gone)

	// Many of them do not add up.
	for range 20 {
		for range 500 {
			select {
			case <-time.After(time.Hour):
			default:
			}
		}
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println("after ten thousand more, fewer than a hundred objects per hundred timers:", m.HeapObjects < 10000)
}
