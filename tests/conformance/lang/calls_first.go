// What the language leaves open and gc decides: in one statement all calls are made first, from left to right;
// variables, fields and elements that stand before them are read afterwards, with what the calls have left there.
// Slices and type assertions are made in their place among the calls.
package main

import "fmt"

type counter struct {
	n     int
	names []string
	sizes map[string]int
	last  any
}

var c = &counter{names: []string{"zero", "one", "two", "three"}, sizes: map[string]int{}, last: 0}
var total = 1

func next() int {
	c.n++
	total += 10
	c.sizes["calls"] = c.n
	c.names[0] += "!"
	c.last = c.n
	return 1
}

func two(a, b int) string   { return fmt.Sprint(a, " and ", b) }
func pair() (int, int)      { return total, next() }
func (c counter) get() int  { return c.n }
func (c *counter) add() int { return next() }

type point struct{ x, y int }

func main() {
	fmt.Println(total+next(), next()+total)
	fmt.Println(two(total, next()), two(c.n, next()), c.n)
	fmt.Println(pair())
	fmt.Println(point{total, next()}, [3]int{c.n, next(), c.n}, []int{c.n, next()})
	a, b := total, next()
	fmt.Println(a, b)
	fmt.Println(c.sizes["calls"]*100+next(), c.last.(int)*10+next(), c.last.(int)+next()*0)
	fmt.Println(c.names[0][next():], len(c.names[next():]))
	x := c.n + c.add()*1000
	fmt.Println(x, c.get()+c.add(), total < next()*total)
	m := map[int]string{c.n: fmt.Sprint(next()), total: "t"}
	fmt.Println(len(m), c.n)

	local := 1
	inc := func() int { local *= 2; return local }
	fmt.Println(local, inc(), local)
	fmt.Println(local+inc()*100, inc() == local)
	list := []int{1, 2, 3}
	swap := func() int { list = []int{7, 8, 9, 10}; return 2 }
	fmt.Println(list[swap()])
	list = []int{1, 2, 3}
	list[0], list[1] = list[2], swap()
	fmt.Println(list)
	cut := list[:2]
	fmt.Println(len(list[swap():]), cut)
	p := &point{1, 2}
	move := func() int { p = &point{3, 4}; return 0 }
	fmt.Println(p.x + move())
	ch := make(chan int, 3)
	ch <- 5
	ch <- 6
	fmt.Println(len(ch), <-ch, len(ch), <-ch)
	ch <- local + inc()
	fmt.Println(<-ch == 2*local)
	if local > inc() || local < inc() {
		fmt.Println("never equal?")
	}
	switch local + inc() {
	case 2 * local:
		fmt.Println("read late")
	}
	defer fmt.Println("deferred", local, inc(), local)
	local = 100
}
