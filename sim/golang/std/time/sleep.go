package time

import "unsafe"

// Sleep pauses the goroutine for at least d.
func Sleep(d Duration)

// The runtime's timers. f is called with arg, seq and how late it is when the timer fires; it must not block. cp is the
// channel the timer sends on, if it does.
func newTimer(when, period int64, f func(any, uintptr, int64), arg any, cp unsafe.Pointer) *Timer
func stopTimer(t *Timer) bool
func resetTimer(t *Timer, when, period int64) bool

// The setting asynctimerchan of GODEBUG. Here it always has its default, but what package internal/godebug makes when a
// setting is asked for first, the setting and its entry in a table, stands here too.
type setting struct {
	value          unsafe.Pointer
	nonDefaultOnce [12]byte
	nonDefault     uint64
	info           unsafe.Pointer
}
type settingEntry struct {
	isEntry    bool
	overflow   unsafe.Pointer
	key, value any
}

var (
	asynctimerchanName = "asynctimerchan"
	asynctimerchan     *settingEntry
)

// syncTimer is the channel as the runtime wants to be told of it.
func syncTimer(c chan Time) unsafe.Pointer {
	if asynctimerchan == nil {
		asynctimerchan = &settingEntry{isEntry: true, key: any(asynctimerchanName), value: any(&setting{})}
	}
	return *(*unsafe.Pointer)(unsafe.Pointer(&c))
}

// when is the time on the runtime's clock after d, or the end of time.
func when(d Duration) int64 {
	if d <= 0 {
		return runtimeNano()
	}
	t := runtimeNano() + int64(d)
	if t < 0 {
		t = 1<<63 - 1
	}
	return t
}

// A Timer fires once. The runtime knows what follows its fields.
type Timer struct {
	C         <-chan Time
	initTimer bool
}

// NewTimer returns a timer that sends the time on its channel after d.
func NewTimer(d Duration) *Timer {
	c := make(chan Time, 1)
	t := (*Timer)(newTimer(when(d), 0, sendTime, c, syncTimer(c)))
	t.C = c
	return t
}

// Stop keeps the timer from firing; false if it has fired or was stopped already.
//tricolor:leaks h0
func (t *Timer) Stop() bool {
	if !t.initTimer {
		panic("time: Stop called on uninitialized Timer")
	}
	return stopTimer(t)
}

// Reset lets the timer fire after d; false if it was not waiting before.
//tricolor:leaks h0
func (t *Timer) Reset(d Duration) bool {
	if !t.initTimer {
		panic("time: Reset called on uninitialized Timer")
	}
	return resetTimer(t, when(d), 0)
}

func sendTime(c any, seq uintptr, delta int64) {
	select {
	case c.(chan Time) <- Now().Add(Duration(-delta)):
	default:
	}
}

// After returns the channel of a new timer.
func After(d Duration) <-chan Time {
	return NewTimer(d).C
}

// AfterFunc calls f in a goroutine of its own after d.
func AfterFunc(d Duration, f func()) *Timer {
	return (*Timer)(newTimer(when(d), 0, goFunc, f, nil))
}

func goFunc(arg any, seq uintptr, delta int64) {
	go arg.(func())()
}

// A Ticker fires again and again.
type Ticker struct {
	C          <-chan Time
	initTicker bool
}

func NewTicker(d Duration) *Ticker {
	if d <= 0 {
		panic("non-positive interval for NewTicker")
	}
	c := make(chan Time, 1)
	t := (*Ticker)(unsafe.Pointer(newTimer(when(d), int64(d), sendTime, c, syncTimer(c))))
	t.C = c
	return t
}

//tricolor:leaks h0
func (t *Ticker) Stop() {
	if !t.initTicker {
		return
	}
	stopTimer((*Timer)(unsafe.Pointer(t)))
}

//tricolor:leaks h0
func (t *Ticker) Reset(d Duration) {
	if d <= 0 {
		panic("non-positive interval for Ticker.Reset")
	}
	if !t.initTicker {
		panic("time: Reset called on uninitialized Ticker")
	}
	resetTimer((*Timer)(unsafe.Pointer(t)), when(d), int64(d))
}

// Tick returns the channel of a new ticker, or nil if d is not positive.
func Tick(d Duration) <-chan Time {
	if d <= 0 {
		return nil
	}
	return NewTicker(d).C
}
