// Package weak points to objects without keeping them alive.
package weak

import (
	"sync"
	"unsafe"
)

// A Pointer holds a handle: an object of its own that has the address until the target dies.
type Pointer[T any] struct {
	_ [0]*T
	u unsafe.Pointer
}

// handleBox has the size of a tiny block, so that a handle shares its block with nothing.
type handleBox struct {
	target uintptr
	_      uintptr
}

func onHeap(p unsafe.Pointer) bool
func handleOf(p unsafe.Pointer) unsafe.Pointer                  // nil: it has none
func addHandle(p unsafe.Pointer, box *handleBox) unsafe.Pointer // box, or the handle that it has already
func strong(u unsafe.Pointer) unsafe.Pointer

// What is not on the heap never dies; its handles are kept here.
var (
	immortalMu sync.Mutex
	immortal   map[unsafe.Pointer]*handleBox
)

// Make returns a weak pointer to ptr's target; those to the same place are equal.
func Make[T any](ptr *T) Pointer[T] {
	if ptr == nil {
		return Pointer[T]{}
	}
	return Pointer[T]{u: register(unsafe.Pointer(ptr))}
}

// Value returns the pointer that Make was given, or nil once the target is gone.
func (p Pointer[T]) Value() *T {
	if p.u == nil {
		return nil
	}
	return (*T)(strong(p.u))
}

func register(p unsafe.Pointer) unsafe.Pointer {
	if !onHeap(p) {
		return registerImmortal(p)
	}
	if u := handleOf(p); u != nil {
		return u
	}
	return addHandle(p, &handleBox{target: uintptr(p)})
}

func registerImmortal(p unsafe.Pointer) unsafe.Pointer {
	immortalMu.Lock()
	defer immortalMu.Unlock()
	box := immortal[p]
	if box == nil {
		if immortal == nil {
			immortal = make(map[unsafe.Pointer]*handleBox)
		}
		box = &handleBox{target: uintptr(p)}
		immortal[p] = box
	}
	return unsafe.Pointer(box)
}
