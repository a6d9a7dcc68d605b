// A panic prints a float32 with the digits that a float32 needs, and so for a named one.
package main

type Celsius float32

func main() {
	defer func() {
		panic(float32(0.1))
	}()
	panic(Celsius(36.6))
}
