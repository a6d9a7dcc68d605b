// Built-in functions, jumps, labels, switches and statements that are never reached;
// what initialisers of package variables leave to be computed when the program starts.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

type big [100000]byte
type huge [200000]byte
type matrix [4][4]float64

var (
	table        = map[string]int{"a": 1, "b": 2}
	list         = []string{"x", "y"}
	errBad       = errors.New("bad")
	ptrG         = &matrix{}
	fn           = func(x int) int { return x + 1 }
	made         = make([]int, 3)
	nested       = [][]int{{1}, make([]int, 2)}
	computed     = strings.ToUpper("q") + "z"
	iface    any = 3
	iface2   any = list
	mixed        = []any{1, "a", computed, fn}
)

func init() {
	table["c"] = len(list)
	x := 3
	iface = &x
}

func gotos(n int) *int {
	i := 0
loop:
	p := new(int)
	*p = i
	i++
	if i < n {
		goto loop
	}
	return p
}

func forward(n int) int {
	p := new(int)
	if n > 3 {
		goto end
	}
	*p = n
end:
	return *p
}

func labels(m [][]*int) (r *int) {
outer:
	for i := range m {
		for _, p := range m[i] {
			if p == nil {
				continue outer
			}
			if *p > 3 {
				r = p
				break outer
			}
		}
	}
	return
}

func switches(x int, p, q *int) *int {
	switch y := x * 2; {
	case y > 3:
		return p
	case y > 1:
		fallthrough
	default:
		*q = y
	}
	switch x {
	case 1, 2:
		z := x
		return &z
	}
	return nil
}

func dead(p *int) *int {
	if false {
		return p
	}
	return nil
	fmt.Println(p)
	return p
}

func panics(p *int, s string) {
	if p == nil {
		panic(errors.New(s))
	}
	if *p > 2 {
		panic(fmt.Sprintf("%d", *p))
	}
	if *p > 1 {
		panic("const")
	}
	panic(*p)
}

func clears(m map[string]*int, s []*int) int {
	clear(m)
	clear(s)
	delete(m, "a")
	n := copy(s, s[1:])
	s = append(s, nil)
	s = append(s[:1], s[2:]...)
	return n + min(len(s), cap(s), 3) + max(1, len(m))
}

func multi() (a, b *int, err error) {
	x, y := 1, 2
	a, b = &x, &y
	a, b = b, a
	return
}

func swap(s []*int, i, j int) { s[i], s[j] = s[j], s[i] }

func sizes(n int) {
	var b big
	var h huge
	b[0], h[0] = 1, 2
	c := new(big)
	d := &huge{}
	e := make([]big, 2)
	f := make([]int, n, n*2)
	g := make([]byte, 64<<10)
	i := make([]byte, 64<<10+1)
	j := [3]matrix{}
	k := make(map[big]int)
	l := make(chan int, 2)
	m := struct {
		a, b big
	}{}
	_, _, _, _, _, _, _, _, _, _ = c, d, e, f, g, i, j, k, l, m
}

func closing(name string) (err error) {
	f := os.Stdout
	defer f.Fd()
	defer func() { err = errors.Join(err, errBad) }()
	for i := range 2 {
		defer fmt.Fprintln(f, name, i)
	}
	go fmt.Println(name)
	go func(s string) { println(s) }(name)
	defer panics(nil, name)
	defer close(make(chan int))
	defer delete(table, name)
	defer println(name, err)
	return nil
}

func reader(s string) (n int) {
	r := strings.NewReader(s)
	buf := make([]byte, 16)
	for {
		m, err := r.Read(buf)
		n += m
		if err != nil {
			return
		}
	}
}

func vari(xs ...*int) []*int { return xs }
func variAny(xs ...any) int  { return len(xs) }
func variStr(p string, xs ...string) string {
	return p + strings.Join(xs, "")
}

func main() {
	n := 1
	gotos(n)
	forward(n)
	labels([][]*int{{&n}, {nil}})
	switches(n, &n, new(int))
	dead(&n)
	defer panics(&n, "x")
	clears(map[string]*int{}, []*int{&n})
	multi()
	swap([]*int{&n, &n}, 0, 1)
	sizes(n)
	closing("a")
	reader("abc")
	vari(&n, nil)
	vari()
	variAny(n, "x", nil, &n, []int{1})
	variAny([]any{n, 2}...)
	variStr("a", "b", "c")
	variStr("a", list...)
	var arr [5]int
	sl := arr[1:3]
	sl2 := (&arr)[:]
	pa := &arr
	for i, v := range pa {
		sl[0] += i + v + sl2[0]
	}
	for i := range len(arr) {
		_ = i
	}
	for i, c := range "héllo" {
		_, _ = i, c
	}
	var ip **int
	q := &n
	ip = &q
	**ip = 3
	if v, ok := iface.(*int); ok {
		*v = 1
	}
	fmt.Println(mixed, iface2, computed, made, nested, ptrG, fn(1))
}
