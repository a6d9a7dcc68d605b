// Embedding, promoted methods, method values and expressions, interfaces that hold one
// type only, assignments that let nothing flow.
package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
)

type Shape interface {
	Area() float64
	Name() string
}
type Rect struct{ w, h float64 }
type Circle struct{ r float64 }

func (r Rect) Area() float64    { return r.w * r.h }
func (r Rect) Name() string     { return "rect" }
func (c *Circle) Area() float64 { return 3 * c.r * c.r }
func (c *Circle) Name() string  { return "circle" }

type base struct {
	id   int
	tags []string
}

func (b *base) add(t string)   { b.tags = append(b.tags, t) }
func (b base) first() string   { return b.tags[0] }
func (b *base) self() *base    { return b }
func (b *base) trim()          { b.tags = b.tags[1:] }
func (b *base) swap(i, j int)  { b.tags[i], b.tags[j] = b.tags[j], b.tags[i] }
func (b *base) copyTo(o *base) { o.tags = b.tags }

type derived struct {
	base
	*extra
	name string
}
type extra struct{ p *int }

func (e extra) get() *int   { return e.p }
func (e *extra) set(p *int) { e.p = p }

type tree struct {
	left, right *tree
	key         string
}

func (t *tree) insert(k string) *tree {
	if t == nil {
		return &tree{key: k}
	}
	if k < t.key {
		t.left = t.left.insert(k)
	} else {
		t.right = t.right.insert(k)
	}
	return t
}
func (t *tree) walk(f func(string)) {
	if t == nil {
		return
	}
	t.left.walk(f)
	f(t.key)
	t.right.walk(f)
}

type byArea []Shape

func (b byArea) Len() int           { return len(b) }
func (b byArea) Less(i, j int) bool { return b[i].Area() < b[j].Area() }
func (b byArea) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type myErr struct{ code int }

func (e *myErr) Error() string { return fmt.Sprint("code ", e.code) }

func fail(n int) error {
	if n > 2 {
		return &myErr{n}
	}
	if n > 1 {
		return fmt.Errorf("wrapped: %w", errors.New("inner"))
	}
	return nil
}

func total(ss ...Shape) (t float64) {
	for _, s := range ss {
		t += s.Area()
	}
	return
}

func describe(s Shape) string {
	switch v := s.(type) {
	case Rect:
		return fmt.Sprintf("%v x %v", v.w, v.h)
	case *Circle:
		return "circle of " + fmt.Sprint(v.r)
	case nil:
		return "nothing"
	default:
		return v.Name()
	}
}

func main() {
	var s Shape = Rect{1, 2}
	println(s.Area(), total(s, &Circle{2}, Rect{3, 4}))
	d := derived{base: base{id: 1}, extra: &extra{}, name: "d"}
	d.add("x")
	d.add("y")
	n := 3
	d.set(&n)
	println(*d.get(), d.first(), d.self().id)
	d.swap(0, 1)
	d.trim()
	var o base
	d.copyTo(&o)
	var t *tree
	for _, w := range strings.Fields("c a b") {
		t = t.insert(w)
	}
	var words []string
	t.walk(func(k string) { words = append(words, k) })
	fmt.Println(strings.Join(words, ","), describe(s), describe(nil))
	l := byArea{&Circle{1}, Rect{1, 1}}
	sort.Sort(l)
	for i := range 4 {
		if err := fail(i); err != nil {
			var me *myErr
			if errors.As(err, &me) {
				fmt.Fprintln(os.Stderr, me.code)
			}
			fmt.Println(err)
		}
	}
	f := d.self
	g := s.Area
	h := (*base).first
	k := Shape.Name
	println(f().id, g(), h(&o), k(s))
	pair := struct {
		a, b *int
	}{&n, new(int)}
	println(*pair.a)
	arr := [...]*derived{&d, {name: "z"}}
	println(arr[1].name)
	mm := map[string][]*base{"k": {&o, {id: 2}}}
	println(len(mm["k"]))
	matrix := [][]float64{{1, 2}, {3}}
	println(matrix[1][0])
}
