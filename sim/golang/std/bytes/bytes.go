// Package bytes: functions on byte slices, most of them those of package strings.
package bytes

import (
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

const MinRead = 512

func Equal(a, b []byte) bool          { return string(a) == string(b) }
func Compare(a, b []byte) int         { return strings.Compare(string(a), string(b)) }
func Contains(b, sub []byte) bool     { return Index(b, sub) >= 0 }
func Index(s, sep []byte) int         { return strings.Index(string(s), string(sep)) }
func LastIndex(s, sep []byte) int     { return strings.LastIndex(string(s), string(sep)) }
func IndexByte(b []byte, c byte) int  { return strings.IndexByte(string(b), c) }
func Count(s, sep []byte) int         { return strings.Count(string(s), string(sep)) }
func HasPrefix(s, prefix []byte) bool { return len(s) >= len(prefix) && Equal(s[:len(prefix)], prefix) }
func HasSuffix(s, suffix []byte) bool {
	return len(s) >= len(suffix) && Equal(s[len(s)-len(suffix):], suffix)
}
func ToUpper(s []byte) []byte              { return []byte(strings.ToUpper(string(s))) }
func ToLower(s []byte) []byte              { return []byte(strings.ToLower(string(s))) }
func Repeat(b []byte, count int) []byte    { return []byte(strings.Repeat(string(b), count)) }
func EqualFold(s, t []byte) bool           { return strings.EqualFold(string(s), string(t)) }
func ReplaceAll(s, old, new []byte) []byte { return Replace(s, old, new, -1) }
func Replace(s, old, new []byte, n int) []byte {
	return []byte(strings.Replace(string(s), string(old), string(new), n))
}

func Clone(b []byte) []byte {
	if b == nil {
		return nil
	}
	return append([]byte{}, b...)
}

// TrimSpace is the part of s without white space around it.
func TrimSpace(s []byte) []byte {
	left := len(s) - len(strings.TrimLeftFunc(string(s), unicode.IsSpace))
	n := len(strings.TrimSpace(string(s)))
	if n == 0 {
		return nil
	}
	return s[left : left+n]
}

func TrimPrefix(s, prefix []byte) []byte {
	if HasPrefix(s, prefix) {
		return s[len(prefix):]
	}
	return s
}

func TrimSuffix(s, suffix []byte) []byte {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)]
	}
	return s
}

func Split(s, sep []byte) [][]byte {
	parts := strings.Split(string(s), string(sep))
	out := make([][]byte, len(parts))
	at := 0
	for i, p := range parts {
		out[i] = s[at : at+len(p) : at+len(p)]
		at += len(p) + len(sep)
	}
	return out
}

func Fields(s []byte) [][]byte {
	var out [][]byte
	text := string(s)
	at := 0
	for _, p := range strings.Fields(text) {
		i := at + strings.Index(text[at:], p)
		at = i + len(p)
		out = append(out, s[i:at:at])
	}
	return out
}

func Join(s [][]byte, sep []byte) []byte {
	if len(s) == 0 {
		return []byte{}
	}
	var out []byte
	for i, p := range s {
		if i > 0 {
			out = append(out, sep...)
		}
		out = append(out, p...)
	}
	return out
}

// A Buffer is bytes that are written at the end and read from the front.
type Buffer struct {
	buf []byte
	off int
}

var ErrTooLarge = errors.New("bytes.Buffer: too large")

func NewBuffer(buf []byte) *Buffer     { return &Buffer{buf: buf} }
func NewBufferString(s string) *Buffer { return &Buffer{buf: []byte(s)} }
func (b *Buffer) Bytes() []byte        { return b.buf[b.off:] }
func (b *Buffer) Len() int             { return len(b.buf) - b.off }
func (b *Buffer) Reset()               { b.buf, b.off = b.buf[:0], 0 }
func (b *Buffer) Truncate(n int)       { b.buf = b.buf[:b.off+n] }

func (b *Buffer) String() string {
	if b == nil {
		return "<nil>"
	}
	return string(b.buf[b.off:])
}

func (b *Buffer) Write(p []byte) (n int, err error) {
	b.buf = append(b.buf, p...)
	return len(p), nil
}

func (b *Buffer) WriteString(s string) (n int, err error) {
	b.buf = append(b.buf, s...)
	return len(s), nil
}

func (b *Buffer) WriteByte(c byte) error {
	b.buf = append(b.buf, c)
	return nil
}

func (b *Buffer) WriteRune(r rune) (n int, err error) {
	old := len(b.buf)
	b.buf = utf8.AppendRune(b.buf, r)
	return len(b.buf) - old, nil
}

func (b *Buffer) Read(p []byte) (n int, err error) {
	if b.off >= len(b.buf) {
		b.Reset()
		if len(p) == 0 {
			return 0, nil
		}
		return 0, io.EOF
	}
	n = copy(p, b.buf[b.off:])
	b.off += n
	return n, nil
}

func (b *Buffer) ReadByte() (byte, error) {
	if b.off >= len(b.buf) {
		b.Reset()
		return 0, io.EOF
	}
	c := b.buf[b.off]
	b.off++
	return c, nil
}
