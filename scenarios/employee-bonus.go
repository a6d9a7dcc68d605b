package main

import "fmt"

// Who earns what: one Employee escapes to the heap, the rest stays on the stack.

const basePercent = 10

type Employee struct {
	name   string
	salary int
	sales  int
	bonus  int
}

func bonusPercent(salary int) int {
	return salary * basePercent / 100
}

func findBonus(salary, sales int) int {
	percent := bonusPercent(salary)
	bonus := percent * sales
	return bonus
}

// hire returns a pointer to its local: e outlives the call, so it moves to the heap.
func hire(name string, salary, sales int) *Employee {
	e := Employee{name: name, salary: salary, sales: sales}
	return &e
}

// review only looks through its pointer: what it is given may stay on a stack.
func review(e *Employee) {
	e.bonus = findBonus(e.salary, e.sales)
}

func main() {
	john := hire("John", 5000, 5)
	review(john)

	temp := Employee{name: "Tess", salary: 3000, sales: 2}
	review(&temp)

	println(john.bonus, temp.bonus)
	fmt.Println(john.name, "gets", john.bonus)
}
