// Where the collector finds out which words are pointers. A span of small objects with pointers ends in a bitmap with
// one bit for each word, and behind it in 128 bytes of mark bits whose last byte names the span's class. An object of
// more than 512 bytes has its type's address in front of it instead, which shifts it by 8 bytes. The program fills a
// fresh page with objects of three words, the middle one a pointer, and reads the end of the page.
package main

import "unsafe"

type node struct {
	id   int
	next *node
	sum  int
}

type big struct {
	next *big
	data [79]int
}

const page = 8192

var keep [1024]*node
var bigs [16]*big

//go:noinline
func makeNode(i int) uintptr {
	keep[i] = new(node)
	return uintptr(unsafe.Pointer(keep[i]))
}

//go:noinline
func makeBig(i int) uintptr {
	bigs[i] = new(big)
	return uintptr(unsafe.Pointer(bigs[i]))
}

func wordAt(a uintptr) uint64 { return *(*uint64)(unsafe.Pointer(a)) }
func byteAt(a uintptr) uint8  { return *(*uint8)(unsafe.Pointer(a)) }

func main() {
	n := 0
	for makeNode(n)%page != 0 {
		n++
	}
	base := uintptr(unsafe.Pointer(keep[n]))
	const objects = 71
	for i := 1; i < objects; i++ {
		makeNode(n + i)
	}
	right := 0
	for i := range objects {
		for w := range 3 {
			bit := i*3 + w
			set := wordAt(base+7936+uintptr(bit/64)*8)>>(bit%64)&1 == 1
			if set == (w == 1) {
				right++
			}
		}
	}
	println("bits that are as they should be:", right, "of", objects*3)
	println("span class at the end of the page:", byteAt(base+page-1))
	for i := 0; ; i++ {
		if at := makeBig(i); at%page == 8 {
			println("a big object lies 8 bytes into its slot")
			again := makeBig(i + 1)
			println("distance to the next:", again-at)
			var boxed any = bigs[i]
			pointerType := *(*uintptr)(unsafe.Pointer(&boxed))
			header := uintptr(wordAt(at - 8))
			println("its type stands in front:", header != 0, header == uintptr(wordAt(again-8)), header != pointerType)
			break
		}
	}
}
