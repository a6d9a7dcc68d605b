// debug.ReadGCStats keeps 256 pauses, the newest first, in a slice that has room for their ends and three numbers too, and
// uses the slices it is given again if they are large enough.
package main

import (
	"runtime"
	"runtime/debug"
	"time"
)

func main() {
	var s debug.GCStats
	debug.ReadGCStats(&s)
	println(s.NumGC, len(s.Pause), cap(s.Pause), len(s.PauseEnd), cap(s.PauseEnd), len(s.PauseQuantiles))
	runtime.GC()
	runtime.GC()
	s.PauseQuantiles = make([]time.Duration, 5)[:5:5]
	debug.ReadGCStats(&s)
	println(s.NumGC, len(s.Pause), cap(s.Pause), len(s.PauseEnd), cap(s.PauseEnd), len(s.PauseQuantiles))
	println(s.PauseQuantiles[0] <= s.PauseQuantiles[4], s.PauseTotal == s.Pause[0]+s.Pause[1], s.LastGC.Equal(s.PauseEnd[0]))
	p := &s.Pause[0]
	for i := 0; i < 300; i++ {
		runtime.GC()
	}
	debug.ReadGCStats(&s)
	println(s.NumGC, len(s.Pause), cap(s.Pause), len(s.PauseEnd), cap(s.PauseEnd), p == &s.Pause[0])
	var t debug.GCStats
	t.Pause = make([]time.Duration, 600)
	debug.ReadGCStats(&t)
	println(len(t.Pause), cap(t.Pause))
}
