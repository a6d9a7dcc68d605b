package main

import (
	"runtime"
	"sync"
)

// What is put into a sync.Pool survives one collection, but not two.

type Buffer struct {
	id    int
	bytes [4000]byte
}

var made int

var pool = sync.Pool{New: func() any {
	made++
	return &Buffer{id: made}
}}

func use(when string) {
	b := pool.Get().(*Buffer)
	println(when, "buffer", b.id)
	pool.Put(b)
}

func main() {
	runtime.GOMAXPROCS(1) // each P has a pool of its own: look at one
	use("the pool is empty:  ")
	use("just put back:      ")
	runtime.GC() // what the pool holds becomes its victims
	use("after a collection: ")
	runtime.GC() // it was used in between: it begins anew
	use("and after one more: ")
	runtime.GC() // a victim
	runtime.GC() // gone
	use("after two at once:  ")
	println(made, "buffers were made")
}
