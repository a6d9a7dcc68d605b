package main

import (
	"runtime"
	"strings"
)

// The same 200 letters, put together three times: with +=, with a strings.Builder, with one that knows the size.

var joined string
var before, after runtime.MemStats

func report(what string) {
	runtime.ReadMemStats(&after)
	println(what, after.Mallocs-before.Mallocs, "allocations,", after.TotalAlloc-before.TotalAlloc, "bytes")
	runtime.ReadMemStats(&before)
}

func concat() {
	s := ""
	for range 200 {
		s += "x" // a new string every time: the old one is copied
	}
	joined = s
}

func build() {
	var b strings.Builder
	for range 200 {
		b.WriteString("x") // appends to a slice of bytes that grows
	}
	joined = b.String() // no copy: the string uses the bytes of the builder
}

func buildOnce() {
	var b strings.Builder
	b.Grow(200)
	for range 200 {
		b.WriteString("x")
	}
	joined = b.String()
}

func main() {
	runtime.ReadMemStats(&before)
	concat()
	report("+=:          ")
	build()
	report("Builder:     ")
	buildOnce()
	report("Builder.Grow:")
	println(len(joined))
}
