// The Error method of the value that a panic carries faults itself, while the panic is being printed.
package main

type wrapper struct{ inner error }

func (w wrapper) Error() string { return "wrapped: " + w.inner.Error() }

func main() {
	println("before")
	panic(wrapper{nil})
}
