package main

import "runtime"

// A tree of 75 nodes and twice as many forgotten ones: the marking wave runs from the root
// through the tree; what it never reaches stays white and is swept.

type Node struct {
	left, right *Node
	value       int
}

var root *Node

func build(depth, value int) *Node {
	n := &Node{value: value}
	if depth > 1 {
		n.left = build(depth-1, 2*value)
		n.right = build(depth-1, 2*value+1)
	}
	return n
}

func litter(depth int) int {
	forgotten := build(depth, 1)
	return forgotten.value
}

func count(n *Node) int {
	if n == nil {
		return 0
	}
	return 1 + count(n.left) + count(n.right)
}

func main() {
	root = build(4, 1)
	litter(7)
	root.left.left = build(6, 8)
	litter(6)
	runtime.GC() // the wave
	println("alive:", count(root))
	root.right = nil // half of the upper tree is garbage now
	runtime.GC()
	println("alive:", count(root))
}
