// Package variates draws normally and exponentially distributed numbers by the ziggurat method of Marsaglia and Tsang
// (2000), for both versions of math/rand, and numbers by Zipf's law.
package variates

import "math"

// Layers of equal area under a curve: a draw in layer i that is below k[i] is inside; w scales it; f is the height.
type ziggurat[K [128]uint32 | [256]uint32, F [128]float32 | [256]float32] struct {
	k    K
	w, f F
}

const (
	normalTail, normalArea           = 3.442619855899, 9.91256303526217e-3
	exponentialTail, exponentialArea = 7.69711747013104972, 3.949659822581572e-3
)

// The layers are computed when the first number is asked for.
var (
	normal      *ziggurat[[128]uint32, [128]float32]
	exponential *ziggurat[[256]uint32, [256]float32]
)

func bell(x float64) float64    { return math.Exp(-.5 * x * x) }
func decline(x float64) float64 { return math.Exp(-x) }

// layers fills the tables from the last layer, at tail, inwards; width is the inverse of height.
func layers(k []uint32, w, f []float32, tail, area, scale float64, height, width func(float64) float64) {
	last := len(k) - 1
	x, outer := tail, tail
	base := area / height(tail)
	k[0], k[1] = uint32(tail/base*scale), 0
	w[0], w[last] = float32(base/scale), float32(tail/scale)
	f[0], f[last] = 1, float32(height(tail))
	for i := last - 1; i >= 1; i-- {
		x = width(area/x + height(x))
		k[i+1] = uint32(x / outer * scale)
		w[i], f[i] = float32(x/scale), float32(height(x))
		outer = x
	}
}

// Normal draws from the normal distribution; bits gives a layer below 128 and 32 bits, uniform is from [0, 1).
func Normal(bits func() (layer int, j int32), uniform func() float64) float64 {
	if normal == nil {
		z := new(ziggurat[[128]uint32, [128]float32])
		layers(z.k[:], z.w[:], z.f[:], normalTail, normalArea, 1<<31, bell,
			func(y float64) float64 { return math.Sqrt(-2 * math.Log(y)) })
		normal = z
	}
	z := normal
	for {
		i, j := bits()
		x := float64(j) * float64(z.w[i])
		if magnitude := uint32(max(int64(j), -int64(j))); magnitude < z.k[i] {
			return x
		}
		if i == 0 {
			return beyond(j > 0, uniform)
		}
		if z.f[i]+float32(uniform())*(z.f[i-1]-z.f[i]) < float32(bell(x)) {
			return x
		}
	}
}

// beyond draws from the tail outside all layers.
func beyond(positive bool, uniform func() float64) float64 {
	for {
		x := -math.Log(uniform()) * (1.0 / normalTail)
		if y := -math.Log(uniform()); y+y >= x*x {
			if positive {
				return normalTail + x
			}
			return -normalTail - x
		}
	}
}

// Exponential draws from the exponential distribution; bits gives a layer below 256 and 32 bits.
func Exponential(bits func() (layer int, j uint32), uniform func() float64) float64 {
	if exponential == nil {
		z := new(ziggurat[[256]uint32, [256]float32])
		layers(z.k[:], z.w[:], z.f[:], exponentialTail, exponentialArea, 1<<32, decline,
			func(y float64) float64 { return -math.Log(y) })
		exponential = z
	}
	z := exponential
	for {
		i, j := bits()
		x := float64(j) * float64(z.w[i])
		if j < z.k[i] {
			return x
		}
		if i == 0 {
			return exponentialTail - math.Log(uniform())
		}
		if z.f[i]+float32(uniform())*(z.f[i-1]-z.f[i]) < float32(decline(x)) {
			return x
		}
	}
}
