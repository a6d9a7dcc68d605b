// Maps: counts integers and words, looks keys up that are there and that are not, iterates, deletes.
package main

import "strconv"

func main() {
	const n = 100_000
	counts := map[int]int{}
	for i := range n * 5 {
		counts[i*7919%n]++
	}
	missing := 0
	for i := range n * 2 {
		if _, ok := counts[i]; !ok {
			missing++
		}
	}
	words := make([]string, 1000)
	for i := range words {
		words[i] = "word" + strconv.Itoa(i)
	}
	lengths := map[string]int{}
	for i := range n * 3 {
		w := words[i*31%len(words)]
		lengths[w] += len(w)
	}
	sum := 0
	for range 5 {
		for _, v := range counts {
			sum += v
		}
	}
	for k := range counts {
		if k%2 == 0 {
			delete(counts, k)
		}
	}
	println(len(counts), "left,", missing, "missing,", len(lengths), "words, sum", sum)
}
