package slices

import (
	"cmp"
	"internal/sorting"
)

func Sort[S ~[]E, E cmp.Ordered](x S) {
	sorting.Quick(sorting.Order{
		Less: func(i, j int) bool { return x[i] < x[j] || (x[i] != x[i] && x[j] == x[j]) },
		Swap: func(i, j int) { x[i], x[j] = x[j], x[i] },
	}, len(x))
}

func SortFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	sorting.Quick(sorting.Order{
		Less: func(i, j int) bool { return cmp(x[i], x[j]) < 0 },
		Swap: func(i, j int) { x[i], x[j] = x[j], x[i] },
	}, len(x))
}

func SortStableFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	sorting.Stable(sorting.Order{
		Less: func(i, j int) bool { return cmp(x[i], x[j]) < 0 },
		Swap: func(i, j int) { x[i], x[j] = x[j], x[i] },
	}, len(x))
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
