// Package fmt formats values. The formatting itself is native; the methods of the values are called here.
package fmt

import (
	"errors"
	"io"
)

// Stringer is implemented by any value that has a String method.
type Stringer interface {
	String() string
}

// GoStringer is implemented by any value that has a GoString method.
type GoStringer interface {
	GoString() string
}

const (
	modePrint = iota
	modePrintln
	modePrintf
)

// Writes to a descriptor, or says which method's text is missing (n < 0).
func printNative(fd, mode int, format string, a []any, texts []string) (n int, ask any, verb rune, method int)
func sprintNative(mode int, format string, a []any, texts []string) (s string, ok bool, ask any, verb rune, method int)

// Operand index of the k-th %w of a format, -1 if there is none.
func wrappedOperand(format string, a []any, texts []string, k int) int
func isNilPointer(v any) bool

func output(fd, mode int, format string, a []any) int {
	var texts []string
	for {
		n, ask, verb, method := printNative(fd, mode, format, a, texts)
		if n >= 0 {
			return n
		}
		texts = append(texts, callMethod(ask, verb, method))
	}
}

func text(mode int, format string, a []any) string {
	var texts []string
	for {
		s, ok, ask, verb, method := sprintNative(mode, format, a, texts)
		if ok {
			return s
		}
		texts = append(texts, callMethod(ask, verb, method))
	}
}

// A text that starts with a zero byte is printed as it is.
func callMethod(v any, verb rune, method int) (s string) {
	name := "String"
	if method == 0 {
		name = "Error"
	} else if method == 2 {
		name = "GoString"
	}
	defer func() {
		if r := recover(); r != nil {
			if isNilPointer(v) {
				s = "\x00<nil>"
				return
			}
			s = "\x00%!" + string(verb) + "(PANIC=" + name + " method: " + Sprint(r) + ")"
		}
	}()
	switch method {
	case 0:
		return v.(error).Error()
	case 1:
		return v.(Stringer).String()
	}
	return v.(GoStringer).GoString()
}

func Print(a ...any) (n int, err error) {
	return output(1, modePrint, "", a), nil
}

func Println(a ...any) (n int, err error) {
	return output(1, modePrintln, "", a), nil
}

func Printf(format string, a ...any) (n int, err error) {
	return output(1, modePrintf, format, a), nil
}

func Sprint(a ...any) string {
	return text(modePrint, "", a)
}

func Sprintln(a ...any) string {
	return text(modePrintln, "", a)
}

func Sprintf(format string, a ...any) string {
	return text(modePrintf, format, a)
}

func Fprint(w io.Writer, a ...any) (n int, err error) {
	return w.Write([]byte(text(modePrint, "", a)))
}

func Fprintln(w io.Writer, a ...any) (n int, err error) {
	return w.Write([]byte(text(modePrintln, "", a)))
}

func Fprintf(w io.Writer, format string, a ...any) (n int, err error) {
	return w.Write([]byte(text(modePrintf, format, a)))
}

func Append(b []byte, a ...any) []byte {
	return append(b, text(modePrint, "", a)...)
}

func Appendf(b []byte, format string, a ...any) []byte {
	return append(b, text(modePrintf, format, a)...)
}

func Appendln(b []byte, a ...any) []byte {
	return append(b, text(modePrintln, "", a)...)
}

type wrapError struct {
	msg string
	err error
}

func (e *wrapError) Error() string {
	return e.msg
}

func (e *wrapError) Unwrap() error {
	return e.err
}

type wrapErrors struct {
	msg  string
	errs []error
}

func (e *wrapErrors) Error() string {
	return e.msg
}

func (e *wrapErrors) Unwrap() []error {
	return e.errs
}

//tricolor:leaks h0 h1
func Errorf(format string, a ...any) error {
	var texts []string
	var s string
	for {
		t, ok, ask, verb, method := sprintNative(modePrintf, format, a, texts)
		if ok {
			s = t
			break
		}
		texts = append(texts, callMethod(ask, verb, method))
	}
	first := wrappedOperand(format, a, texts, 0)
	if first < 0 {
		return errors.New(s)
	}
	if wrappedOperand(format, a, texts, 1) < 0 {
		w := &wrapError{msg: s}
		w.err, _ = a[first].(error)
		return w
	}
	var errs []error
	for k := 0; ; k++ {
		i := wrappedOperand(format, a, texts, k)
		if i < 0 {
			break
		}
		if e, ok := a[i].(error); ok {
			errs = append(errs, e)
		}
	}
	return &wrapErrors{s, errs}
}
