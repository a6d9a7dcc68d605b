// Package rand draws pseudo-random numbers. A generator made from a seed draws what the real one draws; the functions
// of the package draw from the runtime's generator, which the scenario seeds.
package rand

import "internal/variates"

type Rand struct {
	src Source
	s64 Source64 // src, if it has 64 bits

	readVal int64 // bytes that Read has left
	readPos int8
}

func New(src Source) *Rand {
	s64, _ := src.(Source64)
	return &Rand{src: src, s64: s64}
}

func (r *Rand) Seed(seed int64) {
	r.src.Seed(seed)
	r.readPos = 0
}

func (r *Rand) Int63() int64   { return r.src.Int63() }
func (r *Rand) Int31() int32   { return int32(r.src.Int63() >> 32) }
func (r *Rand) Uint32() uint32 { return uint32(r.src.Int63() >> 31) }
func (r *Rand) Int() int       { return int(r.src.Int63()) }

func (r *Rand) Uint64() uint64 {
	if r.s64 != nil {
		return r.s64.Uint64()
	}
	low := uint64(r.src.Int63()) >> 31
	return low | uint64(r.src.Int63())<<32
}

// Int63n and Int31n draw again when a number is beyond the last whole multiple of n.
func (r *Rand) Int63n(n int64) int64 {
	if n <= 0 {
		panic("invalid argument to Int63n")
	}
	if n&(n-1) == 0 {
		return r.Int63() & (n - 1)
	}
	last := int64(1<<63 - 1 - (1<<63)%uint64(n))
	v := r.Int63()
	for v > last {
		v = r.Int63()
	}
	return v % n
}

func (r *Rand) Int31n(n int32) int32 {
	if n <= 0 {
		panic("invalid argument to Int31n")
	}
	if n&(n-1) == 0 {
		return r.Int31() & (n - 1)
	}
	last := int32(1<<31 - 1 - (1<<31)%uint32(n))
	v := r.Int31()
	for v > last {
		v = r.Int31()
	}
	return v % n
}

// scaled draws from [0, n) by multiplying, as Shuffle does.
func (r *Rand) scaled(n uint32) uint32 {
	product := uint64(r.Uint32()) * uint64(n)
	if uint32(product) < n {
		for least := -n % n; uint32(product) < least; {
			product = uint64(r.Uint32()) * uint64(n)
		}
	}
	return uint32(product >> 32)
}

func (r *Rand) Intn(n int) int {
	if n <= 0 {
		panic("invalid argument to Intn")
	}
	if n < 1<<31 {
		return int(r.Int31n(int32(n)))
	}
	return int(r.Int63n(int64(n)))
}

func (r *Rand) Float64() float64 {
	for {
		if f := float64(r.Int63()) / (1 << 63); f != 1 {
			return f
		}
	}
}

func (r *Rand) Float32() float32 {
	for {
		if f := float32(r.Float64()); f != 1 {
			return f
		}
	}
}

func (r *Rand) Perm(n int) []int {
	m := make([]int, n)
	for i := range n {
		j := r.Intn(i + 1)
		m[i] = m[j]
		m[j] = i
	}
	return m
}

func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	if n < 0 {
		panic("invalid argument to Shuffle")
	}
	for i := n - 1; i > 0; i-- {
		if i >= 1<<31-1 {
			swap(i, int(r.Int63n(int64(i+1))))
		} else {
			swap(i, int(r.scaled(uint32(i+1))))
		}
	}
}

// Read takes seven bytes out of each draw and keeps what it does not need.
func (r *Rand) Read(p []byte) (n int, err error) {
	for i := range p {
		if r.readPos == 0 {
			r.readVal, r.readPos = r.src.Int63(), 7
		}
		p[i] = byte(r.readVal)
		r.readVal >>= 8
		r.readPos--
	}
	return len(p), nil
}

func (r *Rand) NormFloat64() float64 {
	return variates.Normal(func() (int, int32) {
		j := int32(r.Uint32())
		return int(j & 0x7f), j
	}, r.Float64)
}

func (r *Rand) ExpFloat64() float64 {
	return variates.Exponential(func() (int, uint32) {
		j := r.Uint32()
		return int(j & 0xff), j
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
