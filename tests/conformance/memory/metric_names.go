// All metrics there are, with what kind of value they have and whether they only ever grow; for those of the settings of
// GODEBUG the lengths of name and description.
package main

import "runtime/metrics"

func main() {
	n := 0
	for _, d := range metrics.All() {
		if len(d.Name) > 9 && d.Name[:9] == "/godebug/" {
			n++
			println(len(d.Name), len(d.Description), d.Kind, d.Cumulative)
			continue
		}
		println(d.Name, d.Kind, d.Cumulative)
	}
	println(n)
}
