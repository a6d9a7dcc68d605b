// unique.Make gives equal values the same handle, of whatever comparable type. A weak pointer into the middle of an
// object lives as long as the object, and differs from one to its start.
package main

import (
	"runtime"
	"strings"
	"unique"
	"weak"
)

type point struct{ x, y int }
type pair struct{ first, second point }

var kept *pair

//go:noinline
func weakOnes() (whole weak.Pointer[pair], part weak.Pointer[point], gone weak.Pointer[point]) {
	kept = &pair{point{1, 2}, point{3, 4}}
	dead := &pair{}
	return weak.Make(kept), weak.Make(&kept.second), weak.Make(&dead.second)
}

func main() {
	a := unique.Make("hello")
	b := unique.Make(strings.Join([]string{"hel", "lo"}, ""))
	println(a == b, a.Value(), unique.Make(point{1, 2}) == unique.Make(point{1, 2}), unique.Make(1) == unique.Make(2))
	println(unique.Make[any](1) == unique.Make[any]("1"), unique.Make(struct{}{}) == unique.Make(struct{}{}))
	for range 3 {
		runtime.GC()
	}
	println(unique.Make("hello") == a, b.Value())
	handles := map[unique.Handle[string]]int{}
	for _, w := range strings.Fields("a b a c b a") {
		handles[unique.Make(w)]++
	}
	println(len(handles), handles[unique.Make("a")])

	whole, part, gone := weakOnes()
	runtime.GC()
	println(whole.Value() == kept, part.Value() == &kept.second, part.Value().y, gone.Value() == nil)
	println(part == weak.Make(&kept.second), part == weak.Make(&kept.first))
	runtime.KeepAlive(kept)
	kept = nil
	runtime.GC()
	println(whole.Value() == nil, part.Value() == nil)
}
