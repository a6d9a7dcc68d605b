package sync

import (
	"sync/atomic"
	"unsafe"
)

// poolRing is a ring of fixed size. Its owner adds and takes at the head; anybody takes at the tail.
type poolRing struct {
	ends  atomic.Uint64 // head<<32 | tail: the slots from tail up to head hold something
	slots []poolSlot
}

// poolSlot is an any. Who takes from the tail gives the slot back by clearing the type, last.
type poolSlot struct {
	typ, val unsafe.Pointer
}

const maxRing = 1 << 30

func (r *poolRing) slot(i uint32) *poolSlot {
	return &r.slots[i&uint32(len(r.slots)-1)]
}

func (r *poolRing) pushHead(x any) bool {
	ends := r.ends.Load()
	head, tail := uint32(ends>>32), uint32(ends)
	s := r.slot(head)
	if head == tail+uint32(len(r.slots)) || atomic.LoadPointer(&s.typ) != nil {
		return false
	}
	*(*any)(unsafe.Pointer(s)) = x
	r.ends.Add(1 << 32)
	return true
}

func (r *poolRing) popHead() any {
	for {
		ends := r.ends.Load()
		head, tail := uint32(ends>>32), uint32(ends)
		if head == tail {
			return nil
		}
		head--
		if r.ends.CompareAndSwap(ends, uint64(head)<<32|uint64(tail)) {
			s := r.slot(head)
			x := *(*any)(unsafe.Pointer(s))
			*s = poolSlot{}
			return x
		}
	}
}

func (r *poolRing) popTail() any {
	for {
		ends := r.ends.Load()
		head, tail := uint32(ends>>32), uint32(ends)
		if head == tail {
			return nil
		}
		if r.ends.CompareAndSwap(ends, uint64(head)<<32|uint64(tail+1)) {
			s := r.slot(tail)
			x := *(*any)(unsafe.Pointer(s))
			s.val = nil
			atomic.StorePointer(&s.typ, nil)
			return x
		}
	}
}

// poolChain is a list of rings, each twice as large as the one before. Only its owner touches head.
type poolChain struct {
	head *poolChainElt
	tail atomic.Pointer[poolChainElt]
}

type poolChainElt struct {
	poolRing
	next, prev atomic.Pointer[poolChainElt] // towards the head; towards the tail
}

func (c *poolChain) pushHead(x any) {
	size := 8
	if c.head != nil {
		if c.head.pushHead(x) {
			return
		}
		size = min(2*len(c.head.slots), maxRing)
	}
	e := new(poolChainElt)
	e.slots = make([]poolSlot, size)
	e.prev.Store(c.head)
	if c.head == nil {
		c.tail.Store(e)
	} else {
		c.head.next.Store(e)
	}
	c.head = e
	e.pushHead(x)
}

func (c *poolChain) popHead() any {
	for e := c.head; e != nil; e = e.prev.Load() {
		if x := e.popHead(); x != nil {
			return x
		}
	}
	return nil
}

func (c *poolChain) popTail() any {
	e := c.tail.Load()
	for e != nil {
		next := e.next.Load() // before the ring is seen empty: with a next one, nothing is added any more
		if x := e.popTail(); x != nil {
			return x
		}
		if next == nil {
			return nil
		}
		if c.tail.CompareAndSwap(e, next) {
			next.prev.Store(nil)
		}
		e = next
	}
	return nil
}
