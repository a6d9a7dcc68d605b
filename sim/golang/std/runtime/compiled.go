// What compiled code calls by itself.
package runtime

// The states of a range loop over a function, as the compiler numbers them.
const (
	rangeDone         = 0
	rangeReady        = 1
	rangePanic        = 2
	rangeExhausted    = 3
	rangeMissingPanic = 4
)

func panicrangestate(state int) {
	switch state {
	case rangeDone:
		panic(errorString("range function continued iteration after function for loop body returned false"))
	case rangePanic:
		panic(errorString("range function continued iteration after loop body panic"))
	case rangeExhausted:
		panic(errorString("range function continued iteration after whole loop exit"))
	case rangeMissingPanic:
		panic(errorString("range function recovered a loop body panic and did not resume panicking"))
	}
	throw("unexpected state passed to panicrangestate")
}

// The method of a value is called through a nil pointer.
func panicwrap(what string) {
	panic(plainError("value method " + what + " pointer"))
}
