// Strings: strings.Builder, concatenation, byte slices, conversion, splitting and joining.
package main

import (
	"strconv"
	"strings"
)

func main() {
	total := 0
	for range 100 {
		var b strings.Builder
		for i := range 5000 {
			b.WriteString("item ")
			b.WriteString(strconv.Itoa(i))
			b.WriteByte(',')
		}
		fields := strings.Split(b.String(), ",")
		total += len(strings.Join(fields, "; "))
	}
	s := ""
	for i := range 4000 {
		s += string(rune('a' + i%26))
	}
	total += len(s)
	vowels := 0
	for range 500 {
		for _, r := range s {
			switch r {
			case 'a', 'e', 'i', 'o', 'u':
				vowels++
			}
		}
	}
	var bytes []byte
	for i := range 3_000_000 {
		bytes = append(bytes, byte('0'+i%10))
	}
	total += strings.Count(string(bytes), "123")
	println("total", total, "vowels", vowels)
}
