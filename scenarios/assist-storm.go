package main

// Two goroutines allocate faster than the background worker marks: whoever allocates
// during marking takes on a debt, and pays it by marking himself. That is an assist.

type Node struct {
	next *Node
	data [4]int
}

const length = 40000

var lists [2]*Node

func grow(n int) *Node {
	var head *Node
	for i := range n {
		node := &Node{next: head}
		node.data[0] = i
		head = node
	}
	return head
}

func storm(slot, rounds int, done chan<- int) {
	sum := 0
	for range rounds {
		lists[slot] = grow(length) // the old list is garbage as soon as the new one stands
		sum += lists[slot].data[0]
	}
	done <- sum
}

func main() {
	done := make(chan int)
	go storm(0, 3, done)
	go storm(1, 3, done)
	println("sum", <-done+<-done)
}
