// A processor has a cache for spans of each class while it exists: 2296 bytes, seven to a block. The caches of processors
// that are gone go back and are used again; blocks stay.
package main

import "runtime"

var stats runtime.MemStats

func show(n int) {
	runtime.GOMAXPROCS(n)
	runtime.ReadMemStats(&stats)
	println(n, "processors:", stats.MCacheInuse/2296, "caches", stats.MCacheInuse%2296, "in", stats.MCacheSys/16072, "blocks", stats.MCacheSys%16072)
}

func main() {
	for _, n := range []int{1, 2, 7, 8, 3, 8, 15, 1, 14, 40, 33, 5, 1} {
		show(n)
	}
}
