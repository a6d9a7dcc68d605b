// Queens and a sieve: integers, slices, calls and branches only.
package main

func byMasks(all, columns, left, right int) int {
	if columns == all {
		return 1
	}
	ways := 0
	for free := all &^ (columns | left | right); free != 0; free &= free - 1 {
		place := free & -free
		ways += byMasks(all, columns|place, (left|place)<<1, (right|place)>>1)
	}
	return ways
}

func safe(rows []int, column, row int) bool {
	for c := 0; c < column; c++ {
		d := rows[c] - row
		if d == 0 || d == column-c || d == c-column {
			return false
		}
	}
	return true
}

func byRows(rows []int, column int) int {
	if column == len(rows) {
		return 1
	}
	ways := 0
	for row := range rows {
		if safe(rows, column, row) {
			rows[column] = row
			ways += byRows(rows, column+1)
		}
	}
	return ways
}

func main() {
	println("10 queens, masks:", byMasks(1<<10-1, 0, 0, 0))
	println("13 queens, masks:", byMasks(1<<13-1, 0, 0, 0))
	println("9 queens, rows:", byRows(make([]int, 9), 0))
	println("10 queens, rows:", byRows(make([]int, 10), 0))
	composites := 0
	sieve := make([]bool, 10_000_000)
	for i := 2; i < len(sieve); i++ {
		if sieve[i] {
			composites++
			continue
		}
		for k := i * i; k < len(sieve); k += i {
			sieve[k] = true
		}
	}
	println("composites below 10000000:", composites)
}
