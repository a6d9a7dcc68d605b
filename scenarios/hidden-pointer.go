package main

import "runtime"

// While the collector marks, the program moves the only pointer to an object from a place
// the collector has not seen yet to a place it has already been to. The write barrier is
// what keeps the object alive. Turn the knob writeBarrier off and run it again.

type Box struct {
	item *Item
	next *Box
}

type Item struct {
	value int
	pad   [6]int
}

const boxes = 300

var first, last *Box

func fill() {
	first = &Box{}
	last = first
	for range boxes {
		last.next = &Box{}
		last = last.next
	}
	last.item = &Item{value: 42}
}

// shuffle takes the item from the end of the chain to its beginning and back, again and
// again: sooner or later the first box is black and the last one still white.
func shuffle(rounds int) {
	for range rounds {
		item := last.item
		first.item = item // black → white, unless a barrier shades it
		last.item = nil   // the path the collector would have taken is gone
		item = nil
		runtime.Gosched()
		item = first.item
		last.item = item
		first.item = nil
		item = nil
	}
}

func main() {
	fill()
	done := make(chan bool)
	go func() {
		runtime.GC()
		done <- true
	}()
	shuffle(40)
	<-done
	item := last.item
	println("the item is", item.value)
}
