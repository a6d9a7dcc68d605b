package sync

import (
	"runtime"
	"sync/atomic"
	"unsafe"
)

// A Pool keeps what is not in use for the next who needs it. Each P has a part of its own: one private object and a
// chain of further ones, of which others may steal. At the start of a collection the parts become the victims of the
// cycle, and the victims before them are dropped.
type Pool struct {
	noCopy noCopy

	local      unsafe.Pointer // of an array of localSize parts
	localSize  uintptr
	victim     unsafe.Pointer // what was local before the last collection
	victimSize uintptr

	New func() any
}

type poolLocal struct {
	private any
	shared  poolChain
	_       [128 - unsafe.Sizeof(poolLocalSize{})%128]byte // a part has its cache lines to itself
}

type poolLocalSize struct {
	private any
	shared  poolChain
}

// The runtime empties both lists and all pools in them when a collection starts (clearpools): Pool's first fields are
// known there.
var (
	poolsMu  Mutex
	allPools []*Pool // those with local parts
	oldPools []*Pool // those with victims
)

// While a goroutine is pinned it stays on its P, and no collection starts.
func runtime_procPin() int
func runtime_procUnpin()

func partOf(parts unsafe.Pointer, i int) *poolLocal {
	return (*poolLocal)(unsafe.Add(parts, uintptr(i)*unsafe.Sizeof(poolLocal{})))
}

func (p *Pool) Put(x any) {
	if x == nil {
		return
	}
	l, _ := p.pin()
	if l.private == nil {
		l.private = x
	} else {
		l.shared.pushHead(x)
	}
	runtime_procUnpin()
}

func (p *Pool) Get() any {
	l, pid := p.pin()
	x := l.private
	l.private = nil
	if x == nil {
		x = l.shared.popHead()
	}
	if x == nil {
		x = p.steal(pid)
	}
	runtime_procUnpin()
	if x == nil && p.New != nil {
		x = p.New()
	}
	return x
}

// steal looks at the other Ps' parts, then at the victims, this P's first.
func (p *Pool) steal(pid int) any {
	n := int(atomic.LoadUintptr(&p.localSize))
	for i := range n {
		if x := partOf(p.local, (pid+i+1)%n).shared.popTail(); x != nil {
			return x
		}
	}
	n = int(atomic.LoadUintptr(&p.victimSize))
	if pid >= n {
		return nil
	}
	own := partOf(p.victim, pid)
	if x := own.private; x != nil {
		own.private = nil
		return x
	}
	for i := range n {
		if x := partOf(p.victim, (pid+i)%n).shared.popTail(); x != nil {
			return x
		}
	}
	atomic.StoreUintptr(&p.victimSize, 0) // nothing left: the next need not look
	return nil
}

// pin returns this P's part, and the P's number.
func (p *Pool) pin() (*poolLocal, int) {
	if p == nil {
		panic("nil Pool")
	}
	pid := runtime_procPin()
	if uintptr(pid) < atomic.LoadUintptr(&p.localSize) {
		return partOf(p.local, pid), pid
	}
	return p.pinSlow()
}

// pinSlow makes the parts, one for each P.
func (p *Pool) pinSlow() (*poolLocal, int) {
	runtime_procUnpin()
	poolsMu.Lock()
	defer poolsMu.Unlock()
	pid := runtime_procPin()
	if uintptr(pid) < p.localSize {
		return partOf(p.local, pid), pid
	}
	if p.local == nil {
		allPools = append(allPools, p)
	}
	parts := make([]poolLocal, runtime.GOMAXPROCS(0))
	atomic.StorePointer(&p.local, unsafe.Pointer(&parts[0]))
	atomic.StoreUintptr(&p.localSize, uintptr(len(parts)))
	return &parts[pid], pid
}
