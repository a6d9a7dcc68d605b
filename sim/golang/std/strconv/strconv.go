// Package strconv converts between values and text. Parsing and formatting of numbers is native.
package strconv

import "errors"

const IntSize = 64

var ErrRange = errors.New("value out of range")
var ErrSyntax = errors.New("invalid syntax")

// A NumError records a failed conversion.
type NumError struct {
	Func string
	Num  string
	Err  error
}

func (e *NumError) Error() string {
	return "strconv." + e.Func + ": " + "parsing " + Quote(e.Num) + ": " + e.Err.Error()
}

func (e *NumError) Unwrap() error {
	return e.Err
}

// Status: 0 fine, 1 syntax, 2 range, 3 bad base, 4 bad bit size.
func parseUint(s string, base, bitSize int) (v uint64, status int)
func parseInt(s string, base, bitSize int) (v int64, status int)
func parseFloat(s string, bitSize int) (v float64, status int)
func unquote(s string) (text string, ok bool)

// Numbers below 100 are parts of one text and cost nothing.
func FormatInt(i int64, base int) string {
	if i >= 0 && i < 100 && base == 10 {
		return small(int(i))
	}
	return formatInt(i, base)
}

func FormatUint(i uint64, base int) string {
	if i < 100 && base == 10 {
		return small(int(i))
	}
	return formatUint(i, base)
}

const smalls = "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849" +
	"5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"

func small(i int) string {
	if i < 10 {
		return smalls[2*i+1 : 2*i+2]
	}
	return smalls[2*i : 2*i+2]
}

func formatInt(i int64, base int) string
func formatUint(i uint64, base int) string
func FormatFloat(f float64, fmt byte, prec, bitSize int) string
func FormatComplex(c complex128, fmt byte, prec, bitSize int) string {
	return "(" + FormatFloat(real(c), fmt, prec, bitSize/2) + signed(FormatFloat(imag(c), fmt, prec, bitSize/2)) + "i)"
}
func Quote(s string) string
func QuoteToASCII(s string) string
func QuoteRune(r rune) string
func QuoteRuneToASCII(r rune) string
func CanBackquote(s string) bool
func IsPrint(r rune) bool

func signed(s string) string {
	if s[0] != '+' && s[0] != '-' {
		return "+" + s
	}
	return s
}

func numError(fn, s string, status, base, bitSize int) error {
	switch status {
	case 0:
		return nil
	case 1:
		return &NumError{fn, cloneString(s), ErrSyntax}
	case 2:
		return &NumError{fn, cloneString(s), ErrRange}
	case 3:
		return &NumError{fn, cloneString(s), errors.New("invalid base " + Itoa(base))}
	}
	return &NumError{fn, cloneString(s), errors.New("invalid bit size " + Itoa(bitSize))}
}

func cloneString(s string) string {
	return string([]byte(s))
}

func ParseUint(s string, base int, bitSize int) (uint64, error) {
	v, status := parseUint(s, base, bitSize)
	return v, numError("ParseUint", s, status, base, bitSize)
}

func ParseInt(s string, base int, bitSize int) (int64, error) {
	v, status := parseInt(s, base, bitSize)
	return v, numError("ParseInt", s, status, base, bitSize)
}

func Atoi(s string) (int, error) {
	v, status := parseInt(s, 10, 0)
	return int(v), numError("Atoi", s, status, 10, 0)
}

func Itoa(i int) string {
	return FormatInt(int64(i), 10)
}

func ParseFloat(s string, bitSize int) (float64, error) {
	v, status := parseFloat(s, bitSize)
	return v, numError("ParseFloat", s, status, 10, bitSize)
}

func ParseBool(str string) (bool, error) {
	switch str {
	case "1", "t", "T", "true", "TRUE", "True":
		return true, nil
	case "0", "f", "F", "false", "FALSE", "False":
		return false, nil
	}
	return false, numError("ParseBool", str, 1, 0, 0)
}

func FormatBool(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

func Unquote(s string) (string, error) {
	t, ok := unquote(s)
	if !ok {
		return "", ErrSyntax
	}
	return t, nil
}

func AppendInt(dst []byte, i int64, base int) []byte {
	if i < 0 {
		return appendDigits(dst, -uint64(i), base, true)
	}
	return appendDigits(dst, uint64(i), base, false)
}

func AppendUint(dst []byte, i uint64, base int) []byte {
	return appendDigits(dst, i, base, false)
}

func appendDigits(dst []byte, u uint64, base int, negative bool) []byte {
	if base < 2 || base > 36 {
		panic("strconv: illegal AppendInt/FormatInt base")
	}
	var room [65]byte
	at := len(room)
	for {
		at--
		room[at] = "0123456789abcdefghijklmnopqrstuvwxyz"[u%uint64(base)]
		u /= uint64(base)
		if u == 0 {
			break
		}
	}
	if negative {
		at--
		room[at] = '-'
	}
	return append(dst, room[at:]...)
}

func AppendFloat(dst []byte, f float64, fmt byte, prec, bitSize int) []byte {
	return append(dst, FormatFloat(f, fmt, prec, bitSize)...)
}

func AppendBool(dst []byte, b bool) []byte {
	return append(dst, FormatBool(b)...)
}

func AppendQuote(dst []byte, s string) []byte {
	return append(dst, Quote(s)...)
}

func AppendQuoteRune(dst []byte, r rune) []byte {
	return append(dst, QuoteRune(r)...)
}
