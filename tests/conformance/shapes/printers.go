// What fmt allocates: a printer and its text the first time, copies of what reflect reaches by address, maps in
// order; and errors of the runtime, which cost nothing, and those that carry numbers, which do.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
)

type pair struct{ X, Y int }
type hidden struct{ x, y int }
type named struct{ n int }

func (n named) String() string { return "named " + strconv.Itoa(n.n) }

var before, after runtime.MemStats
var text string
var err, base error = nil, errors.New("base")
var five, thousand, zero, minus = 5, 1000, 0, -1
var numbers = []int{1000, 2000, 3000}
var none map[string]int
var raw = []byte("some bytes here")
var out [60]string

func cost(i int, name string, f func()) {
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	out[i] = name + ": " + strconv.Itoa(int(after.Mallocs-before.Mallocs)) + " objects, " +
		strconv.Itoa(int(after.TotalAlloc-before.TotalAlloc)) + " bytes"
}

func caught(f func()) {
	defer func() { err, _ = recover().(error) }()
	f()
}

var parts = []struct {
	name string
	run  func()
}{
	{"one digit", func() { text = fmt.Sprint(five) }},
	{"four digits", func() { text = fmt.Sprint(thousand) }},
	{"nothing", func() { text = fmt.Sprintf("") }},
	{"verbs", func() { text = fmt.Sprintf("%d %5.2f %q %v", thousand, 2.5, "x", true) }},
	{"a long text", func() { text = fmt.Sprintf("%100d", five) }},
	{"a slice", func() { text = fmt.Sprint(numbers) }},
	{"an array", func() { text = fmt.Sprint([3]int{thousand, five, 1}) }},
	{"a struct", func() { text = fmt.Sprint(pair{thousand, five}) }},
	{"a pointer to one", func() { text = fmt.Sprintf("%+v", &pair{thousand, five}) }},
	{"to hidden fields", func() { text = fmt.Sprintf("%+v", &hidden{thousand, five}) }},
	{"structs in a slice", func() { text = fmt.Sprint([]pair{{1, five}, {2, five}}) }},
	{"texts in a slice", func() { text = fmt.Sprint([]string{"a", text[:1]}) }},
	{"anything in a slice", func() { text = fmt.Sprint([]any{five, "x", nil, 2.5}) }},
	{"a map", func() { text = fmt.Sprint(map[string]int{"a": five, "b": 2}) }},
	{"an empty map", func() { text = fmt.Sprint(none) }},
	{"a method", func() { text = fmt.Sprint(named{thousand}) }},
	{"methods in a slice", func() { text = fmt.Sprint([]named{{five}, {thousand}}) }},
	{"a wrong verb", func() { text = fmt.Sprintf("%d", base) }},
	{"into a builder", func() {
		var b strings.Builder
		fmt.Fprintf(&b, "%d-%s", thousand, "x")
		fmt.Fprintln(&b, five)
		text = b.String()
	}},
	{"appended", func() { raw = fmt.Appendf(raw[:0], "%d", thousand) }},
	{"an error", func() { err = fmt.Errorf("bad %d", five) }},
	{"without verbs", func() { err = fmt.Errorf("bad") }},
	{"wrapped", func() { err = fmt.Errorf("more: %w", base) }},
	{"wrapped twice", func() { err = fmt.Errorf("more: %w %w", base, base) }},
	{"division", func() { caught(func() { five = five / zero }) }},
	{"nil map", func() { caught(func() { none["a"] = 1 }) }},
	{"negative length", func() { caught(func() { numbers = make([]int, minus) }) }},
	{"index", func() { caught(func() { five = numbers[five] }) }},
	{"nil pointer", func() { caught(func() { var p *pair; five = p.X }) }},
	{"bytes", func() { raw = bytes.ToUpper(raw) }},
	{"bytes repeated", func() { raw = bytes.Repeat([]byte("ab"), five) }},
	{"bytes mapped", func() { raw = bytes.Map(func(r rune) rune { return r + 1 }, raw) }},
	{"digits", func() { raw = strconv.AppendInt(nil, int64(thousand), 2) }},
	{"fields", func() { thousand += len(bytes.Fields(raw)) }},
}

func main() {
	fmt.Fprint(os.Stderr, "")
	for round := range 2 {
		for i, p := range parts {
			cost(i, p.name, p.run)
		}
		println("round", round+1)
		for i := range parts {
			println(out[i])
		}
	}
}
