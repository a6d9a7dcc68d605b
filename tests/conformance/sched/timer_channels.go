// A timer's channel behaves as if it had no buffer (since Go 1.23): its length and
// capacity are always 0, the value is made when somebody looks, and after Stop or
// Reset no value of before can be received any more. A ticker drops the ticks that
// nobody took. Sleeping for no time at all does not even yield.
package main

import (
	"fmt"
	"time"
)

func busy(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
	}
}

func ready(c <-chan time.Time) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func main() {
	t := time.NewTimer(2 * time.Millisecond)
	fmt.Println("new:      len", len(t.C), "cap", cap(t.C), "ready", ready(t.C))
	busy(4 * time.Millisecond)
	fmt.Println("expired:  len", len(t.C), "cap", cap(t.C))
	fmt.Println("stop an expired timer nobody received from:", t.Stop())
	fmt.Println("nothing left in it:", !ready(t.C), "stop again:", t.Stop())
	fmt.Println("reset a stopped timer:", t.Reset(time.Hour), "and a running one:", t.Reset(2*time.Millisecond))
	busy(4 * time.Millisecond)
	fmt.Println("reset an expired one:", t.Reset(time.Hour), "its old value:", ready(t.C))
	t.Reset(time.Millisecond)
	<-t.C
	fmt.Println("received; then stop:", t.Stop(), "then reset:", t.Reset(time.Hour))

	tick := time.NewTicker(3 * time.Millisecond)
	busy(14 * time.Millisecond)
	fmt.Println("ticks to be had after four periods:", ready(tick.C), ready(tick.C))
	tick.Reset(time.Hour)
	fmt.Println("after Reset:", ready(tick.C))
	tick.Stop()
	var none *time.Ticker
	fmt.Println("no ticker:", none == nil, "a tick of no period:", time.Tick(0) == nil)

	f := time.AfterFunc(time.Hour, func() { fmt.Println("never") })
	fmt.Println("a function's timer has no channel:", f.C == nil, "stopped:", f.Stop(), f.Stop())

	order := ""
	done := make(chan bool)
	go func() { order += "other "; done <- true }()
	time.Sleep(0)
	time.Sleep(-time.Second)
	order += "main "
	<-done
	fmt.Println("sleep of nothing:", order)

	late := time.After(time.Millisecond)
	never := time.After(time.Hour)
	select {
	case <-late:
		fmt.Println("the earlier of two")
	case <-never:
		fmt.Println("the later of two")
	}
}
