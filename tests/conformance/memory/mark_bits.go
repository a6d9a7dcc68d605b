// Every span needs a bit a slot twice: for what is allocated and for what is marked. Sweeping takes new ones. They come from
// arenas of 64 KiB that change their age with each cycle, and are used again two cycles later.
package main

import (
	"runtime"
	"runtime/debug"
)

var before, after runtime.MemStats
var keep []*[1]*int

// Arenas and chunks of 256 KiB for smaller things; both outside of the heap, of spans and of work buffers.
func mapped(s *runtime.MemStats) uint64 { return s.GCSys + s.OtherSys + s.MSpanSys }

func grown(what string) {
	runtime.ReadMemStats(&after)
	d := mapped(&after) - mapped(&before)
	d -= d % 4096 / 16 * 69648 // describe an arena of 64 MiB each, if the heap grew beyond one
	println(what, "steps of 64 KiB", d/65536, "pages of tables", d%65536/4096 > 2, "rest", d%4096)
	before = after
}

func main() {
	debug.SetGCPercent(-1)
	runtime.ReadMemStats(&before)
	runtime.ReadMemStats(&before)
	grown("nothing:")
	keep = make([]*[1]*int, 4000*1008)
	for i := range keep {
		keep[i] = new([1]*int)
	}
	grown("4000 spans of 1008 slots:")
	for range 6 {
		runtime.GC()
		grown("cycle:")
	}
	keep = keep[: 1000*1008 : 1000*1008]
	runtime.GC()
	grown("fewer:")
	for range 3 {
		runtime.GC()
		grown("cycle:")
	}
	runtime.KeepAlive(keep)
}
