package slices

import "cmp"

// Longer slices are sorted by merging: where real Go leaves equal elements in any order, they keep theirs here.

func Sort[S ~[]E, E cmp.Ordered](x S) {
	SortFunc(x, cmp.Compare[E])
}

func SortFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	if len(x) <= 12 {
		insertionSort(x, cmp)
		return
	}
	SortStableFunc(x, cmp)
}

func insertionSort[S ~[]E, E any](x S, cmp func(a, b E) int) {
	for i := 1; i < len(x); i++ {
		for j := i; j > 0 && cmp(x[j], x[j-1]) < 0; j-- {
			x[j], x[j-1] = x[j-1], x[j]
		}
	}
}

// SortStableFunc merges in place by rotations, as a stable sort without memory does.
func SortStableFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	n := len(x)
	block := 20
	for a := 0; a < n; a += block {
		insertionSort(x[a:min(a+block, n)], cmp)
	}
	for ; block < n; block *= 2 {
		for a := 0; a+block < n; a += 2 * block {
			symMerge(x, a, a+block, min(a+2*block, n), cmp)
		}
	}
}

func symMerge[S ~[]E, E any](x S, a, m, b int, cmp func(a, b E) int) {
	if m-a == 1 {
		i, j := m, b
		for i < j {
			h := int(uint(i+j) >> 1)
			if cmp(x[h], x[a]) < 0 {
				i = h + 1
			} else {
				j = h
			}
		}
		for k := a; k < i-1; k++ {
			x[k], x[k+1] = x[k+1], x[k]
		}
		return
	}
	if b-m == 1 {
		i, j := a, m
		for i < j {
			h := int(uint(i+j) >> 1)
			if cmp(x[m], x[h]) >= 0 {
				i = h + 1
			} else {
				j = h
			}
		}
		for k := m; k > i; k-- {
			x[k], x[k-1] = x[k-1], x[k]
		}
		return
	}
	mid := int(uint(a+b) >> 1)
	n := mid + m
	var start, r int
	if m > mid {
		start = n - b
		r = mid
	} else {
		start = a
		r = m
	}
	p := n - 1
	for start < r {
		c := int(uint(start+r) >> 1)
		if cmp(x[p-c], x[c]) >= 0 {
			start = c + 1
		} else {
			r = c
		}
	}
	end := n - start
	if start < m && m < end {
		rotate(x, start, m, end)
	}
	if a < start && start < mid {
		symMerge(x, a, start, mid, cmp)
	}
	if mid < end && end < b {
		symMerge(x, mid, end, b, cmp)
	}
}

func rotate[S ~[]E, E any](x S, a, m, b int) {
	Reverse(x[a:m])
	Reverse(x[m:b])
	Reverse(x[a:b])
}

func IsSorted[S ~[]E, E cmp.Ordered](x S) bool {
	for i := len(x) - 1; i > 0; i-- {
		if cmp.Less(x[i], x[i-1]) {
			return false
		}
	}
	return true
}

func IsSortedFunc[S ~[]E, E any](x S, cmp func(a, b E) int) bool {
	for i := len(x) - 1; i > 0; i-- {
		if cmp(x[i], x[i-1]) < 0 {
			return false
		}
	}
	return true
}
