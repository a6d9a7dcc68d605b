// iter.Pull turns an iterator round: the caller asks for one value after the other. Ending early runs the iterator's
// deferred calls, and a panic inside comes out where the value was asked for.
package main

import (
	"fmt"
	"iter"
	"slices"
)

func countdown(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("cleaned up")
		for ; n > 0; n-- {
			if !yield(n) {
				return
			}
		}
	}
}

// merge walks two sorted sequences side by side.
func merge(a, b iter.Seq[int]) iter.Seq[int] {
	return func(yield func(int) bool) {
		nextA, stopA := iter.Pull(a)
		defer stopA()
		nextB, stopB := iter.Pull(b)
		defer stopB()
		x, okA := nextA()
		y, okB := nextB()
		for okA || okB {
			if okA && (!okB || x <= y) {
				if !yield(x) {
					return
				}
				x, okA = nextA()
			} else {
				if !yield(y) {
					return
				}
				y, okB = nextB()
			}
		}
	}
}

func main() {
	next, stop := iter.Pull(countdown(3))
	fmt.Println(next())
	fmt.Println(next())
	stop()
	stop()
	fmt.Println(next())
	next, stop = iter.Pull(countdown(1))
	fmt.Println(next())
	fmt.Println(next())
	fmt.Println(next())
	next, stop = iter.Pull(countdown(5))
	stop()
	fmt.Println(next())
	pairs, done := iter.Pull2(slices.All([]string{"x", "y"}))
	for i, s, ok := pairs(); ok; i, s, ok = pairs() {
		fmt.Print(i, s, " ")
	}
	done()
	fmt.Println(slices.Collect(merge(slices.Values([]int{1, 4, 9}), slices.Values([]int{2, 3, 10, 11}))))
	for v := range merge(countdown(2), countdown(3)) {
		fmt.Println("merged", v)
		if v == 2 {
			break
		}
	}
	defer func() { fmt.Println("recovered:", recover()) }()
	bad, _ := iter.Pull(func(yield func(int) bool) {
		yield(1)
		panic("inside")
	})
	fmt.Println(bad())
	bad()
}
