// Packages around input, output and containers: bufio, bytes.Buffer, strings.Reader, log, container/heap and list.
package main

import (
	"bufio"
	"bytes"
	"container/heap"
	"container/list"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
)

type queue []int

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i] < q[j] }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(int)) }
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

func scan(text string, split bufio.SplitFunc) {
	s := bufio.NewScanner(strings.NewReader(text))
	s.Split(split)
	for s.Scan() {
		fmt.Printf("%q ", s.Text())
	}
	fmt.Println(s.Err())
}

func main() {
	scan("first\nsecond\r\n\nlast", bufio.ScanLines)
	scan("  some words\there é ", bufio.ScanWords)
	scan("aé\xffb", bufio.ScanRunes)
	long := bufio.NewScanner(strings.NewReader(strings.Repeat("x", 100)))
	long.Buffer(make([]byte, 10), 50)
	fmt.Println(long.Scan(), long.Err())

	r := bufio.NewReader(strings.NewReader("line one\nline two"))
	for err := error(nil); err == nil; {
		var line string
		line, err = r.ReadString('\n')
		fmt.Printf("%q %v ", line, err)
	}
	fmt.Println()
	in := bufio.NewScanner(os.Stdin)
	fmt.Println(in.Scan(), in.Err())
	all, err := io.ReadAll(io.Reader(strings.NewReader("everything")))
	fmt.Println(string(all), err, len(all))

	w := bufio.NewWriterSize(os.Stdout, 16)
	fmt.Fprintf(w, "%d-%s|", 42, strings.Repeat("ab", 20))
	fmt.Fprint(w, w.Buffered(), " ", w.Available(), "\n")
	w.Flush()

	var b bytes.Buffer
	for i := range 5 {
		fmt.Fprintf(&b, "%d;", i*i*i)
		fmt.Print(b.Len(), "/", b.Cap(), " ")
	}
	b.Write(make([]byte, 100))
	fmt.Println(b.Len(), b.Cap())
	head, _ := b.ReadString(';')
	fmt.Printf("%q %q %v\n", head, b.Next(4), b.UnreadByte())
	b.Truncate(3)
	b.WriteRune('é')
	fmt.Printf("%q\n", b.String())
	fmt.Printf("%q %q %s\n", bytes.Split([]byte("a,b,c"), []byte(",")), bytes.Fields([]byte(" x  y ")), bytes.TrimFunc([]byte("123abc456"), func(r rune) bool { return r < 'a' }))

	q := &queue{5, 2, 8, 1, 9, 3}
	heap.Init(q)
	heap.Push(q, 4)
	fmt.Print(*q, " ", heap.Remove(q, 2), ": ")
	(*q)[0] = 7
	heap.Fix(q, 0)
	for q.Len() > 0 {
		fmt.Print(heap.Pop(q), " ")
	}
	fmt.Println()

	l := list.New()
	four := l.PushBack(4)
	one := l.PushFront(1)
	l.InsertBefore(3, four)
	l.InsertAfter(2, one)
	l.MoveToFront(four)
	for e := l.Front(); e != nil; e = e.Next() {
		fmt.Print(e.Value, " ")
	}
	fmt.Println(l.Len(), l.Remove(one), l.Len(), one.Next() == nil)

	lg := log.New(os.Stdout, "app: ", 0)
	lg.Printf("%d of %d", 1, 2)
	lg.SetFlags(log.Lmsgprefix)
	lg.Println("with", "spaces")
	log.SetFlags(0)
	log.Fatal("the end")
}
