// Lists of spans are made of blocks for 512 spans each, which a spine holds; both are memory of the runtime's own, and so
// are mark bits, in arenas of 64 KiB. A class that nobody used before brings 2048 bytes of spine and 4608 for each block.
package main

import (
	"runtime"
	"runtime/debug"
)

var before, after runtime.MemStats
var keep [5000][]byte
var ptrs [5000]*[176]*int

func grown(what string) {
	runtime.ReadMemStats(&after)
	lists := (after.GCSys - before.GCSys) % 65536
	lists -= lists % 512 / 16 * 4112 // arenas of 64 MiB that the heap grew into
	println(what, "lists", lists, "blocks of spans", (after.MSpanSys-before.MSpanSys)/16320,
		"identity", after.Sys == after.HeapSys+after.StackSys+after.MSpanSys+after.MCacheSys+after.BuckHashSys+after.GCSys+after.OtherSys)
	before = after
}

func plain(n, size int) {
	for i := range n {
		keep[i] = make([]byte, size)
	}
}

func main() {
	debug.SetGCPercent(-1)
	plain(10, 1000)
	ptrs[0] = new([176]*int)
	runtime.ReadMemStats(&before)
	runtime.ReadMemStats(&before)
	grown("nothing:")
	plain(1, 4000)
	grown("first object of a class:")
	plain(1, 4000)
	grown("its span full:")
	plain(1, 4000)
	grown("one more:")
	plain(2*510, 4000)
	grown("512 full spans:")
	plain(4, 4000)
	grown("514:")
	plain(2*600, 4000)
	grown("1114:")
	for i := range 200 {
		ptrs[i] = new([176]*int)
	}
	grown("with pointers:")
	plain(600, 10000)
	grown("another class:")
	plain(300, 40000)
	grown("large ones:")
}
