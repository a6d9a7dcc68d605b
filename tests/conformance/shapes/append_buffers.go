// What append costs in twenty-three functions, called with 1, 2, 4, 5 and 9: the first elements of a slice that stays
// in its function stand in 32 bytes of the frame; those of a slice that leaves it in one place move to the heap
// there, in an array of the right size.
package main

import "runtime"

var before, after runtime.MemStats
var total int
var G []int

//go:noinline
func cost(name string, f func(n int), n int) {
	runtime.ReadMemStats(&before)
	f(n)
	runtime.ReadMemStats(&after)
	println(name, n, ": objects", after.Mallocs-before.Mallocs, "bytes", after.TotalAlloc-before.TotalAlloc)
}

func ranged(n int) {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i)
	}
	for _, v := range s {
		total += v
	}
}
func rangedInt(n int) {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	for i := range s {
		total += s[i]
	}
}

//go:noinline
func ret(n int) []int {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i)
	}
	return s
}

//go:noinline
func ret2(n int) []int {
	s := []int{}
	for i := 0; i < n; i++ {
		s = append(s, i)
	}
	return s
}

//go:noinline
func ret3(n int) (r []int, err error) {
	for i := 0; i < n; i++ {
		r = append(r, i)
	}
	return
}

//go:noinline
func ret4(n int) (r []int, err error) {
	for i := 0; i < n; i++ {
		r = append(r, i)
	}
	return r, nil
}

//go:noinline
func ret5(n int) []int {
	s := make([]int, 0)
	for i := 0; i < n; i++ {
		s = append(s, i)
	}
	return s
}

//go:noinline
func retcap(n int) []int {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i)
	}
	total += cap(s)
	return s
}

//go:noinline
func sum(s []int) int {
	t := 0
	for _, v := range s {
		t += v
	}
	return t
}

//go:noinline
func retsum(n int) []int {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i)
	}
	total += sum(s)
	return s
}

//go:noinline
func ifret(n int) []int {
	var s []int
	for i := 0; i < n; i++ {
		if i%2 == 0 {
			s = append(s, i)
		}
	}
	if n > 100 {
		return nil
	}
	return s
}

//go:noinline
func glob(n int) {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i)
	}
	G = s
}

//go:noinline
func twice(n int) ([]int, []int) {
	var s, t []int
	for i := 0; i < n; i++ {
		s = append(s, i)
		t = append(t, i)
	}
	return s, t
}

//go:noinline
func single(n int) []int {
	var s []int
	s = append(s, n)
	return s
}

//go:noinline
func pair(n int) []int {
	var s []int
	s = append(s, n)
	s = append(s, n)
	return s
}

//go:noinline
func strs(n int) []string {
	var s []string
	for i := 0; i < n; i++ {
		s = append(s, "x")
	}
	return s
}

type acc struct{ list []int }

//go:noinline
func field(n int) {
	var a acc
	for i := 0; i < n; i++ {
		a.list = append(a.list, i)
	}
	total += len(a.list)
}

//go:noinline
func several(n int) {
	var s []int
	s = append(s, n, n, n)
	s = append(s, n)
	total += s[0]
}

//go:noinline
func nilapp(n int) {
	s := append([]int(nil), n, n)
	t := append(s, 1)
	total += s[0] + t[2]
}

//go:noinline
func dots(n int) {
	var s []int
	s = append(s, G[:n]...)
	total += len(s)
}

//go:noinline
func inner(n int) {
	for i := 0; i < n; i++ {
		var s []int
		s = append(s, i)
		total += s[0]
	}
}

//go:noinline
func reset(n int) {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i)
		if len(s) == 3 {
			s = nil
		}
	}
	total += len(s)
}

//go:noinline
func bytesf(n int) string {
	var b []byte
	for i := 0; i < n; i++ {
		b = append(b, 'x')
	}
	return string(b)
}

//go:noinline
func captured(n int) {
	var s []int
	f := func(i int) { s = append(s, i) }
	for i := 0; i < n; i++ {
		f(i)
	}
	total += len(s)
}

func main() {
	runtime.ReadMemStats(&before)
	G = make([]int, 64)
	for _, n := range []int{1, 2, 4, 5, 9} {
		cost("ranged", ranged, n)
		cost("rangedInt", rangedInt, n)
		cost("ret", func(n int) { total += len(ret(n)) }, n)
		cost("ret2", func(n int) { total += len(ret2(n)) }, n)
		cost("ret3", func(n int) { r, _ := ret3(n); total += len(r) }, n)
		cost("ret4", func(n int) { r, _ := ret4(n); total += len(r) }, n)
		cost("ret5", func(n int) { total += len(ret5(n)) }, n)
		cost("retcap", func(n int) { total += len(retcap(n)) }, n)
		cost("retsum", func(n int) { total += len(retsum(n)) }, n)
		cost("ifret", func(n int) { total += len(ifret(n)) }, n)
		cost("glob", func(n int) { glob(n) }, n)
		cost("twice", func(n int) { a, b := twice(n); total += len(a) + len(b) }, n)
		cost("single", func(n int) { total += len(single(n)) }, n)
		cost("pair", func(n int) { total += len(pair(n)) }, n)
		cost("strs", func(n int) { total += len(strs(n)) }, n)
		cost("field", field, n)
		cost("several", several, n)
		cost("nilapp", nilapp, n)
		cost("inner", inner, n)
		cost("reset", reset, n)
		cost("bytes", func(n int) { total += len(bytesf(n)) }, n)
		cost("captured", captured, n)
		G = make([]int, 64)
		cost("dots", dots, n)
	}
}
