// Closures capture by value what nobody changes and what is small, all else by
// reference; loop variables that are captured are new in each round; a closure that is
// called where it stands keeps nothing alive.
package main

import "fmt"

type node struct {
	next *node
	val  int
}

func counter() (func() int, func()) {
	n := 0
	return func() int { n++; return n }, func() { n = 0 }
}

func big() func() int {
	var a [20]int
	a[3] = 1
	return func() int { return a[3] }
}

func small() func() int {
	a := [16]int{1}
	return func() int { return a[0] }
}

func direct(p *node) int {
	return func(q *node) int { return q.val + p.val }(p)
}

func ret() *int {
	x := 3
	return func() *int { return &x }()
}

func local() int {
	x := 3
	f := func() *int { return &x }
	return *f()
}

func nested(a, b *int) func() func() *int {
	return func() func() *int {
		c := *a
		return func() *int {
			if c > 1 {
				return b
			}
			return &c
		}
	}
}

func recursive(n int) int {
	var fib func(int) int
	fib = func(k int) int {
		if k < 2 {
			return k
		}
		return fib(k-1) + fib(k-2)
	}
	return fib(n)
}

func loop() []func() {
	var fs []func()
	for i := 0; i < 3; i++ {
		fs = append(fs, func() { fmt.Println(i) })
	}
	for i := range 3 {
		fs = append(fs, func() { fmt.Println(i) })
	}
	for k, v := range map[string]*node{"a": {}} {
		fs = append(fs, func() { fmt.Println(k, v) })
	}
	var j int
	for j = 0; j < 2; j++ {
		fs = append(fs, func() { fmt.Println(j) })
	}
	return fs
}

func assignedBefore(p *int) func() int {
	x := 1
	x = *p
	y := 2
	f := func() int { return x + y }
	y = 4
	return f
}

func apply(f func(*int), x *int) { f(x) }

type handler func(string) error

func (h handler) call(s string) error { return h(s) }

var global func()

func setGlobal(n *node) {
	global = func() { n.val++ }
}

func deferred() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("bad: %v", r)
		}
	}()
	m := map[string]int{}
	m["x"]++
	return nil
}

func main() {
	c, r := counter()
	c()
	r()
	println(big()(), small()(), direct(&node{}), *ret(), local())
	a, b := 1, 2
	println(*nested(&a, &b)()())
	println(recursive(10))
	for _, f := range loop() {
		f()
	}
	println(assignedBefore(&a)())
	apply(func(p *int) { *p = 2 }, &b)
	h := handler(func(s string) error { return nil })
	_ = h.call("x")
	setGlobal(&node{val: 3})
	_ = deferred()
}
