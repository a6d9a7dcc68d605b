// What seventy kinds of statements allocate: objects and bytes of each, measured alone.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
)

type point struct{ x, y int }
type shape interface{ area() int }
type square struct{ side int }
type big struct{ a [40]int }
type node struct {
	next *node
	v    int
}

func (s square) area() int  { return s.side * s.side }
func (p *point) move(d int) { p.x += d }
func (p point) sum() int    { return p.x + p.y }
func (b big) first() int    { return b.a[0] }

var before, after runtime.MemStats
var anyKept any
var shapeKept shape
var intKept *int
var funcKept func() int
var sliceKept []int
var textKept string
var mapKept map[string]int
var chanKept chan int
var pointKept *point
var bytesKept []byte
var total int
var five, thousand = 5, 1000
var word, long = "word", "a text that is longer than thirty-two bytes"
var pi = 3.25
var err error = errors.New("static")
var table = [...]string{"a", "b"}

//go:noinline
func variadic(xs ...int) int { return len(xs) }

//go:noinline
func keepAll(xs ...int) int { sliceKept = xs; return len(xs) }

//go:noinline
func anys(xs ...any) int { return len(xs) }

//go:noinline
func useAny(x any) { total++ }

//go:noinline
func call(f func() int) int { return f() }

//go:noinline
func byteSum(b []byte) (n int) {
	for _, x := range b {
		n += int(x)
	}
	return
}

//go:noinline
func length(s string) int { return len(s) }

//go:noinline
func generic[T any](x T) any { return x }

//go:noinline
func pair() (int, string) { return 1, "x" }

type form struct {
	name string
	run  func()
}

func cost(f form) {
	runtime.ReadMemStats(&before)
	f.run()
	runtime.ReadMemStats(&after)
	println(f.name, after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc)
}

