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
func readGCStats(to []time.Duration) int

// ReadGCStats fills in stats. PauseQuantiles, if not empty, gets the quantiles that its length asks for.
// What ReadGCStats keeps: room for pauses, their ends, and three more numbers.
const maxPauses = 256

func ReadGCStats(stats *GCStats) {
	if cap(stats.Pause) < 2*maxPauses+3 {
		stats.Pause = make([]time.Duration, 2*maxPauses+3)
	}
	raw := stats.Pause[:2*maxPauses+3]
	n := readGCStats(raw)
	stats.LastGC = time.Unix(0, int64(raw[2*n]))
	stats.NumGC = int64(raw[2*n+1])
	stats.PauseTotal = raw[2*n+2]
	stats.Pause = raw[:n]
	if cap(stats.PauseEnd) < maxPauses {
		stats.PauseEnd = make([]time.Time, 0, maxPauses)
	}
	stats.PauseEnd = stats.PauseEnd[:0]
	for _, ns := range raw[n : 2*n] {
		stats.PauseEnd = append(stats.PauseEnd, time.Unix(0, int64(ns)))
	}
	if q := stats.PauseQuantiles; n == 0 {
		clear(q)
	} else if last := len(q) - 1; last >= 0 {
		sorted := raw[n : 2*n]
		copy(sorted, stats.Pause)
		slices.Sort(sorted)
		for i := range last {
			q[i] = sorted[n*i/last]
		}
		q[last] = sorted[n-1]
	}
}

func Stack() []byte {
	return []byte(stackText())
}

func PrintStack() {
	print(stackText())
}
