// Switches with many cases, which compilers search instead of trying one after the other.
package main

import "fmt"

func digitName(c byte) string {
	switch c {
	case '9':
		return "nine"
	case '0':
		return "zero"
	case '5':
		fallthrough
	case '6':
		return "five or six"
	default:
		return "no digit of these"
	case '1', '3', '7':
		return "odd"
	case '2', '4', '8':
		return "even"
	}
}

func signed(x int32) int {
	switch x {
	case -2147483648:
		return 1
	case 2147483647:
		return 2
	case -1:
		return 3
	case 0:
		return 4
	case 1:
		return 5
	case 1000:
		return 6
	case -1000:
		return 7
	}
	return 0
}

func unsigned(x uint64) int {
	switch x {
	case 0:
		return 1
	case 1:
		return 2
	case 7:
		return 3
	case 100:
		return 4
	case 2147483647:
		return 5
	}
	return 0
}

func wide(x uint64) int {
	switch x {
	case 0:
		return 1
	case 1 << 63:
		return 2
	case 1<<64 - 1:
		return 3
	case 1 << 31:
		return 4
	case 1 << 32:
		return 5
	case 5:
		return 6
	}
	return 0
}

func mixed(x, y int) string {
	switch x {
	case 1, 2, 3:
		return "small"
	case y:
		return "y"
	case 4, 5, 6:
		return "medium"
	}
	return "other"
}

func main() {
	for _, c := range []byte("0123456789x") {
		fmt.Println(string(c), digitName(c))
	}
	for _, x := range []int32{-2147483648, 2147483647, -1, 0, 1, 1000, -1000, 2, -2, 999, 1001, -2147483647} {
		fmt.Print(signed(x), " ")
	}
	fmt.Println()
	for _, x := range []uint64{0, 1, 7, 100, 2147483647, 1 << 63, 1<<64 - 1, 2, 1<<63 + 7, 1<<32 + 7} {
		fmt.Print(unsigned(x), " ")
	}
	fmt.Println()
	for _, x := range []uint64{0, 1 << 63, 1<<64 - 1, 1 << 31, 1 << 32, 5, 6, 1<<31 + 1} {
		fmt.Print(wide(x), " ")
	}
	fmt.Println()
	for x := range 9 {
		fmt.Print(mixed(x, 5), " ", mixed(x, 8), "; ")
	}
	fmt.Println()
}
