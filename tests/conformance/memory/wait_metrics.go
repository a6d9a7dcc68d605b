// What runtime/metrics measures of waiting: how long goroutines stood runnable before they ran, a histogram, and how
// long they waited for mutexes in total. Both are measured every eighth time that a goroutine stops running, and the
// second is multiplied by eight; so only magnitudes can be told.
package main

import (
	"runtime"
	"runtime/metrics"
	"sync"
	"time"
)

var samples = []metrics.Sample{{Name: "/sched/latencies:seconds"}, {Name: "/sync/mutex/wait/total:seconds"}}

// read returns how many waits were measured, how many of them from 1 to 100 ms, and the seconds waited for mutexes.
func read() (count, long uint64, waited float64) {
	metrics.Read(samples)
	h := samples[0].Value.Float64Histogram()
	for i, n := range h.Counts {
		count += n
		if h.Buckets[i] >= 0.0009 && h.Buckets[i] < 0.1 {
			long += n
		}
	}
	return count, long, samples[1].Value.Float64()
}

func spin(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
	}
}

func main() {
	_, _, start := read()
	println("kinds", samples[0].Value.Kind(), samples[1].Value.Kind(), "waited nothing:", start == 0)
	h := samples[0].Value.Float64Histogram()
	println("buckets", len(h.Buckets), "one more than counts:", len(h.Buckets) == len(h.Counts)+1)

	// Eight goroutines take turns of half a millisecond: each stands runnable for 3.5 ms.
	before, longBefore, _ := read()
	var done sync.WaitGroup
	for i := 0; i < 8; i++ {
		done.Add(1)
		go func() {
			for n := 0; n < 40; n++ {
				spin(500 * time.Microsecond)
				runtime.Gosched()
			}
			done.Done()
		}()
	}
	done.Wait()
	after, longAfter, _ := read()
	println("some 40 waits measured:", after-before > 25 && after-before < 80)
	println("some 40 of milliseconds:", longAfter-longBefore > 25 && longAfter-longBefore < 80)

	// 64 times somebody waits for two milliseconds.
	var mu sync.Mutex
	for n := 0; n < 64; n++ {
		mu.Lock()
		done.Add(1)
		go func() {
			mu.Lock()
			mu.Unlock()
			done.Done()
		}()
		time.Sleep(2 * time.Millisecond)
		mu.Unlock()
		done.Wait()
	}
	_, _, waited := read()
	println("waited about 0.13 seconds:", waited > 0.02 && waited < 1)
}
