// Generic types and functions that use one another: methods, closures and types that are found in the
// dictionary of an instance.
package main

import "fmt"

type set[T comparable] struct{ m map[T]struct{} }

func (s *set[T]) add(v T) bool {
	if s.m == nil {
		s.m = make(map[T]struct{})
	}
	_, ok := s.m[v]
	s.m[v] = struct{}{}
	return !ok
}
func (s set[T]) each(f func(T)) {
	for k := range s.m {
		f(k)
	}
}

type number interface{ ~int | ~float64 }
type pt[T number] struct{ x, y T }

func (p pt[T]) plus(q pt[T]) pt[T] { return pt[T]{p.x + q.x, p.y + q.y} }
func (p *pt[T]) String() string    { return fmt.Sprint(p.x, ",", p.y) }

func show[T fmt.Stringer](xs ...T) (out []string) {
	for _, x := range xs {
		out = append(out, x.String())
	}
	return
}
func cache[K comparable, V any](f func(K) V) func(K) V {
	m := map[K]V{}
	return func(k K) V {
		if v, ok := m[k]; ok {
			return v
		}
		v := f(k)
		m[k] = v
		return v
	}
}
func ptrs[T any](xs []T) []*T {
	ps := make([]*T, len(xs))
	for i := range xs {
		ps[i] = &xs[i]
	}
	return ps
}
func last[T any](xs ...T) (v T, ok bool) {
	if n := len(xs); n > 0 {
		return xs[n-1], true
	}
	return
}
func conv[T any](v any) (T, error) {
	if t, ok := v.(T); ok {
		return t, nil
	}
	var zero T
	return zero, fmt.Errorf("not %T: %v", zero, v)
}
func sw[T any](v T) string {
	switch x := any(v).(type) {
	case int:
		return fmt.Sprint("int ", x)
	case string:
		return "string " + x
	}
	return "?"
}

type tree[T any] struct {
	l, r *tree[T]
	v    T
}

func (t *tree[T]) all(yield func(T) bool) bool {
	return t == nil || t.l.all(yield) && yield(t.v) && t.r.all(yield)
}
func (t *tree[T]) iter() func(func(T) bool) {
	return func(y func(T) bool) { t.all(y) }
}
func build[T any](xs []T) *tree[T] {
	if len(xs) == 0 {
		return nil
	}
	m := len(xs) / 2
	return &tree[T]{build(xs[:m]), build(xs[m+1:]), xs[m]}
}

type opt[T any] func(*T)

func mk[T any](os ...opt[T]) *T {
	t := new(T)
	for _, o := range os {
		o(t)
	}
	return t
}

type cfg struct{ a int }
type embed struct {
	set[string]
	*pt[int]
}
type alias = map[string][]byte
type fnT func(alias) (n int, err error)

func main() {
	var s set[int]
	fmt.Println(s.add(1), s.add(1))
	s.each(func(i int) { fmt.Println(i) })
	p := pt[float64]{1, 2}
	q := p.plus(p)
	fmt.Println(show(&p, &q))
	c := cache(func(n int) string { return fmt.Sprint(n) })
	fmt.Println(c(1), c(1))
	for _, p := range ptrs([]int{1, 2}) {
		*p++
	}
	v, ok := last("a", "b")
	fmt.Println(v, ok)
	n, err := conv[int]("x")
	fmt.Println(n, err, sw(1), sw("s"), sw(2.5))
	for v := range build([]int{1, 2, 3}).iter() {
		fmt.Println(v)
	}
	k := mk(func(c *cfg) { c.a = 3 })
	fmt.Println(k.a)
	e := embed{pt: &pt[int]{1, 2}}
	e.add("x")
	fmt.Println(e.plus(pt[int]{}), e.String())
	a := alias{"x": []byte("y")}
	var f fnT = func(m alias) (int, error) { return len(m), nil }
	fmt.Println(f(a))
	mm := make(alias)
	mi := make(map[string]interface{}, 3)
	ms := []interface{}{mm, mi, struct{}{}}
	fmt.Println(len(ms))
	fa := (*set[int]).add
	fb := s.add
	fmt.Println(fa(&s, 3), fb(4))
}
