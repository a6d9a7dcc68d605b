// Ping-pong: two goroutines pass a number to and fro, unbuffered; then a pipeline of buffered channels.
package main

func main() {
	const n = 200_000
	ping, pong := make(chan int), make(chan int)
	go func() {
		for v := range ping {
			pong <- v + 1
		}
		close(pong)
	}()
	v := 0
	for range n {
		ping <- v
		v = <-pong
	}
	close(ping)
	println("rallies", v)

	numbers, squares := make(chan int, 64), make(chan int, 64)
	go func() {
		for i := range n {
			numbers <- i
		}
		close(numbers)
	}()
	go func() {
		for i := range numbers {
			squares <- i * i
		}
		close(squares)
	}()
	sum := 0
	for s := range squares {
		sum += s
	}
	println("sum of squares", sum)
}
