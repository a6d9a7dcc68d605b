// An expression evaluator, a cache, a stack, options, memoisation, sorting: ordinary
// programs in one file (longer than the others).
package main

import (
	"bytes"
	"fmt"
	"sort"
	"strconv"
	"strings"
)

type Visitor interface {
	VisitNum(n *Num) any
	VisitBin(b *Bin) any
}
type Expr interface{ Accept(v Visitor) any }
type Num struct{ v float64 }
type Bin struct {
	l, r Expr
	op   byte
}

func (n *Num) Accept(v Visitor) any { return v.VisitNum(n) }
func (b *Bin) Accept(v Visitor) any { return v.VisitBin(b) }

type eval struct{ depth int }

func (e *eval) VisitNum(n *Num) any { return n.v }
func (e *eval) VisitBin(b *Bin) any {
	e.depth++
	l := b.l.Accept(e).(float64)
	r := b.r.Accept(e).(float64)
	switch b.op {
	case '+':
		return l + r
	}
	return l * r
}

type parser struct {
	toks []string
	pos  int
	errs []error
}

func (p *parser) peek() string {
	if p.pos < len(p.toks) {
		return p.toks[p.pos]
	}
	return ""
}
func (p *parser) next() (t string) {
	t = p.peek()
	p.pos++
	return
}
func (p *parser) num() Expr {
	t := p.next()
	v, err := strconv.ParseFloat(t, 64)
	if err != nil {
		p.errs = append(p.errs, fmt.Errorf("token %q: %w", t, err))
	}
	return &Num{v}
}
func (p *parser) expr() Expr {
	e := p.num()
	for p.peek() == "+" || p.peek() == "*" {
		op := p.next()[0]
		e = &Bin{l: e, op: op, r: p.num()}
	}
	return e
}

type Stack[T any] []T

func (s *Stack[T]) Push(v T) { *s = append(*s, v) }
func (s *Stack[T]) Pop() (v T, ok bool) {
	old := *s
	if len(old) == 0 {
		return v, false
	}
	v = old[len(old)-1]
	*s = old[:len(old)-1]
	return v, true
}

type LRU struct {
	cap        int
	m          map[string]*entry
	head, tail *entry
}
type entry struct {
	key        string
	val        any
	prev, next *entry
}

func NewLRU(n int) *LRU {
	l := &LRU{cap: n, m: make(map[string]*entry, n)}
	l.head, l.tail = &entry{}, &entry{}
	l.head.next, l.tail.prev = l.tail, l.head
	return l
}
func (l *LRU) unlink(e *entry) { e.prev.next, e.next.prev = e.next, e.prev }
func (l *LRU) front(e *entry) {
	e.next, e.prev = l.head.next, l.head
	l.head.next.prev = e
	l.head.next = e
}
func (l *LRU) Get(k string) (any, bool) {
	if e, ok := l.m[k]; ok {
		l.unlink(e)
		l.front(e)
		return e.val, true
	}
	return nil, false
}
func (l *LRU) Put(k string, v any) {
	e := &entry{key: k, val: v}
	l.m[k] = e
	l.front(e)
	if len(l.m) > l.cap {
		last := l.tail.prev
		l.unlink(last)
		delete(l.m, last.key)
	}
}

type person struct {
	name string
	age  int
}

func wordCount(text string) map[string]int {
	counts := make(map[string]int)
	for _, w := range strings.Fields(strings.ToLower(text)) {
		counts[strings.Trim(w, ".,")]++
	}
	return counts
}

func report(ps []person) string {
	var b bytes.Buffer
	for i, p := range ps {
		fmt.Fprintf(&b, "%d. %s (%d)\n", i, p.name, p.age)
	}
	b.WriteString("end")
	return b.String()
}

func group(ps []*person) map[int][]*person {
	g := map[int][]*person{}
	for _, p := range ps {
		g[p.age] = append(g[p.age], p)
	}
	return g
}

func permute(xs []int, f func([]int)) {
	var rec func(int)
	rec = func(i int) {
		if i == len(xs) {
			f(append([]int{}, xs...))
			return
		}
		for j := i; j < len(xs); j++ {
			xs[i], xs[j] = xs[j], xs[i]
			rec(i + 1)
			xs[i], xs[j] = xs[j], xs[i]
		}
	}
	rec(0)
}

func memo(f func(int) int) func(int) int {
	cache := map[int]int{}
	return func(n int) int {
		if v, ok := cache[n]; ok {
			return v
		}
		v := f(n)
		cache[n] = v
		return v
	}
}

func pipeline(fs ...func(string) string) func(string) string {
	return func(s string) string {
		for _, f := range fs {
			s = f(s)
		}
		return s
	}
}

type opt func(*config)
type config struct {
	host string
	port int
}

func withHost(h string) opt { return func(c *config) { c.host = h } }
func build(opts ...opt) *config {
	c := &config{port: 80}
	for _, o := range opts {
		o(c)
	}
	return c
}

type animal interface{ sound() string }
type dog struct{}
type cat struct{ n int }

func (dog) sound() string   { return "woof" }
func (c cat) sound() string { return strings.Repeat("meow", c.n) }

func main() {
	p := &parser{toks: strings.Split("1 + 2 * 3", " ")}
	e := p.expr()
	fmt.Println(e.Accept(&eval{}), len(p.errs))
	var st Stack[rune]
	for _, r := range "abc" {
		st.Push(r)
	}
	for v, ok := st.Pop(); ok; v, ok = st.Pop() {
		fmt.Printf("%c", v)
	}
	l := NewLRU(2)
	l.Put("a", 1)
	l.Put("b", "two")
	v, _ := l.Get("a")
	fmt.Println(v)
	wc := wordCount("the cat the dog")
	keys := make([]string, 0, len(wc))
	for k := range wc {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return wc[keys[i]] > wc[keys[j]] })
	ps := []person{{"a", 1}, {"b", 2}}
	fmt.Println(report(ps), len(group([]*person{&ps[0], {"c", 3}})))
	permute([]int{1, 2}, func(x []int) { fmt.Println(x) })
	var fib func(int) int
	fib = memo(func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	})
	fmt.Println(fib(20), pipeline(strings.ToUpper, strings.TrimSpace)(" a "))
	fmt.Println(*build(withHost("h")))
	for _, a := range []animal{dog{}, cat{2}, &cat{3}} {
		fmt.Println(a.sound())
	}
	sort.Slice(ps, func(i, j int) bool { return ps[i].age > ps[j].age })
	i := sort.Search(10, func(i int) bool { return i*i > 20 })
	n, err := strconv.Atoi("12x")
	fmt.Println(i, n, err)
}
