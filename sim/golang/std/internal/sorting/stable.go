package sorting

const stableBlock = 20

// Stable sorts blocks by insertion, then merges neighbours in place, by rotations. It needs no memory.
func Stable(o Order, n int) {
	for lo := 0; lo < n; lo += stableBlock {
		insertion(o, lo, min(lo+stableBlock, n))
	}
	for size := stableBlock; size < n; size *= 2 {
		for lo := 0; lo+size < n; lo += 2 * size {
			merge(o, lo, lo+size, min(lo+2*size, n))
		}
	}
}

// first returns the first place from lo up to hi that is not before, as far as before says; before must be true for
// a first part and false for the rest.
func first(lo, hi int, before func(i int) bool) int {
	for lo < hi {
		if h := int(uint(lo+hi) >> 1); before(h) {
			lo = h + 1
		} else {
			hi = h
		}
	}
	return lo
}

// merge joins the sorted ranges before and after mid (SymMerge by Kim and Kutzner).
func merge(o Order, lo, mid, hi int) {
	if mid-lo == 1 {
		end := first(mid, hi, func(i int) bool { return o.Less(i, lo) })
		for i := lo; i < end-1; i++ {
			o.Swap(i, i+1)
		}
		return
	}
	if hi-mid == 1 {
		start := first(lo, mid, func(i int) bool { return !o.Less(mid, i) })
		for i := mid; i > start; i-- {
			o.Swap(i, i-1)
		}
		return
	}
	half := int(uint(lo+hi) >> 1)
	from, to := lo, mid
	if mid > half {
		from, to = half+mid-hi, half
	}
	mirror := half + mid - 1
	start := first(from, to, func(i int) bool { return !o.Less(mirror-i, i) })
	end := half + mid - start
	if start < mid && mid < end {
		rotate(o, start, mid, end)
	}
	if lo < start && start < half {
		merge(o, lo, start, half)
	}
	if half < end && end < hi {
		merge(o, half, end, hi)
	}
}

// rotate exchanges the ranges before and after mid by exchanging blocks of the shorter one's length.
func rotate(o Order, lo, mid, hi int) {
	left, right := mid-lo, hi-mid
	for left != right {
		if left > right {
			exchange(o, mid-left, mid, right)
			left -= right
		} else {
			exchange(o, mid-left, mid+right-left, left)
			right -= left
		}
	}
	exchange(o, mid-left, mid, left)
}

func exchange(o Order, a, b, n int) {
	for i := range n {
		o.Swap(a+i, b+i)
	}
}
