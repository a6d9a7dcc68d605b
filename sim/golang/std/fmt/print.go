// Package fmt formats values. The formatting itself is native; the methods of the values are called here.
package fmt

import (
	"errors"
	"io"
	"sync"
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

// Puts the text into buf, whatever its length, and says how long it is; or that method's text is missing (-1), or
// what capacity buf has to grow to first (-1 - capacity).
func formatNative(buf []byte, mode int, format string, a []any, texts []string) (n int, ask any, verb rune, method int)
func write(fd int, p []byte) int

// Operand index of the k-th %w of a format, -1 if there is none.
func wrappedOperand(format string, a []any, k int) int
func isNilPointer(v any) bool

// A printer: its text, and as much beside it as Go's has. Printers are used again.
type pp struct {
	buf         []byte
	arg         any
	value       [2]*byte
	fmt         *[]byte
	flags       [15]int
	wrappedErrs []int
}

var ppFree = sync.Pool{New: func() any { return new(pp) }}

func newPrinter() *pp {
	return ppFree.Get().(*pp)
}

func (p *pp) free() {
	if cap(p.buf) > 64<<10 {
		p.buf = nil
	}
	if cap(p.wrappedErrs) > 8 {
		p.wrappedErrs = nil
	}
	p.buf = p.buf[:0]
	p.wrappedErrs = p.wrappedErrs[:0]
	ppFree.Put(p)
}

func (p *pp) print(mode int, format string, a []any) {
	var room [4]string
	texts := room[:0] // what methods said so far
	for {
		n, ask, verb, method := formatNative(p.buf, mode, format, a, texts)
		if n >= 0 {
			p.buf = p.buf[:n]
			return
		}
		if n == -1 {
			texts = append(texts, callMethod(ask, verb, method))
		} else {
			p.buf = make([]byte, 0, -1-n)
		}
	}
}

func output(mode int, format string, a []any) int {
	p := newPrinter()
	p.print(mode, format, a)
	n := len(p.buf)
	if n > 0 {
		write(1, p.buf)
	}
	p.free()
	return n
}

func outputTo(w io.Writer, mode int, format string, a []any) (n int, err error) {
	p := newPrinter()
	p.print(mode, format, a)
	n, err = w.Write(p.buf)
	p.free()
	return
}

func text(mode int, format string, a []any) string {
	p := newPrinter()
	p.print(mode, format, a)
	s := string(p.buf)
	p.free()
	return s
}

func appended(b []byte, mode int, format string, a []any) []byte {
	p := newPrinter()
	p.print(mode, format, a)
	b = append(b, p.buf...)
	p.free()
	return b
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
	return output(modePrint, "", a), nil
}

func Println(a ...any) (n int, err error) {
	return output(modePrintln, "", a), nil
}

func Printf(format string, a ...any) (n int, err error) {
	return output(modePrintf, format, a), nil
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
	return outputTo(w, modePrint, "", a)
}

func Fprintln(w io.Writer, a ...any) (n int, err error) {
	return outputTo(w, modePrintln, "", a)
}

func Fprintf(w io.Writer, format string, a ...any) (n int, err error) {
	return outputTo(w, modePrintf, format, a)
}

func Append(b []byte, a ...any) []byte {
	return appended(b, modePrint, "", a)
}

func Appendf(b []byte, format string, a ...any) []byte {
	return appended(b, modePrintf, format, a)
}

func Appendln(b []byte, a ...any) []byte {
	return appended(b, modePrintln, "", a)
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

func hasVerb(format string) bool {
	for i := range len(format) {
		if format[i] == '%' {
			return true
		}
	}
	return false
}

//tricolor:leaks h0 h1
func Errorf(format string, a ...any) error {
	if len(a) == 0 && !hasVerb(format) {
		return errors.New(format)
	}
	p := newPrinter()
	p.print(modePrintf, format, a)
	s := string(p.buf)
	for i := wrappedOperand(format, a, 0); i >= 0; {
		p.wrappedErrs = append(p.wrappedErrs, i)
		i = wrappedOperand(format, a, len(p.wrappedErrs))
	}
	err := wrap(s, a, p.wrappedErrs)
	p.free()
	return err
}

func wrap(s string, a []any, operands []int) error {
	if len(operands) == 0 {
		return errors.New(s)
	}
	if len(operands) == 1 {
		w := &wrapError{msg: s}
		w.err, _ = a[operands[0]].(error)
		return w
	}
	for i := range operands {
		for j := i; j > 0 && operands[j] < operands[j-1]; j-- {
			operands[j], operands[j-1] = operands[j-1], operands[j]
		}
	}
	var errs []error
	for i, operand := range operands {
		if i > 0 && operands[i-1] == operand {
			continue
		}
		if e, ok := a[operand].(error); ok {
			errs = append(errs, e)
		}
	}
	return &wrapErrors{s, errs}
}
