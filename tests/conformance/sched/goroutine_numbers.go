// Goroutines are numbered in the order of their creation, in blocks of sixteen a
// processor. A program with package fmt has six when main begins: main itself, those
// that help the collector, watch the number of processors and run finalizers. The
// trace says what each one waits for and who made it.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

func number() string {
	buf := make([]byte, 64)
	n := runtime.Stack(buf, false)
	return strings.Fields(string(buf[:n]))[1]
}

func main() {
	numbers := make(chan string)
	for range 3 {
		go func() { numbers <- number() }()
	}
	fmt.Println("main is", number(), "and the others", <-numbers, <-numbers, <-numbers)

	wait := make(chan int)
	for range 20 {
		go func() {
			inner := make(chan string)
			go func() { inner <- number() }()
			<-inner
			wait <- 1
		}()
	}
	for range 20 {
		<-wait
	}
	go func() { numbers <- number() }()
	fmt.Println("after forty more:", <-numbers)
	fmt.Println("alive:", runtime.NumGoroutine())
}
