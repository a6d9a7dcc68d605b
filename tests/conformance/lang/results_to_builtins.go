// A call with several results can be all the arguments of another call, also of a built-in function.
package main

import "fmt"

func bytes() ([]byte, []byte)             { return make([]byte, 2), []byte("xyz") }
func text() ([]byte, string)              { return make([]byte, 5), "abc" }
func numbers() ([]int, int, int)          { return []int{1}, 2, 3 }
func parts() (float64, float64)           { return 1.5, -2 }
func small() (float32, float32)           { return 3, 4 }
func three() (int, int, int)              { return 5, 9, 7 }
func words() (string, string)             { return "b", "a" }
func element() (map[any]int, string)      { return m, "gone" }
func boxes() ([]any, int, string, []byte) { return nil, 1, "two", nil }

var m = map[any]int{"gone": 1, "here": 2}

const (
	first = iota
	inner = len([...]int{}) + iota*10
	again
)

func main() {
	n := copy(bytes())
	fmt.Println(n, copy(text()), append(numbers()), complex(parts()), complex(small()))
	fmt.Println(max(three()), min(three()), max(words()), min(parts()), append(boxes()))
	delete(element())
	fmt.Println(m, first, inner, again)
	print(three())
	print("\n")
	println(words())
	var x any
	defer func() { fmt.Println(recover()) }()
	switch x {
	case x.(*int):
		fmt.Println("nil?")
	}
}
