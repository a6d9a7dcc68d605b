// Package sorting orders a sequence of which nothing is known but how to compare and to exchange two of its places.
// Packages sort and slices share it. Quick compares and exchanges the same places in the same order as the real ones:
// programs can see where equal elements end up, and how often they were asked.
package sorting

import "math/bits"

type Order struct {
	Less func(i, j int) bool
	Swap func(i, j int)
}

const (
	insertionMax = 12 // as long as this: sorted by insertion
	ninthsMin    = 50 // as long as this: the pivot is a median of three medians
	repairsMax   = 5  // out-of-order pairs that are repaired before a range does not count as nearly sorted
)

// Quick is a pattern-defeating quicksort: not stable, at most n*log(n) comparisons.
func Quick(o Order, n int) {
	quick(o, 0, n, bits.Len(uint(n)))
}

// quick sorts the places from lo up to hi; bad partitions are the unbalanced ones it may still afford.
func quick(o Order, lo, hi, bad int) {
	balanced, untouched := true, true
	for hi-lo > insertionMax {
		if bad == 0 {
			heapSort(o, lo, hi)
			return
		}
		if !balanced {
			scatter(o, lo, hi)
			bad--
		}
		pivot, swaps := choosePivot(o, lo, hi)
		rising := swaps == 0
		if swaps == swapsMax { // it looks like falling: turn it round
			reverse(o, lo, hi)
			pivot = lo + hi - 1 - pivot
			rising = true
		}
		if balanced && untouched && rising && repair(o, lo, hi) {
			return
		}
		// The place before lo was the pivot of an earlier round: nothing here is less. If the new one is equal to it,
		// so are all others that are not greater.
		if lo > 0 && !o.Less(lo-1, pivot) {
			lo = splitEqual(o, lo, hi, pivot)
			continue
		}
		var mid int
		mid, untouched = split(o, lo, hi, pivot)
		left, right := mid-lo, hi-mid
		balanced = min(left, right) >= (hi-lo)/8
		if left < right {
			quick(o, lo, mid, bad)
			lo = mid + 1
		} else {
			quick(o, mid+1, hi, bad)
			hi = mid
		}
	}
	insertion(o, lo, hi)
}

func insertion(o Order, lo, hi int) {
	for i := lo + 1; i < hi; i++ {
		for j := i; j > lo && o.Less(j, j-1); j-- {
			o.Swap(j, j-1)
		}
	}
}

// between moves i up over what is on the left side and j down over what is on the right side of the pivot at lo.
func between(o Order, lo, i, j int) (int, int) {
	for i <= j && o.Less(i, lo) {
		i++
	}
	for i <= j && !o.Less(j, lo) {
		j--
	}
	return i, j
}

// split brings what is less than the pivot before it and the rest behind it. It returns the pivot's place, and
// whether nothing had to move.
func split(o Order, lo, hi, pivot int) (mid int, untouched bool) {
	o.Swap(lo, pivot)
	i, j := between(o, lo, lo+1, hi-1)
	untouched = i > j
	for i <= j {
		o.Swap(i, j)
		i, j = between(o, lo, i+1, j-1)
	}
	o.Swap(j, lo)
	return j, untouched
}

// splitEqual brings what is not greater than the pivot before the rest and returns where the rest starts.
func splitEqual(o Order, lo, hi, pivot int) int {
	o.Swap(lo, pivot)
	for i, j := lo+1, hi-1; ; i, j = i+1, j-1 {
		for i <= j && !o.Less(lo, i) {
			i++
		}
		for i <= j && o.Less(lo, j) {
			j--
		}
		if i > j {
			return i
		}
		o.Swap(i, j)
	}
}

// repair sorts a range in which only a few neighbours are in the wrong order; false: there are too many.
func repair(o Order, lo, hi int) bool {
	i := lo + 1
	for range repairsMax {
		for i < hi && !o.Less(i, i-1) {
			i++
		}
		if i == hi {
			return true
		}
		if hi-lo < ninthsMin {
			return false
		}
		o.Swap(i, i-1)
		if i-lo >= 2 {
			for j := i - 1; j >= 1 && o.Less(j, j-1); j-- {
				o.Swap(j, j-1)
			}
		}
		if hi-i >= 2 {
			for j := i + 1; j < hi && o.Less(j, j-1); j++ {
				o.Swap(j, j-1)
			}
		}
	}
	return false
}

// scatter exchanges the three places in the middle with places that depend on the length only.
func scatter(o Order, lo, hi int) {
	n := hi - lo
	if n < 8 {
		return
	}
	x := uint64(n)
	mask := uint64(1)<<bits.Len(uint(n)) - 1
	middle := lo + n/4*2
	for at := middle - 1; at <= middle+1; at++ {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		other := int(x & mask)
		if other >= n {
			other -= n
		}
		o.Swap(at, lo+other)
	}
}

// choosePivot looks at places at the quarters: 0 swaps to order them means rising, swapsMax falling.
const swapsMax = 12

func choosePivot(o Order, lo, hi int) (pivot, swaps int) {
	n := hi - lo
	i, j, k := lo+n/4, lo+n/4*2, lo+n/4*3
	if n >= ninthsMin {
		i = median(o, i-1, i, i+1, &swaps)
		j = median(o, j-1, j, j+1, &swaps)
		k = median(o, k-1, k, k+1, &swaps)
	}
	if n >= 8 {
		j = median(o, i, j, k, &swaps)
	}
	return j, swaps
}

func median(o Order, a, b, c int, swaps *int) int {
	if o.Less(b, a) {
		a, b = b, a
		*swaps++
	}
	if o.Less(c, b) {
		b, c = c, b
		*swaps++
	}
	if o.Less(b, a) {
		b = a
		*swaps++
	}
	return b
}

// sift lets the one at place root of the heap sink; the heap's n places start at lo.
func sift(o Order, lo, root, n int) {
	for child := 2*root + 1; child < n; child = 2*root + 1 {
		if child+1 < n && o.Less(lo+child, lo+child+1) {
			child++
		}
		if !o.Less(lo+root, lo+child) {
			return
		}
		o.Swap(lo+root, lo+child)
		root = child
	}
}

func heapSort(o Order, lo, hi int) {
	n := hi - lo
	for i := (n - 1) / 2; i >= 0; i-- {
		sift(o, lo, i, n)
	}
	for i := n - 1; i >= 0; i-- {
		o.Swap(lo, lo+i)
		sift(o, lo, 0, i)
	}
}

func reverse(o Order, lo, hi int) {
	for i, j := lo, hi-1; i < j; i, j = i+1, j-1 {
		o.Swap(i, j)
	}
}
