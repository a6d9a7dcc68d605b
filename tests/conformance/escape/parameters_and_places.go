// How values flow: through fields, elements, channels, maps, results, type switches and recursion; what
// parameters leak, and to which result.
package main

import (
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
)

type rw interface {
	r
	w
}
type r interface{ Read() string }
type w interface{ Write(s string) }
type file struct {
	data []string
	next *file
}

func (f *file) Read() string   { return f.data[0] }
func (f *file) Write(s string) { f.data = append(f.data, s) }

type wrapper struct{ rw }
type val struct{ p *int }

func (v val) Get() *int   { return v.p }
func (v *val) Set(p *int) { v.p = p }

type getter interface{ Get() *int }

func even(n int, p *int) *int {
	if n == 0 {
		return p
	}
	return odd(n-1, p)
}
func odd(n int, p *int) *int {
	if n == 0 {
		return nil
	}
	return even(n-1, p)
}

func out(p **int, q *int) { *p = q }
func deep(p ***int) int   { return ***p }
func chain(f *file) *file { return f.next.next }
func field(f *file) *string {
	return &f.data[0]
}
func slice(a *[8]int) []int  { return a[2:4] }
func array(a [4]*int) *int   { return a[1] }
func ch(c chan *int, p *int) { c <- p }
func recv(c chan *int) *int  { return <-c }
func mapv(m map[string]*int) *int {
	for _, v := range m {
		return v
	}
	return m["x"]
}
func mapk(m map[*int]bool) *int {
	for k := range m {
		return k
	}
	return nil
}
func str(s string) string      { return s[1:] }
func bytes(b []byte) string    { return string(b) }
func conv(s string) []byte     { return []byte(s) }
func fnp(f func(*int), p *int) { f(p) }
func fnr(f func() *int) *int   { return f() }
func iface(x interface{}) int {
	switch v := x.(type) {
	case int:
		return v
	case *int:
		return *v
	case string, []byte:
		fmt.Println(v)
	case fmt.Stringer:
		return len(v.String())
	case func() int:
		return v()
	case map[string]int:
		return v["a"]
	case error:
		return len(v.Error())
	}
	return 0
}
func named() (p *int, f func()) {
	x := 1
	p = &x
	f = func() { p = nil }
	return
}
func both(p, q *int, c bool) (*int, *int) {
	if c {
		p, q = q, p
	}
	return p, q
}
func unused(_ *int, p *int)             {}
func unnamed(*int, string)              {}
func three(a, b, c *int) (x, y, z *int) { return c, a, b }
func many(a *int) (b, c, d, e, f, g, h *int) {
	return nil, nil, nil, nil, nil, nil, a
}

type list struct {
	head, tail *cell
}
type cell struct {
	v    any
	next *cell
}

func (l *list) add(v any) *list {
	c := &cell{v: v}
	if l.tail == nil {
		l.head, l.tail = c, c
	} else {
		l.tail.next = c
		l.tail = c
	}
	return l
}
func (l list) count() (n int) {
	for c := l.head; c != nil; c = c.next {
		n++
	}
	return
}

var counter atomic.Int32
var sink any
var psink *int

func main() {
	n, m := 1, 2
	f := &file{}
	var x rw = f
	x.Write("a")
	wr := wrapper{x}
	wr.Write(wr.Read())
	var g getter = val{&n}
	fmt.Println(*g.Get())
	v := val{}
	v.Set(&m)
	get, set := v.Get, v.Set
	set(&n)
	_ = get()
	val.Get(v)
	(*val).Set(&v, nil)
	getter.Get(v)
	fmt.Println(*even(2, &n), deep(func() ***int { p := &n; q := &p; return &q }()))
	var pp *int
	out(&pp, &m)
	var a8 [8]int
	s := slice(&a8)
	s[0] = 1
	fmt.Println(array([4]*int{1: &n}), recv(nil) == nil)
	c := make(chan *int, 1)
	ch(c, &n)
	mapv(map[string]*int{"x": &n})
	mapk(map[*int]bool{&n: true})
	fmt.Println(str("abc"), bytes([]byte{65}), conv("x"))
	fnp(func(p *int) { sink = p }, &n)
	fnr(func() *int { return &m })
	iface(n)
	iface("s")
	iface(&n)
	iface(f)
	iface(func() int { return n })
	iface(map[string]int{"a": 1})
	iface([]byte("x"))
	iface(struct{ a, b int }{1, 2})
	iface([3]int{})
	p, fn := named()
	fn()
	both(p, &n, true)
	unused(&n, &m)
	unnamed(&n, "")
	three(&n, &m, nil)
	many(&n)
	l := new(list).add(1).add("x").add(&n).add(nil)
	fmt.Println(l.count(), counter.Add(1))
	for i := 0; i < 3; i++ {
		x := i
		if i == 1 {
			psink = &x
		}
		y := make([]int, i)
		z := make([]int, 3)
		y = append(y, z...)
		defer func() { fmt.Println(y, i) }()
	}
	for i, j := 0, 10; i < j; i, j = i+1, j-1 {
		defer func(k int) { _ = k + j }(i)
	}
	var arr [3]struct{ p *int }
	for i := range arr {
		arr[i].p = &n
	}
	for _, e := range &arr {
		*e.p++
	}
	var e2 struct{ p *int }
	for _, e2 = range arr[:] {
	}
	_ = e2
	str := "k" + strconv.Itoa(n)
	str += "z"
	str = str + str[1:]
	if str == "a"+os.Args[0] || len(str+"b") > 3 {
		fmt.Fprint(os.Stdout, str)
	}
	t := func(xs ...int) (r int) {
		for _, x := range xs {
			r += x
		}
		return
	}(1, 2, 3)
	switch z := any(t).(type) {
	case int, int64:
		sink = z
	}
	cc := make(chan chan int)
	go func() { cc <- make(chan int) }()
	select {
	case q := <-<-cc:
		fmt.Println(q)
	case psink = <-c:
	case sink = <-c:
	}
	var z complex128 = complex(1, float64(n))
	fmt.Println(real(z), min(n, m, 3), max("a", str))
	func() {
		defer func() {
			if r := recover(); r != nil {
				fmt.Println("r", r)
			}
		}()
		var np *file
		np.Read()
	}()
	goto end
end:
	fmt.Println([]any{1, "a", nil, &n}, map[string]any{"k": n}, [2]any{t})
}
