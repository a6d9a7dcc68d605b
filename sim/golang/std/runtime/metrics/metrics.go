// Package metrics: the runtime's numbers by name.
package metrics

// A ValueKind tells what a Value holds.
type ValueKind int

const (
	KindBad ValueKind = iota
	KindUint64
	KindFloat64
	KindFloat64Histogram
)

// A Float64Histogram counts values between boundaries.
type Float64Histogram struct {
	Counts  []uint64
	Buckets []float64
}

// A Value is what a metric was when it was read.
type Value struct {
	kind    ValueKind
	scalar  uint64
	pointer *Float64Histogram
}

func (v Value) Kind() ValueKind { return v.kind }

func (v Value) Uint64() uint64 {
	if v.kind != KindUint64 {
		panic("called Uint64 on non-uint64 metric value")
	}
	return v.scalar
}

func (v Value) Float64() float64 {
	if v.kind != KindFloat64 {
		panic("called Float64 on non-float64 metric value")
	}
	return float64frombits(v.scalar)
}

func (v Value) Float64Histogram() *Float64Histogram {
	if v.kind != KindFloat64Histogram {
		panic("called Float64Histogram on non-Float64Histogram metric value")
	}
	return v.pointer
}

// A Sample is a metric to read, and what was read.
type Sample struct {
	Name  string
	Value Value
}

// A Description tells what a metric is.
type Description struct {
	Name        string
	Description string
	Kind        ValueKind
	Cumulative  bool
}

func float64frombits(b uint64) float64
func read(name string) (kind ValueKind, scalar uint64)
func counts(name string, to []uint64)
func boundaries(name string) int
func buckets(name string, to []float64)

// What the runtime makes when metrics are read for the first time: the boundaries of histograms of times and of sizes, which
// all samples share, and a table of what computes which metric.
var (
	timeBuckets, sizeBuckets []float64
	table                    map[string]metricData
)

type metricData struct {
	deps    uint64
	compute func()
}

func initMetrics() {
	if table != nil {
		return
	}
	const bySize, pauses = "/gc/heap/allocs-by-size:bytes", "/gc/pauses:seconds"
	sizeBuckets = make([]float64, boundaries(bySize))
	buckets(bySize, sizeBuckets)
	timeBuckets = make([]float64, boundaries(pauses))
	buckets(pauses, timeBuckets)
	table = make(map[string]metricData, runtimeMetrics)
	for i := range runtimeDesc {
		table[runtimeDesc[i].Name] = metricData{}
	}
	for i := range settings {
		table[prefix+settings[i].name+":events"] = metricData{}
	}
}

func bucketsOf(name string) []float64 {
	if boundaries(name) == len(timeBuckets) {
		return timeBuckets
	}
	return sizeBuckets
}

// Read fills in the values; a metric that does not exist becomes KindBad. A histogram that the sample already has is
// used again.
func Read(m []Sample) {
	initMetrics()
	for i := range m {
		v := &m[i].Value
		kind, scalar := read(m[i].Name)
		had := v.kind == KindFloat64Histogram && v.pointer != nil
		v.kind, v.scalar = kind, scalar
		if kind != KindFloat64Histogram {
			continue
		}
		if !had {
			v.pointer = new(Float64Histogram)
		}
		v.pointer.Buckets = bucketsOf(m[i].Name)
		if len(v.pointer.Counts) != len(v.pointer.Buckets)-1 {
			v.pointer.Counts = make([]uint64, len(v.pointer.Buckets)-1)
		}
		counts(m[i].Name, v.pointer.Counts)
	}
}

// All lists the metrics.
func All() []Description { return allDesc }
