// Package runtime: what programs may ask of the runtime.
package runtime

import "unsafe"

const (
	GOOS     = "linux"
	GOARCH   = "amd64"
	Compiler = "gc"
)

// A MemStats records statistics about the memory allocator.
type MemStats struct {
	Alloc         uint64
	TotalAlloc    uint64
	Sys           uint64
	Lookups       uint64
	Mallocs       uint64
	Frees         uint64
	HeapAlloc     uint64
	HeapSys       uint64
	HeapIdle      uint64
	HeapInuse     uint64
	HeapReleased  uint64
	HeapObjects   uint64
	StackInuse    uint64
	StackSys      uint64
	MSpanInuse    uint64
	MSpanSys      uint64
	MCacheInuse   uint64
	MCacheSys     uint64
	BuckHashSys   uint64
	GCSys         uint64
	OtherSys      uint64
	NextGC        uint64
	LastGC        uint64
	PauseTotalNs  uint64
	PauseNs       [256]uint64
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32
	GCCPUFraction float64
	EnableGC      bool
	DebugGC       bool
	BySize        [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

func GC()
func Gosched()
func NumGoroutine() int
func NumCPU() int
func GOMAXPROCS(n int) int
func NumCgoCall() int64 { return 0 }
func Version() string
func ReadMemStats(m *MemStats)
func LockOSThread()
func UnlockOSThread()

// KeepAlive marks its argument as currently reachable.
//
//go:noinline
func KeepAlive(x any) {}

func setFinalizer(obj any, finalizer any)

// SetFinalizer has finalizer called with obj once obj is unreachable.
func SetFinalizer(obj any, finalizer any) {
	setFinalizer(obj, finalizer)
}

// The finalizer that is to run, its argument, and the bytes of its results.
func awaitFinalizer()
func runningFinalizer() (fn func(uintptr) [4]uintptr, arg uintptr, results int)

var finalizerFrame []byte // what it is called with, as large as was ever needed

func runFinalizers() {
	for {
		awaitFinalizer()
		fn, arg, results := runningFinalizer()
		if len(finalizerFrame) < 16+results {
			finalizerFrame = make([]byte, 16+results)
		}
		fn(arg)
	}
}

// A Cleanup is a handle to a cleanup call for an object.
type Cleanup struct {
	id  uint64
	ptr uintptr
}

func cleanupAdd(ptr any, call func(fn, arg unsafe.Pointer), fn, arg unsafe.Pointer) uint64
func cleanupStop(ptr uintptr, id uint64)
func pointerIn(v any) uintptr
func pointerFree(v any) bool

// AddCleanup has cleanup(arg) called some time after ptr is no longer reachable.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	if ptr == nil {
		panic(plainError("runtime.AddCleanup: ptr is nil"))
	}
	var argv *S
	if unsafe.Sizeof(arg) < 16 && pointerFree(arg) {
		argv = (*S)(unsafe.Pointer(new([2]uintptr)))
	} else {
		argv = new(S)
	}
	*argv = arg
	call := func(fn, arg unsafe.Pointer) {
		cleanup := *(*func(S))(unsafe.Pointer(&fn))
		cleanup(*(*S)(arg))
	}
	id := cleanupAdd(ptr, call, *(*unsafe.Pointer)(unsafe.Pointer(&cleanup)), unsafe.Pointer(argv))
	return Cleanup{id, pointerIn(ptr)}
}

// The cleanup that the calling goroutine is to run.
func awaitCleanup()
func runningCleanup() (call func(fn, arg unsafe.Pointer), fn, arg unsafe.Pointer)

func runCleanups() {
	for {
		awaitCleanup()
		call, fn, arg := runningCleanup()
		call(fn, arg)
	}
}

// Stop cancels the cleanup call, if it has not been queued yet.
func (c Cleanup) Stop() {
	if c.id != 0 {
		cleanupStop(c.ptr, c.id)
	}
}

func stackText(all bool) string

// Stack formats a stack trace of the calling goroutine into buf.
//tricolor:leaks h0
func Stack(buf []byte, all bool) int {
	return copy(buf, stackText(all))
}

func Breakpoint() {}
