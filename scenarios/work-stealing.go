package main

import "sync"

// One goroutine starts forty others on its own P. The other Ps have nothing to do: they
// wake up, look around, and steal half of what lies in the first P's queue.

const workers = 40

var results [workers]int

func work(n int) int {
	sum := 0
	for i := range 2000 + 100*n {
		sum += i % 7
	}
	return sum
}

func main() {
	var wg sync.WaitGroup
	for w := range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results[w] = work(w)
		}()
	}
	wg.Wait()
	total := 0
	for _, r := range results {
		total += r
	}
	println("total", total)
}
