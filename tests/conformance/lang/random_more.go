// More of the seeded generators: bytes, other distributions, a source of one's own, and reseeding.
package main

import (
	"fmt"
	"math/rand"
	v2 "math/rand/v2"
)

// counter is a source of 63 bits only.
type counter struct{ n int64 }

func (c *counter) Int63() int64    { c.n += 0x123456789abcdef; return c.n & (1<<63 - 1) }
func (c *counter) Seed(seed int64) { c.n = seed }

func main() {
	for _, seed := range []int64{0, 1, -1, 1 << 31, 1<<31 - 1, 1 << 62} {
		r := rand.New(rand.NewSource(seed))
		b := make([]byte, 11)
		n, err := r.Read(b)
		fmt.Println(seed, r.Uint64(), b, n, err, r.Int31n(1<<20), r.Int63n(1<<40+1), r.Intn(1<<35))
		fmt.Println(r.Perm(10), r.NormFloat64(), r.ExpFloat64(), r.Float32())
		z := rand.NewZipf(r, 1.3, 2, 50)
		fmt.Println(z.Uint64(), z.Uint64(), z.Uint64(), z.Uint64())
	}
	r := rand.New(&counter{})
	fmt.Println(r.Uint64(), r.Intn(1000), r.Float64(), r.Perm(5))
	r.Seed(5)
	fmt.Println(r.Int63(), r.NormFloat64())
	fmt.Println(rand.NewZipf(r, 1, 2, 3) == nil)

	p := v2.NewPCG(42, 7)
	q := v2.New(p)
	var sum, squares, tail float64
	for range 20000 {
		x := q.NormFloat64()
		sum += x
		squares += x * x
		tail = max(tail, x)
	}
	fmt.Println(sum, squares, tail)
	sum = 0
	for range 5000 {
		sum += q.ExpFloat64()
	}
	fmt.Println(sum, q.UintN(77), q.Uint64N(1<<63+3), q.Int32N(1<<30+1), q.Int64N(5))
	state, _ := p.MarshalBinary()
	fmt.Printf("%x\n", state)
	next := q.Uint64()
	fmt.Println(p.UnmarshalBinary(state), q.Uint64() == next, p.UnmarshalBinary(nil))
	c := v2.NewChaCha8([32]byte{1, 2, 3})
	var x uint64
	for range 1000 {
		x = x*31 + c.Uint64()
	}
	b := make([]byte, 13)
	c.Read(b)
	fmt.Println(x, b, c.Uint64())
	zipf := v2.NewZipf(v2.New(c), 2, 1, 1000)
	fmt.Println(zipf.Uint64(), zipf.Uint64(), zipf.Uint64())
	try := func(f func()) {
		defer func() { fmt.Println(recover()) }()
		f()
	}
	try(func() { rand.Intn(0) })
	try(func() { r.Int63n(-1) })
	try(func() { v2.N(0) })
	try(func() { q.Shuffle(-1, nil) })
	fmt.Println(v2.N(uint8(1)), rand.Int63() >= 0)
}
