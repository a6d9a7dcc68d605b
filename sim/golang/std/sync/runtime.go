// Package sync: locks, and other ways for goroutines to wait for one another. They are written in Go on top of the
// runtime's semaphores, with the fields and the protocol of the real ones.
package sync

import "unsafe"

// What the runtime offers, natively. A semaphore is a counter: acquiring waits until it is positive and takes one away,
// releasing adds one and wakes a waiter. lifo: wait at the head of the queue; handoff: the woken goroutine runs at once.
func runtime_SemacquireMutex(s *uint32, lifo bool, skipframes int)
func runtime_SemacquireRWMutexR(s *uint32, lifo bool, skipframes int)
func runtime_SemacquireRWMutex(s *uint32, lifo bool, skipframes int)
func runtime_SemacquireWaitGroup(s *uint32, synctestDurable bool)
func runtime_Semrelease(s *uint32, handoff bool, skipframes int)

// Whether spinning for a lock is worth while for the i-th time, and one round of it.
func runtime_canSpin(i int) bool
func runtime_doSpin()
func runtime_nanotime() int64

// The process ends with this text.
func throw(string)
func fatal(string)

// notifyList is the runtime's list of waiters with tickets.
type notifyList struct {
	wait   uint32
	notify uint32
	lock   uintptr
	head   unsafe.Pointer
	tail   unsafe.Pointer
}

func runtime_notifyListAdd(l *notifyList) uint32
func runtime_notifyListWait(l *notifyList, t uint32)
func runtime_notifyListNotifyAll(l *notifyList)
func runtime_notifyListNotifyOne(l *notifyList)

type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// A Locker can be locked and unlocked.
type Locker interface {
	Lock()
	Unlock()
}
