// Where sorts that are not stable put equal elements: sort.Sort, sort.Slice and slices.SortFunc leave them in an order
// that depends on the length and on the values, and is the same in every run. How often they compare is seen, too.
package main

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
)

type card struct{ value, place int }

type byValue []card

var asked, moved int

func (b byValue) Len() int           { return len(b) }
func (b byValue) Less(i, j int) bool { asked++; return b[i].value < b[j].value }
func (b byValue) Swap(i, j int)      { moved++; b[i], b[j] = b[j], b[i] }

func deck(n int, value func(i int) int) []card {
	d := make([]card, n)
	for i := range d {
		d[i] = card{value(i), i}
	}
	return d
}

// order is a hash of where the cards came from.
func order(d []card) uint32 {
	h := uint32(2166136261)
	for _, c := range d {
		h = (h ^ uint32(c.place)) * 16777619
	}
	return h
}

func main() {
	shapes := []struct {
		name  string
		value func(n, i int) int
	}{
		{"equal", func(n, i int) int { return 0 }},
		{"two values", func(n, i int) int { return i & 1 }},
		{"few values", func(n, i int) int { return i * 7 % 5 }},
		{"falling", func(n, i int) int { return (n - i) / 3 }},
		{"nearly sorted", func(n, i int) int { return i/2 + i*i%4 }},
		{"organ pipe", func(n, i int) int { return min(i, n-i) }},
		{"mixed", func(n, i int) int { return i * 7919 % 101 / 4 }},
		{"saw", func(n, i int) int { return i % (n/4 + 1) }},
	}
	for _, s := range shapes {
		for _, n := range []int{5, 12, 13, 40, 50, 51, 100, 500, 3000} {
			value := func(i int) int { return s.value(n, i) }
			asked, moved = 0, 0
			d := deck(n, value)
			sort.Sort(byValue(d))
			fmt.Print(s.name, " ", n, ": ", order(d), " ", asked, " ", moved)
			d = deck(n, value)
			sort.Slice(d, func(i, j int) bool { return d[i].value < d[j].value })
			fmt.Print(" ", order(d))
			asked = 0
			d = deck(n, value)
			slices.SortFunc(d, func(a, b card) int { asked++; return cmp.Compare(a.value, b.value) })
			fmt.Print(" ", order(d), " ", asked)
			asked, moved = 0, 0
			d = deck(n, value)
			sort.Stable(byValue(d))
			fmt.Println(" stable:", order(d) == order(slices.SortedStableFunc(slices.Values(deck(n, value)),
				func(a, b card) int { return cmp.Compare(a.value, b.value) })), asked, moved)
		}
	}
	short := deck(12, func(i int) int { return -(i % 4) })
	sort.Sort(sort.Reverse(byValue(short)))
	fmt.Println(short)
}
