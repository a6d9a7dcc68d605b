package main

import "runtime"

// An object of 24, one of 32 and one of 33 bytes. What does each of them cost?

type Point struct{ x, y, z int64 }    // 24 bytes
type Pixel struct{ x, y, z, c int64 } // 32 bytes
type Packet [33]byte                  // 33 bytes
type Loose struct {                   // 19 bytes of values, 40 with the gaps between them
	a bool
	x int64
	b bool
	y int64
	c bool
}
type Tight struct { // the same fields in a better order: 24 bytes
	x, y    int64
	a, b, c bool
}

var (
	points  [100]*Point
	pixels  [100]*Pixel
	packets [100]*Packet
	loose   [100]*Loose
	tight   [100]*Tight
	before  runtime.MemStats
	after   runtime.MemStats
)

func bytes() uint64 {
	before = after
	runtime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) / 100
}

func main() {
	bytes()
	for i := range points {
		points[i] = new(Point)
	}
	println("Point: ", bytes(), "bytes each")
	for i := range pixels {
		pixels[i] = new(Pixel)
	}
	println("Pixel: ", bytes(), "bytes each")
	for i := range packets {
		packets[i] = new(Packet)
	}
	println("Packet:", bytes(), "bytes each")
	for i := range loose {
		loose[i] = new(Loose)
	}
	println("Loose: ", bytes(), "bytes each")
	for i := range tight {
		tight[i] = new(Tight)
	}
	println("Tight: ", bytes(), "bytes each")
}