var forms = []form{
	{"new kept", func() { intKept = new(int) }},
	{"new local", func() { p := new(int); *p = 3; total += *p }},
	{"&T kept", func() { pointKept = &point{1, 2} }},
	{"&T local", func() { p := &point{1, 2}; p.move(2); total += p.x }},
	{"var address kept", func() { x := five; intKept = &x }},
	{"slice literal kept", func() { sliceKept = []int{1, 2, 3} }},
	{"slice literal local", func() { s := []int{1, 2, 3}; total += s[five%3] }},
	{"make constant kept", func() { sliceKept = make([]int, 10) }},
	{"make constant local", func() { s := make([]int, 10); total += s[five] }},
	{"make variable 3", func() { s := make([]int, five-2); total += len(s) }},
	{"make variable 5", func() { s := make([]int, five); total += len(s) }},
	{"make variable cap", func() { s := make([]int, 2, five-1); total += cap(s) }},
	{"make empty", func() { sliceKept = make([]int, 0) }},
	{"make map local", func() { m := make(map[string]int); m["a"] = 1; total += len(m) }},
	{"make map kept", func() { mapKept = make(map[string]int) }},
	{"make map kept and used", func() { mapKept = make(map[string]int); mapKept["a"] = 1 }},
	{"make map hint 8 local", func() { m := make(map[int]int, 8); m[1] = 1; total += len(m) }},
	{"make map hint 9 local", func() { m := make(map[int]int, 9); m[1] = 1; total += len(m) }},
	{"make map hint variable", func() { m := make(map[int]int, five); m[1] = 1; total += len(m) }},
	{"make map hint 1000", func() { m := make(map[int]int, thousand); m[1] = 1; total += len(m) }},
	{"map literal local", func() { m := map[int]int{1: 2, 3: 4}; total += m[five] }},
	{"map literal of ten", func() {
		m := map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true, 8: true, 9: true, 10: true}
		total += len(m)
	}},
	{"map grows past eight", func() {
		m := map[int]int{}
		for i := 0; i < 9; i++ {
			m[i] = i
		}
		total += len(m)
	}},
	{"map of pointers local", func() { m := map[string]*point{}; m["a"] = &point{}; total += len(m) }},
	{"map increments", func() { m := map[string]int{}; m[word]++; total += m[word] }},
	{"chan kept", func() { chanKept = make(chan int) }},
	{"chan local", func() { c := make(chan int, 1); c <- 1; total += <-c }},
	{"chan of pointers", func() { c := make(chan *int, 2); c <- nil; total += len(c) }},
	{"box int small", func() { anyKept = five }},
	{"box int large", func() { anyKept = thousand }},
	{"box constant", func() { anyKept = 1000 }},
	{"box string", func() { anyKept = word }},
	{"box float", func() { anyKept = pi }},
	{"box struct", func() { anyKept = point{five, 6} }},
	{"box constant struct", func() { anyKept = point{1, 2} }},
	{"box empty struct", func() { anyKept = struct{}{} }},
	{"box pointer", func() { anyKept = pointKept }},
	{"box array of one", func() { anyKept = [1]int{thousand} }},
	{"box slice", func() { anyKept = sliceKept }},
	{"box local", func() { useAny(thousand) }},
	{"box big", func() { var b big; b.a[five] = 1; anyKept = b }},
	{"box error", func() { anyKept = err }},
	{"interface method", func() { shapeKept = square{five}; total += shapeKept.area() }},
	{"interface local", func() { var s shape = square{five}; total += s.area() }},
	{"assertion", func() { anyKept = thousand; n, _ := anyKept.(int); total += n }},
	{"closure none", func() { funcKept = func() int { return 1 } }},
	{"closure value", func() { x := five; funcKept = func() int { return x } }},
	{"closure reference", func() { x := five; funcKept = func() int { x++; return x } }},
	{"closure local", func() { x := five; total += call(func() int { x++; return x }) }},
	{"closure two strings", func() { a, b := word, long; funcKept = func() int { return len(a) + len(b) } }},
	{"method value kept", func() { p := point{five, 2}; funcKept = p.sum }},
	{"method value local", func() { p := point{five, 2}; f := p.sum; total += f() }},
	{"method expression", func() { f := point.sum; total += f(point{1, five}) }},
	{"method of big value", func() { var b big; b.a[0] = five; funcKept = b.first }},
	{"variadic none", func() { total += variadic() }},
	{"variadic three", func() { total += variadic(1, 2, five) }},
	{"variadic kept", func() { total += keepAll(1, 2, five) }},
	{"variadic slice", func() { total += variadic(sliceKept...) }},
	{"variadic any", func() { total += anys(thousand, word, pi, nil) }},
	{"concat two", func() { textKept = word + long }},
	{"concat short local", func() { s := word + word; total += len(s) }},
	{"concat five", func() { textKept = word + "," + word + "," + word }},
	{"concat six", func() { textKept = word + "," + word + "," + word + "!" }},
	{"concat constants", func() { textKept = "a" + "b" }},
	{"concat loop", func() {
		s := ""
		for i := 0; i < 5; i++ {
			s += word
		}
		textKept = s
	}},
	{"bytes of string kept", func() { bytesKept = []byte(long) }},
	{"bytes of string local", func() { total += byteSum([]byte(word)) }},
	{"bytes of long local", func() { total += byteSum([]byte(long)) }},
	{"bytes of constant kept", func() { bytesKept = []byte("hello") }},
	{"bytes changed", func() { b := []byte(word); b[0] = 'W'; total += int(b[1]) }},
	{"string of bytes kept", func() { textKept = string(bytesKept) }},
	{"string of bytes local", func() { total += length(string(bytesKept)) }},
	{"string of byte", func() { textKept = string(bytesKept[:1]) }},
	{"string of rune", func() { textKept = string(rune(five + 60)) }},
	{"string of wide rune", func() { textKept = string(rune(thousand)) }},
	{"runes of string", func() { r := []rune(word); total += len(r) }},
	{"string compare", func() {
		if string(bytesKept) == word {
			total++
		}
	}},
	{"string switch", func() {
		switch string(bytesKept) {
		case "hello":
			total++
		}
	}},
	{"string key", func() { total += mapKept[string(bytesKept)] }},
	{"struct key", func() {
		m := map[struct{ s string }]int{}
		total += m[struct{ s string }{string(bytesKept)}]
	}},
	{"substring", func() { textKept = long[3:9] }},
	{"append nil kept", func() { sliceKept = append([]int(nil), 1) }},
	{"append local", func() {
		var s []int
		for i := 0; i < 10; i++ {
			s = append(s, i)
		}
		total += len(s)
	}},
	{"append copies", func() { sliceKept = append([]int(nil), sliceKept...) }},
	{"append string", func() { bytesKept = append([]byte(nil), long...) }},
	{"append in place", func() { s := make([]int, 0, 10); s = append(s, 1, 2, 3); total += len(s) }},
	{"copy", func() { d := make([]int, five); total += copy(d, sliceKept) }},
	{"array value", func() { a := [100]int{}; b := a; b[five] = 1; total += b[five] }},
	{"array of pointers", func() { var a [3]*int; a[0] = new(int); total += *a[0] }},
	{"list of three", func() {
		var l *node
		for i := 0; i < 3; i++ {
			l = &node{l, i}
		}
		total += l.v
	}},
	{"matrix", func() {
		m := make([][]int, 3)
		for i := range m {
			m[i] = make([]int, 3)
		}
		total += len(m)
	}},
	{"defer closure", func() {
		x := five
		defer func() { total += x }()
	}},
	{"defer call", func() { defer length(long) }},
	{"defer in loop", func() {
		for i := 0; i < 3; i++ {
			defer func() { total += i }()
		}
	}},
	{"go statement", func() {
		done := make(chan bool)
		go func() { done <- true }()
		<-done
	}},
	{"go with arguments", func() {
		done := make(chan int)
		go func(n int) { done <- n }(five)
		total += <-done
	}},
	{"recover", func() {
		defer func() { recover() }()
		panic(word)
	}},
	{"panic error", func() {
		defer func() { recover() }()
		var a []int
		total += a[five]
	}},
	{"errors.New", func() { err = errors.New(word) }},
	{"fmt.Errorf", func() { err = fmt.Errorf("bad %d", five) }},
	{"fmt.Errorf wraps", func() { err = fmt.Errorf("more: %w", err) }},
	{"fmt.Sprint", func() { textKept = fmt.Sprint(thousand) }},
	{"fmt.Sprintf", func() { textKept = fmt.Sprintf("%d-%s", thousand, word) }},
	{"strconv.Itoa small", func() { textKept = strconv.Itoa(five) }},
	{"strconv.Itoa large", func() { textKept = strconv.Itoa(thousand) }},
	{"strings.Repeat", func() { textKept = strings.Repeat("ab", 10) }},
	{"strings.Split", func() { total += len(strings.Split("a,b,c", ",")) }},
	{"strings.Join", func() { textKept = strings.Join(table[:], "+") }},
	{"strings.ToUpper", func() { textKept = strings.ToUpper(word) }},
	{"strings.Fields", func() { total += len(strings.Fields(long)) }},
	{"strings.Builder", func() {
		var b strings.Builder
		b.WriteString(word)
		b.WriteString(long)
		textKept = b.String()
	}},
	{"generic box", func() { anyKept = generic(thousand) }},
	{"generic box string", func() { anyKept = generic(word) }},
	{"two results", func() { n, s := pair(); total += n + len(s) }},
	{"select", func() {
		c := make(chan int, 1)
		select {
		case c <- 1:
		default:
		}
		total += len(c)
	}},
	{"range string", func() {
		for _, r := range word {
			total += int(r)
		}
	}},
	{"range map", func() {
		for _, v := range mapKept {
			total += v
		}
	}},
	{"range func", func() {
		seq := func(yield func(int) bool) {
			for i := 0; i < 3; i++ {
				if !yield(i) {
					return
				}
			}
		}
		for v := range seq {
			total += v
		}
	}},
}

func main() {
	fmt.Fprint(os.Stderr, "")
	for _, f := range forms {
		f.run()
	}
	mapKept = map[string]int{"hello": 1}
	sliceKept = []int{1, 2, 3}
	for _, f := range forms {
		cost(f)
	}
}
