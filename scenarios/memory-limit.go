package main

import (
	"runtime"
	"runtime/debug"
)

// Without GOGC nothing is collected; until a memory limit comes near. Then the runtime does what it can to stay below.

const limit = 16 << 20

var m runtime.MemStats
var buffer []byte

func main() {
	debug.SetGCPercent(-1)      // GOGC=off
	debug.SetMemoryLimit(limit) // GOMEMLIMIT=16MiB
	for range 60 {
		buffer = make([]byte, 1<<20) // 60 MiB, one MiB alive at a time
	}
	runtime.ReadMemStats(&m)
	println("allocated:", m.TotalAlloc>>20, "MiB; collections:", m.NumGC > 0, "; held at once: less than 24 MiB:", m.Sys-m.HeapReleased < 24<<20)

	buffer = nil
	debug.FreeOSMemory()
	runtime.ReadMemStats(&m)
	println("everything idle is given back:", m.HeapIdle-m.HeapReleased < 4<<20)
}
