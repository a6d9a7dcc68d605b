package rand

// A Source gives 63 random bits at a time; a Source64 also 64.
type Source interface {
	Int63() int64
	Seed(seed int64)
}

type Source64 interface {
	Source
	Uint64() uint64
}

const (
	rngLen = 607
	rngTap = 273
)

// rngSource is an additive lagged Fibonacci generator: each number is the sum of those 607 and 273 draws ago.
type rngSource struct {
	tap, feed int
	vec       [rngLen]int64
}

// cooked returns the state, at i, of the generator with seed 1 after 7.8e12 draws. Seeds change bits of that.
func cooked(i int) int64

func NewSource(seed int64) Source {
	rng := new(rngSource)
	rng.Seed(seed)
	return rng
}

// seedStep is the Lehmer generator with multiplier 48271 modulo 1<<31-1.
func seedStep(x int32) int32 {
	return int32(int64(x) * 48271 % (1<<31 - 1))
}

func (rng *rngSource) Seed(seed int64) {
	rng.tap, rng.feed = 0, rngLen-rngTap
	seed %= 1<<31 - 1
	if seed < 0 {
		seed += 1<<31 - 1
	}
	if seed == 0 {
		seed = 89482311
	}
	x := int32(seed)
	for range 20 {
		x = seedStep(x)
	}
	for i := range rng.vec {
		a := seedStep(x)
		b := seedStep(a)
		x = seedStep(b)
		rng.vec[i] = int64(a)<<40 ^ int64(b)<<20 ^ int64(x) ^ cooked(i)
	}
}

func (rng *rngSource) Int63() int64 {
	return int64(rng.Uint64() &^ (1 << 63))
}

func (rng *rngSource) Uint64() uint64 {
	if rng.tap--; rng.tap < 0 {
		rng.tap += rngLen
	}
	if rng.feed--; rng.feed < 0 {
		rng.feed += rngLen
	}
	x := rng.vec[rng.feed] + rng.vec[rng.tap]
	rng.vec[rng.feed] = x
	return uint64(x)
}

// runtimeSource draws from the runtime's generator: what the functions of the package use.
type runtimeSource struct{}

func runtime_rand() uint64

func (*runtimeSource) Int63() int64   { return int64(runtime_rand() &^ (1 << 63)) }
func (*runtimeSource) Uint64() uint64 { return runtime_rand() }
func (*runtimeSource) Seed(int64)     { panic("internal error: call to runtimeSource.Seed") }
