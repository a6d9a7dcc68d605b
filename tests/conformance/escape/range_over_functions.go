// The body of a range over a function becomes a closure; whether it escapes depends on
// what is known of the iterator.
package main

import (
	"fmt"
	"iter"
)

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func pairs[K comparable, V any](m map[K]V) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for k, v := range m {
			if !yield(k, v) {
				return
			}
		}
	}
}

func static(yield func(*int) bool) {
	x := 1
	yield(&x)
}

func find(n int) (int, bool) {
	for i := range count(10) {
		if i == n {
			return i, true
		}
	}
	return 0, false
}

func named(n int) (r *int, err error) {
	for p := range static {
		r = p
		if n > 1 {
			return p, nil
		}
		if n > 2 {
			return
		}
	}
	return
}

func nested() int {
	t := 0
outer:
	for i := range count(3) {
		for j := range count(3) {
			if j == 2 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			t += i * j
		}
	}
	return t
}

func stored(f iter.Seq[int]) []*int {
	var ps []*int
	for i := range f {
		ps = append(ps, &i)
	}
	return ps
}

func deferring() {
	for i := range count(2) {
		defer fmt.Println("d", i)
	}
}

func old() (k int) {
	for k = range count(3) {
	}
	return
}

func main() {
	fmt.Println(find(2))
	r, err := named(1)
	fmt.Println(r != nil, err, nested(), len(stored(count(2))))
	deferring()
	for k, v := range pairs(map[string]int{"a": 1}) {
		fmt.Println(k, v)
	}
	next, stop := iter.Pull(count(3))
	defer stop()
	fmt.Println(next())
	println(old())
}
