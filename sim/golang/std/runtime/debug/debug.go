// Package debug: knobs of the running runtime.
package debug

import (
	"slices"
	"time"
)

func setGCPercent(percent int32) int32
func setMemoryLimit(limit int64) int64
func setMaxStack(bytes int) int
func stackText() string

func SetGCPercent(percent int) int {
	return int(setGCPercent(int32(percent)))
}

func SetMemoryLimit(limit int64) int64 {
	return setMemoryLimit(limit)
}

func SetMaxStack(bytes int) int {
	return setMaxStack(bytes)
}

func FreeOSMemory()

// GCStats tells about the collections so far; the newest pauses come first.
type GCStats struct {
	LastGC         time.Time
	NumGC          int64
	PauseTotal     time.Duration
	Pause          []time.Duration
	PauseEnd       []time.Time
	PauseQuantiles []time.Duration
}

// Into to: the pauses, when they ended, when the last one ended, how many collections, all pauses together. The number
// of pauses is returned.
func readGCStats(to []uint64) int

// ReadGCStats fills in stats. PauseQuantiles, if not empty, gets the quantiles that its length asks for.
func ReadGCStats(stats *GCStats) {
	var raw [2*256 + 3]uint64
	n := readGCStats(raw[:])
	if cap(stats.Pause) < n {
		stats.Pause = make([]time.Duration, n)
	}
	if cap(stats.PauseEnd) < n {
		stats.PauseEnd = make([]time.Time, n)
	}
	stats.Pause, stats.PauseEnd = stats.Pause[:n], stats.PauseEnd[:n]
	for i := range n {
		stats.Pause[i] = time.Duration(raw[i])
		stats.PauseEnd[i] = time.Unix(0, int64(raw[n+i]))
	}
	stats.LastGC = time.Unix(0, int64(raw[2*n]))
	stats.NumGC = int64(raw[2*n+1])
	stats.PauseTotal = time.Duration(raw[2*n+2])
	if q := stats.PauseQuantiles; len(q) > 0 {
		clear(q)
		if n > 0 {
			sorted := slices.Clone(stats.Pause)
			slices.Sort(sorted)
			for i := range len(q) - 1 {
				q[i] = sorted[n*i/(len(q)-1)]
			}
			q[len(q)-1] = sorted[n-1]
		}
	}
}

func Stack() []byte {
	return []byte(stackText())
}

func PrintStack() {
	print(stackText())
}
