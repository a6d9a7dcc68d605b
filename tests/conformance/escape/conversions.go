// Conversions to interfaces, between strings and slices, of slices to arrays, through
// unsafe.Pointer; how the notes print constants and composite values.
package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unsafe"
)

type celsius float64
type word string
type bytesT []byte
type pt struct{ x, y int }
type ptr struct{ p *int }
type I interface{ M() }

func (p pt) M()   {}
func (p *ptr) M() {}

func box(v any) any                { return v }
func boxI(v I) I                   { return v }
func look(v any) bool              { return v == nil }
func lookI(v I)                    { v.M() }
func eq(a, b any) bool             { return a == b }
func key(m map[any]int, k any) int { return m[k] }

func strs(s string, b []byte, r []rune) (string, []byte) {
	x := string(b) + s
	y := []byte(s + "!")
	z := string(r) + string(r[0]) + string(rune(65))
	if string(b) == "abc" {
		return x, y
	}
	for i, c := range []byte(s) {
		_, _ = i, c
	}
	m := map[string]int{}
	m[string(b)]++
	_ = m[string(b)]
	switch string(b) {
	case "x":
	}
	return z, append([]byte(nil), s...)
}

func arrays(s []int) ([3]int, *[2]int) {
	return [3]int(s), (*[2]int)(s)
}

func unsafes(p *int) uintptr {
	q := unsafe.Pointer(p)
	r := (*int)(unsafe.Pointer(uintptr(q) + 8))
	_ = r
	b := unsafe.Slice((*byte)(q), 8)
	s := unsafe.String(&b[0], 3)
	_ = s
	return uintptr(q)
}

func nums(n int) {
	fmt.Println(celsius(1.5), word("w"), int8(3), uint8('a'), 'x', 2i, 1e100, 1<<40, -5, "long string constant that goes on and on and on and on and on until it is cut somewhere")
	fmt.Println(n, n*2, -n, !true, n == 3, n<<2, &n, [2]int{1, 2}, pt{1, 2}, []int{n}, struct{}{}, struct{ a int }{3}, time.Duration(5), time.Second)
	var i8 int8 = 100
	var f32 float32 = 2.5
	var e error
	var arr [3]string
	fmt.Println(i8, f32, e, arr, arr[1], len(arr), cap(make([]int, 3)), (n+1)*2, n&^1, func() int { return n }())
}

func main() {
	n := 1
	fmt.Println(box(n), box(&n), box(pt{1, 2}), box("s"), box(pt{1, 2}.x), box(nil))
	lookI(pt{})
	lookI(&ptr{})
	boxI(pt{3, 4})
	boxI(&ptr{&n})
	look(n)
	look(3)
	look([]int{1})
	look(map[int]int{})
	look(func() {})
	look(ptr{&n})
	eq(n, "x")
	key(map[any]int{1: 2, "a": 3}, n)
	s, b := strs("a", []byte("b"), []rune("c"))
	fmt.Println(s, string(b), strconv.Itoa(n)+"x", strings.Repeat("ab", n))
	x, y := arrays([]int{1, 2, 3})
	fmt.Println(x, *y, unsafes(&n) > 0)
	nums(3)
	var w any = word("q")
	if v, ok := w.(word); ok {
		fmt.Println(v)
	}
	if v, ok := w.(fmt.Stringer); ok {
		fmt.Println(v.String())
	}
	z := w.(word)
	fmt.Println(z, any(n), any(z), interface{}(3), error(nil), I(pt{}))
	bt := bytesT("hello")
	fmt.Println(string(bt), []rune("x"), bytesT(s))
	fmt.Printf("%d %s\n", n, b)
	fmt.Println(new(5), *new(n), new("x"))
}
