// Containers and functions with type parameters: one set of notes for each shape of the
// type arguments, all methods of an instantiated type, calls printed with their
// dictionary.
package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

type Number interface {
	~int | ~int64 | ~float64
}

func Map[T, U any](s []T, f func(T) U) []U {
	r := make([]U, 0, len(s))
	for _, v := range s {
		r = append(r, f(v))
	}
	return r
}
func Filter[T any](s []T, keep func(T) bool) (out []T) {
	for _, v := range s {
		if keep(v) {
			out = append(out, v)
		}
	}
	return
}
func Reduce[T, A any](s []T, init A, f func(A, T) A) A {
	for _, v := range s {
		init = f(init, v)
	}
	return init
}
func Sum[T Number](s ...T) (t T) {
	for _, v := range s {
		t += v
	}
	return t
}
func Max[T cmp.Ordered](a, b T) T {
	if a > b {
		return a
	}
	return b
}
func Keys[M ~map[K]V, K comparable, V any](m M) []K {
	ks := make([]K, 0, len(m))
	for k := range m {
		ks = append(ks, k)
	}
	return ks
}

type List[T any] struct {
	head *elem[T]
	n    int
}
type elem[T any] struct {
	v    T
	next *elem[T]
}

func (l *List[T]) Push(v T) {
	l.head = &elem[T]{v, l.head}
	l.n++
}
func (l *List[T]) All() func(func(int, T) bool) {
	return func(yield func(int, T) bool) {
		i := 0
		for e := l.head; e != nil; e = e.next {
			if !yield(i, e.v) {
				return
			}
			i++
		}
	}
}
func (l List[T]) Len() int { return l.n }

type Set[T comparable] map[T]struct{}

func (s Set[T]) Add(v T)           { s[v] = struct{}{} }
func (s Set[T]) Has(v T) bool      { _, ok := s[v]; return ok }
func NewSet[T comparable]() Set[T] { return make(Set[T]) }

type Opt[T any] struct {
	v  *T
	ok bool
}

func Some[T any](v T) Opt[T] { return Opt[T]{&v, true} }
func (o Opt[T]) Get() T      { return *o.v }

type Stringer interface{ String() string }
type ID int

func (i ID) String() string { return fmt.Sprint(int(i)) }

func Join[S Stringer](xs []S) string {
	var b strings.Builder
	for i, x := range xs {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(x.String())
	}
	return b.String()
}

type Tree[K cmp.Ordered, V any] struct{ root *tnode[K, V] }
type tnode[K cmp.Ordered, V any] struct {
	k    K
	v    V
	l, r *tnode[K, V]
}

func (t *Tree[K, V]) Put(k K, v V) {
	p := &t.root
	for *p != nil {
		if k < (*p).k {
			p = &(*p).l
		} else {
			p = &(*p).r
		}
	}
	*p = &tnode[K, V]{k: k, v: v}
}

func main() {
	xs := []int{1, 2, 3}
	fmt.Println(Map(xs, func(i int) string { return fmt.Sprint(i) }))
	fmt.Println(Filter(xs, func(i int) bool { return i > 1 }), Sum(xs...), Sum(1.5, 2))
	fmt.Println(Reduce(xs, "", func(a string, i int) string { return a + fmt.Sprint(i) }))
	fmt.Println(Max(1, 2), Max("a", "b"))
	fmt.Println(len(Keys(map[string]int{"a": 1})))
	var l List[string]
	l.Push("x")
	l.Push("y")
	for i, s := range l.All() {
		fmt.Println(i, s, l.Len())
	}
	var li List[*int]
	li.Push(&xs[0])
	s := NewSet[string]()
	s.Add("q")
	fmt.Println(s.Has("q"), Some(3).Get())
	fmt.Println(Join([]ID{1, 2}))
	var t Tree[string, int]
	t.Put("a", 1)
	slices.Sort(xs)
	slices.SortFunc(xs, func(a, b int) int { return cmp.Compare(b, a) })
	fmt.Println(slices.Contains(xs, 2), slices.Index(xs, 3), slices.Max(xs))
	ks := slices.Sorted(maps.Keys(map[string]int{"b": 1, "a": 2}))
	fmt.Println(ks)
	f := Max[int]
	fmt.Println(f(1, 2))
}
