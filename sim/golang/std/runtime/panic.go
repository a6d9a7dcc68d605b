// Panics, as Go code over a few natives. The interpreter enters sigpanic at a faulting instruction and gopanic
// at a PANIC instruction, each without arguments, as if the instruction had called it.
package runtime

// An Error identifies a run-time error.
type Error interface {
	error
	RuntimeError()
}

type stringer interface {
	String() string
}

type errorString string

func (e errorString) RuntimeError() {}

func (e errorString) Error() string {
	return "runtime error: " + string(e)
}

type errorAddressString struct {
	msg  string
	addr uintptr
}

func (e errorAddressString) RuntimeError() {}

func (e errorAddressString) Error() string {
	return "runtime error: " + e.msg
}

func (e errorAddressString) Addr() uintptr {
	return e.addr
}

type plainError string

func (e plainError) RuntimeError() {}

func (e plainError) Error() string {
	return string(e)
}

type boundsError struct {
	x      int64
	y      int
	signed bool
	code   uint8
}

func (e boundsError) RuntimeError() {}

func (e boundsError) Error() string {
	return "runtime error: " + boundsErrorText(e.x, e.y, e.signed, e.code)
}

// A TypeAssertionError explains a failed type assertion.
type TypeAssertionError struct {
	_interface    uintptr
	concrete      uintptr
	asserted      uintptr
	missingMethod string
}

func (*TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	return typeAssertionErrorText(e._interface, e.concrete, e.asserted)
}

// A PanicNilError happens when code calls panic(nil).
type PanicNilError struct {
	_ [0]func()
}

func (*PanicNilError) Error() string {
	return "panic called with nil argument"
}

func (*PanicNilError) RuntimeError() {}

var memoryError error = errorString("invalid memory address or nil pointer dereference")
var divideError error = errorString("integer divide by zero")
var shiftError error = errorString("negative shift amount")

func boundsErrorText(x int64, y int, signed bool, code uint8) string
func typeAssertionErrorText(inter, concrete, asserted uintptr) string

// The pending fault: its class (as FaultValue in sim/runtime/panic.h), values and text.
func faultClass() int
func faultCode() uint8
func faultWord(i int) uintptr
func faultText() string
func faultFatal()

func panicBounds() {
	panic(boundsError{int64(faultWord(0)), int(faultWord(1)), faultWord(2) == 0, faultCode()})
}

// The error of a fault of which everything is known beforehand, nil for others.
func fixedError(code uint8) error {
	switch code {
	case 11:
		return divideError
	case 12:
		return shiftError
	case 13:
		return errorString("integer overflow")
	case 14:
		return plainError("assignment to entry in nil map")
	case 15:
		return errorString("makeslice: len out of range")
	case 16:
		return errorString("makeslice: cap out of range")
	case 17:
		return errorString("growslice: len out of range")
	case 18:
		return plainError("makechan: size out of range")
	case 19:
		return plainError("close of nil channel")
	case 20:
		return plainError("close of closed channel")
	case 21:
		return plainError("send on closed channel")
	}
	return nil
}

func panicText() {
	if faultClass() == 1 {
		panic(errorString(faultText()))
	}
	panic(plainError(faultText()))
}

func panicdottype() {
	panic(&TypeAssertionError{faultWord(0), faultWord(1), faultWord(2), ""})
}

func panicError(e error) {
	panic(e)
}

func sigpanic() {
	if e := fixedError(faultCode()); e != nil {
		panicError(e)
	}
	switch faultClass() {
	case 0:
		panicBounds()
	case 1, 2:
		panicText()
	case 3:
		panicdottype()
	case 4:
		panicError(memoryError)
	}
	faultFatal()
}

// The goroutine's panics, 0 the oldest. startPanic notes the frame that runs the deferred calls of the newest.
func startPanic() (isNil bool)
func startGoexit()
func setPanicArg(i int, v any)
func panicArg(i int) any
func panicCount() int
func markRepanicked(i int) bool

// The next deferred call of the goroutine, nil if there is none. After it, deferDone returns, or does not:
// then the panic was recovered and the function that deferred it goes on returning.
func nextDefer() func()
func deferDone()
func fatalpanic()
func throw(s string)
func goexit0()

func gopanic() {
	if startPanic() {
		setPanicArg(panicCount()-1, new(PanicNilError))
	}
	for {
		fn := nextDefer()
		if fn == nil {
			break
		}
		fn()
		deferDone()
	}
	preprintpanics()
	fatalpanic()
}

func preprintpanics() {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case string:
			throw("panic while printing panic value: " + r)
		default:
			throw("panic while printing panic value: type " + typeString(r))
		}
	}()
	for i := panicCount() - 1; i >= 0; i-- {
		if markRepanicked(i) {
			continue
		}
		switch v := panicArg(i).(type) {
		case error:
			setPanicArg(i, v.Error())
		case stringer:
			setPanicArg(i, v.String())
		}
	}
}

func typeString(v any) string

// Goexit terminates the goroutine that calls it, after its deferred calls.
func Goexit() {
	startGoexit()
	for {
		fn := nextDefer()
		if fn == nil {
			break
		}
		fn()
		deferDone()
	}
	goexit0()
}
