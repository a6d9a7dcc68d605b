package main

import "runtime"

// Two types of the same size. One has a pointer in it, the other has none: the collector's work differs.

type Number struct { // 64 bytes, no pointer
	value [8]int64
}

type Cell struct { // 64 bytes, one pointer
	next  *Cell
	value [7]int64
}

var (
	numbers [40]*Number
	cells   *Cell
)

func main() {
	for i := range numbers {
		numbers[i] = new(Number)
		cells = &Cell{next: cells}
	}
	runtime.GC()
	n := 0
	for c := cells; c != nil; c = c.next {
		n++
	}
	println(len(numbers), "numbers and", n, "cells are alive")
}
