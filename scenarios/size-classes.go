package main

// What an object of n bytes really costs: every size is served by the next size class,
// objects below 16 bytes without pointers share a block, pointers have spans of their own.

type Small struct{ a, b, c int64 }   // 24 bytes: a class of its own
type Wide struct{ a, b, c, d int64 } // 32 bytes: fits exactly
type Odd struct {                    // 33 bytes: pays for 48
	a, b, c, d int64
	e          byte
}
type Node struct { // 24 bytes with a pointer: a scan span
	next *Node
	a, b int64
}

var (
	smalls [8]*Small
	wides  [8]*Wide
	odds   [8]*Odd
	nodes  [8]*Node
	flags  [16]*bool
	counts [8]*int32
	pages  [3]*[3000]byte
	big    *[100000]byte
)

func main() {
	for i := range flags {
		flags[i] = new(bool) // 1 byte each: sixteen share one 16-byte block
	}
	for i := range counts {
		counts[i] = new(int32) // 4 bytes, aligned: four share a block
	}
	for i := range smalls {
		smalls[i] = new(Small)
	}
	for i := range wides {
		wides[i] = new(Wide)
	}
	for i := range odds {
		odds[i] = new(Odd)
	}
	for i := range nodes {
		nodes[i] = new(Node)
	}
	for i := range pages {
		pages[i] = new([3000]byte) // 3072 bytes a slot, eight slots in three pages
	}
	big = new([100000]byte) // larger than 32 KiB: whole pages, straight from the page heap
	println("allocated", len(smalls)+len(wides)+len(odds)+len(nodes)+len(flags)+len(counts)+len(pages)+1, "objects")
}
