package sync

import "sync/atomic"

// A Mutex admits one goroutine at a time.
//
// state holds three flags and above them the number of waiters. A woken waiter competes with newcomers, which usually
// win; one that has waited for more than a millisecond switches the mutex to starving, in which it is handed straight
// to the waiter in front until the queue is served.
type Mutex struct {
	state int32
	sema  uint32
}

const (
	mutexLocked      = 1
	mutexWoken       = 2 // a waiter is awake: Unlock need not wake another
	mutexStarving    = 4
	mutexWaiterShift = 3
	mutexOneWaiter   = 1 << mutexWaiterShift

	starvationThresholdNs = 1e6
)

func (m *Mutex) Lock() {
	if !atomic.CompareAndSwapInt32(&m.state, 0, mutexLocked) {
		m.lockSlow()
	}
}

func (m *Mutex) TryLock() bool {
	old := m.state
	return old&(mutexLocked|mutexStarving) == 0 && atomic.CompareAndSwapInt32(&m.state, old, old|mutexLocked)
}

func (m *Mutex) lockSlow() {
	var since int64
	starving, awake := false, false
	spins := 0
	old := m.state
	for {
		if old&(mutexLocked|mutexStarving) == mutexLocked && runtime_canSpin(spins) {
			if !awake && old&mutexWoken == 0 && old>>mutexWaiterShift != 0 &&
				atomic.CompareAndSwapInt32(&m.state, old, old|mutexWoken) {
				awake = true
			}
			runtime_doSpin()
			spins++
			old = m.state
			continue
		}
		if !atomic.CompareAndSwapInt32(&m.state, old, wanted(old, starving, awake)) {
			old = m.state
			continue
		}
		if old&(mutexLocked|mutexStarving) == 0 {
			return
		}
		// Who has waited before goes to the front.
		again := since != 0
		if !again {
			since = runtime_nanotime()
		}
		runtime_SemacquireMutex(&m.sema, again, 2)
		starving = starving || runtime_nanotime()-since > starvationThresholdNs
		old = m.state
		if old&mutexStarving != 0 {
			m.takeOver(old, starving)
			return
		}
		awake = true
		spins = 0
	}
}

// wanted is the state a goroutine tries to set that finds the mutex in state old.
func wanted(old int32, starving, awake bool) int32 {
	next := old
	if old&mutexStarving == 0 {
		next |= mutexLocked
	}
	if old&(mutexLocked|mutexStarving) != 0 {
		next += mutexOneWaiter
	}
	if starving && old&mutexLocked != 0 {
		next |= mutexStarving
	}
	if awake {
		if next&mutexWoken == 0 {
			throw("sync: inconsistent mutex state")
		}
		next &^= mutexWoken
	}
	return next
}

// takeOver makes the mutex ours after a handoff, and ends starvation if nobody else is left or we waited only briefly.
func (m *Mutex) takeOver(old int32, starving bool) {
	if old&(mutexLocked|mutexWoken) != 0 || old>>mutexWaiterShift == 0 {
		throw("sync: inconsistent mutex state")
	}
	delta := int32(mutexLocked - mutexOneWaiter)
	if !starving || old>>mutexWaiterShift == 1 {
		delta -= mutexStarving
	}
	atomic.AddInt32(&m.state, delta)
}

func (m *Mutex) Unlock() {
	if state := atomic.AddInt32(&m.state, -mutexLocked); state != 0 {
		m.unlockSlow(state)
	}
}

func (m *Mutex) unlockSlow(state int32) {
	if (state+mutexLocked)&mutexLocked == 0 {
		fatal("sync: unlock of unlocked mutex")
	}
	if state&mutexStarving != 0 {
		runtime_Semrelease(&m.sema, true, 2)
		return
	}
	for old := state; ; old = m.state {
		if old>>mutexWaiterShift == 0 || old&(mutexLocked|mutexWoken|mutexStarving) != 0 {
			return
		}
		if atomic.CompareAndSwapInt32(&m.state, old, (old-mutexOneWaiter)|mutexWoken) {
			runtime_Semrelease(&m.sema, false, 2)
			return
		}
	}
}
