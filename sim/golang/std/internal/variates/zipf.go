package variates

import "math"

// Zipf draws k from [0, largest] with probability proportional to (v+k)**-s, by rejection-inversion (Hörmann and
// Derflinger, 1996).
type Zipf struct {
	uniform                   func() float64
	largest, v, s             float64
	exponent, inverse         float64 // 1-s and 1/(1-s)
	hLargest, hRange, atLeast float64
}

// NewZipf returns nil if s or v is out of range.
func NewZipf(uniform func() float64, s, v float64, largest uint64) *Zipf {
	if s <= 1.0 || v < 1 {
		return nil
	}
	z := &Zipf{uniform: uniform, largest: float64(largest), v: v, s: s}
	z.exponent = 1.0 - s
	z.inverse = 1.0 / z.exponent
	z.hLargest = z.h(z.largest + 0.5)
	z.hRange = z.h(0.5) - math.Exp(math.Log(v)*(-s)) - z.hLargest
	z.atLeast = 1 - z.hInverse(z.h(1.5)-math.Exp(-s*math.Log(v+1.0)))
	return z
}

func (z *Zipf) h(x float64) float64 {
	return math.Exp(z.exponent*math.Log(z.v+x)) * z.inverse
}

func (z *Zipf) hInverse(x float64) float64 {
	return math.Exp(z.inverse*math.Log(z.exponent*x)) - z.v
}

func (z *Zipf) Uint64() uint64 {
	if z == nil {
		panic("rand: nil Zipf")
	}
	for {
		u := z.hLargest + z.uniform()*z.hRange
		x := z.hInverse(u)
		k := math.Floor(x + 0.5)
		if k-x <= z.atLeast || u >= z.h(k+0.5)-math.Exp(-math.Log(k+z.v)*z.s) {
			return uint64(k)
		}
	}
}
