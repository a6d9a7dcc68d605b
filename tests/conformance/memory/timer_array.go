// What timers allocate. A goroutine's first sleep makes a timer of 96 bytes that it keeps for all its sleeps
// (a later goroutine that has its record makes its own), and the first timer of a processor the array of its timers:
// 16 bytes, doubled when it is full. AfterFunc makes an object
// of 112 bytes; with a channel, as for NewTimer and NewTicker, come a channel of 112 bytes and one word around the
// function to call. A channel's timer stands in the array only while somebody waits on the channel: nobody waiting,
// the array does not grow. Stop and Reset allocate nothing.
package main

import (
	"runtime"
	"time"
)

var before, after runtime.MemStats

func measure(what string, f func()) {
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	println(what, after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc)
}

func nothing() {}

func main() {
	time.NewTimer(time.Hour) // the first channel of a timer looks a setting up
	done := make(chan bool, 1)

	measure("nothing:", func() {})
	measure("first sleep:", func() { time.Sleep(time.Microsecond) })
	measure("second sleep:", func() { time.Sleep(time.Microsecond) })
	measure("new timer:", func() { time.NewTimer(time.Hour) })
	measure("its channel, nobody waits:", func() {
		select {
		case <-time.After(time.Hour):
		default:
		}
	})
	measure("its channel, main waits:", func() { <-time.After(time.Microsecond) })
	measure("ticker:", func() {
		t := time.NewTicker(time.Microsecond)
		<-t.C
		<-t.C
		t.Stop()
	})

	var t *time.Timer
	measure("after func:", func() { t = time.AfterFunc(time.Hour, nothing) })
	measure("sleep beside it:", func() { time.Sleep(time.Microsecond) })
	measure("sleep beside it again:", func() { time.Sleep(time.Microsecond) })
	measure("stop, reset:", func() {
		for i := 0; i < 50; i++ {
			t.Stop()
			t.Reset(time.Hour)
		}
	})
	measure("two channels in a select:", func() {
		select {
		case <-time.After(time.Hour):
		case <-time.After(5 * time.Millisecond):
		}
	})
	measure("another goroutine's first sleep:", func() {
		go func() {
			time.Sleep(time.Microsecond)
			done <- true
		}()
		<-done
	})
	measure("the next one, on its record, makes its own:", func() {
		go func() {
			time.Sleep(time.Microsecond)
			done <- true
		}()
		<-done
	})
	t.Stop()
}
