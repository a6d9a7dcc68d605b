package main

// A goroutine starts with a stack of 2 KiB. A call that does not fit makes the runtime
// allocate a stack twice as large, copy everything, and correct the pointers into it.

type Step struct {
	depth int
	above *Step // points into the caller's frame: corrected with every move
}

func dive(depth int, above *Step) int {
	here := Step{depth: depth, above: above}
	if depth == 200 {
		return length(&here)
	}
	return dive(depth+1, &here)
}

func length(s *Step) int {
	n := 0
	for ; s != nil; s = s.above {
		n++
	}
	return n
}

func main() {
	done := make(chan int)
	go func() {
		done <- dive(1, nil)
	}()
	println("the chain of frames is", <-done, "long")
}
