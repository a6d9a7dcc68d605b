// Package rand draws pseudo-random numbers. A generator made from a seed draws what the real one draws; the functions
// of the package draw from the runtime's generator, which the scenario seeds.
package rand

import (
	"internal/variates"
	"math/bits"
)

// A Source gives 64 random bits at a time.
type Source interface {
	Uint64() uint64
}

type Rand struct {
	src Source
}

func New(src Source) *Rand {
	return &Rand{src: src}
}

func (r *Rand) Uint64() uint64 { return r.src.Uint64() }
func (r *Rand) Int64() int64   { return int64(r.src.Uint64() &^ (1 << 63)) }
func (r *Rand) Uint32() uint32 { return uint32(r.src.Uint64() >> 32) }
func (r *Rand) Int32() int32   { return int32(r.src.Uint64() >> 33) }
func (r *Rand) Int() int       { return int(r.src.Uint64() &^ (1 << 63)) }
func (r *Rand) Uint() uint     { return uint(r.src.Uint64()) }

// below draws from [0, n): the high half of a product, drawn again where the low half says that it would be biased.
func (r *Rand) below(n uint64) uint64 {
	if n&(n-1) == 0 {
		return r.src.Uint64() & (n - 1)
	}
	hi, lo := bits.Mul64(r.src.Uint64(), n)
	if lo < n {
		for least := -n % n; lo < least; {
			hi, lo = bits.Mul64(r.src.Uint64(), n)
		}
	}
	return hi
}

func (r *Rand) Int64N(n int64) int64 {
	if n <= 0 {
		panic("invalid argument to Int64N")
	}
	return int64(r.below(uint64(n)))
}

func (r *Rand) Uint64N(n uint64) uint64 {
	if n == 0 {
		panic("invalid argument to Uint64N")
	}
	return r.below(n)
}

func (r *Rand) Int32N(n int32) int32 {
	if n <= 0 {
		panic("invalid argument to Int32N")
	}
	return int32(r.below(uint64(n)))
}

func (r *Rand) Uint32N(n uint32) uint32 {
	if n == 0 {
		panic("invalid argument to Uint32N")
	}
	return uint32(r.below(uint64(n)))
}

func (r *Rand) IntN(n int) int {
	if n <= 0 {
		panic("invalid argument to IntN")
	}
	return int(r.below(uint64(n)))
}

func (r *Rand) UintN(n uint) uint {
	if n == 0 {
		panic("invalid argument to UintN")
	}
	return uint(r.below(uint64(n)))
}

func (r *Rand) Float64() float64 {
	return float64(r.src.Uint64()&(1<<53-1)) / (1 << 53)
}

func (r *Rand) Float32() float32 {
	return float32(r.Uint32()&(1<<24-1)) / (1 << 24)
}

func (r *Rand) Perm(n int) []int {
	p := make([]int, n)
	for i := range p {
		p[i] = i
	}
	r.Shuffle(len(p), func(i, j int) { p[i], p[j] = p[j], p[i] })
	return p
}

func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	if n < 0 {
		panic("invalid argument to Shuffle")
	}
	for i := n - 1; i > 0; i-- {
		swap(i, int(r.below(uint64(i+1))))
	}
}

func (r *Rand) NormFloat64() float64 {
	return variates.Normal(func() (int, int32) {
		u := r.src.Uint64()
		return int(u >> 32 & 0x7f), int32(u)
	}, r.Float64)
}

func (r *Rand) ExpFloat64() float64 {
	return variates.Exponential(func() (int, uint32) {
		u := r.src.Uint64()
		return int(u >> 32 & 0xff), uint32(u)
	}, r.Float64)
}

type Zipf struct{ z *variates.Zipf }

func NewZipf(r *Rand, s float64, v float64, imax uint64) *Zipf {
	if z := variates.NewZipf(r.Float64, s, v, imax); z != nil {
		return &Zipf{z}
	}
	return nil
}

//tricolor:leaks h1
func (z *Zipf) Uint64() uint64 {
	if z == nil {
		panic("rand: nil Zipf")
	}
	return z.z.Uint64()
}
