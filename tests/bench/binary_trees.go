// Binary trees: many short-lived trees beside a long-lived one; allocation and collection are nearly all of it.
package main

type tree struct{ left, right *tree }

func grow(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{grow(depth - 1), grow(depth - 1)}
}

func (t *tree) count() int {
	if t.left == nil {
		return 1
	}
	return 1 + t.left.count() + t.right.count()
}

func main() {
	const most = 16
	kept := grow(most)
	for depth := 4; depth <= most; depth += 4 {
		rounds := 1 << (most - depth + 4)
		nodes := 0
		for range rounds {
			nodes += grow(depth).count()
		}
		println(rounds, "trees of depth", depth, "nodes", nodes)
	}
	println("kept", kept.count())
}
