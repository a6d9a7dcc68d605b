package bytes

import (
	"errors"
	"io"
	"unicode/utf8"
)

const (
	MinRead    = 512
	firstBytes = 64 // what the first small write makes room for
	maxInt     = int(^uint(0) >> 1)
)

var ErrTooLarge = errors.New("bytes.Buffer: too large")

// A Buffer is bytes that are written at the end and read from the front.
type Buffer struct {
	buf  []byte
	off  int
	last int8 // what the last read can give back: 0 nothing, -1 a byte, else a rune of so many bytes
}

func NewBuffer(buf []byte) *Buffer        { return &Buffer{buf: buf} }
func NewBufferString(s string) *Buffer    { return &Buffer{buf: []byte(s)} }
func (b *Buffer) Bytes() []byte           { return b.buf[b.off:] }
func (b *Buffer) Len() int                { return len(b.buf) - b.off }
func (b *Buffer) Cap() int                { return cap(b.buf) }
func (b *Buffer) Available() int          { return cap(b.buf) - len(b.buf) }
func (b *Buffer) AvailableBuffer() []byte { return b.buf[len(b.buf):] }
func (b *Buffer) Reset()                  { b.buf, b.off, b.last = b.buf[:0], 0, 0 }

func (b *Buffer) String() string {
	if b == nil {
		return "<nil>"
	}
	return string(b.buf[b.off:])
}

func (b *Buffer) Truncate(n int) {
	if n == 0 {
		b.Reset()
		return
	}
	b.last = 0
	if n < 0 || n > b.Len() {
		panic("bytes.Buffer: truncation out of range")
	}
	b.buf = b.buf[:b.off+n]
}

// grow makes the buffer n bytes longer and returns where they begin: within its capacity, by moving what was not read
// to the front, or in a new array of at least twice the size.
func (b *Buffer) grow(n int) int {
	unread := b.Len()
	if unread == 0 && b.off != 0 {
		b.Reset()
	}
	if at := len(b.buf); n <= cap(b.buf)-at {
		b.buf = b.buf[:at+n]
		return at
	}
	if b.buf == nil && n <= firstBytes {
		b.buf = make([]byte, n, firstBytes)
		return 0
	}
	size := cap(b.buf)
	if n <= size/2-unread {
		copy(b.buf, b.buf[b.off:])
	} else if size > maxInt-size-n {
		panic(ErrTooLarge)
	} else {
		larger := append([]byte(nil), make([]byte, max(len(b.buf)+n, 2*(size-b.off)))...)
		copy(larger, b.buf[b.off:])
		b.buf = larger
	}
	b.off = 0
	b.buf = b.buf[:unread+n]
	return unread
}

func (b *Buffer) Grow(n int) {
	if n < 0 {
		panic("bytes.Buffer.Grow: negative count")
	}
	at := b.grow(n)
	b.buf = b.buf[:at]
}

func (b *Buffer) Write(p []byte) (n int, err error) {
	b.last = 0
	at := b.grow(len(p))
	return copy(b.buf[at:], p), nil
}

func (b *Buffer) WriteString(s string) (n int, err error) {
	b.last = 0
	at := b.grow(len(s))
	return copy(b.buf[at:], s), nil
}

func (b *Buffer) WriteByte(c byte) error {
	b.last = 0
	at := b.grow(1)
	b.buf[at] = c
	return nil
}

func (b *Buffer) WriteRune(r rune) (n int, err error) {
	if uint32(r) < utf8.RuneSelf {
		b.WriteByte(byte(r))
		return 1, nil
	}
	b.last = 0
	at := b.grow(utf8.UTFMax)
	b.buf = utf8.AppendRune(b.buf[:at], r)
	return len(b.buf) - at, nil
}

func (b *Buffer) WriteTo(w io.Writer) (n int64, err error) {
	b.last = 0
	if unread := b.Len(); unread > 0 {
		m, err := w.Write(b.buf[b.off:])
		b.off += m
		if err != nil {
			return int64(m), err
		}
		if m != unread {
			return int64(m), io.ErrShortWrite
		}
		n = int64(m)
	}
	b.Reset()
	return n, nil
}

func (b *Buffer) ReadFrom(r io.Reader) (n int64, err error) {
	b.last = 0
	for {
		at := b.grow(MinRead)
		b.buf = b.buf[:at]
		m, err := r.Read(b.buf[at:cap(b.buf)])
		b.buf = b.buf[:at+m]
		n += int64(m)
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

func (b *Buffer) Read(p []byte) (n int, err error) {
	b.last = 0
	if b.Len() == 0 {
		b.Reset()
		if len(p) == 0 {
			return 0, nil
		}
		return 0, io.EOF
	}
	n = copy(p, b.buf[b.off:])
	b.off += n
	if n > 0 {
		b.last = -1
	}
	return n, nil
}

func (b *Buffer) Next(n int) []byte {
	n = min(n, b.Len())
	b.last = 0
	data := b.buf[b.off : b.off+n]
	b.off += n
	if n > 0 {
		b.last = -1
	}
	return data
}

func (b *Buffer) ReadByte() (byte, error) {
	if b.Len() == 0 {
		b.Reset()
		return 0, io.EOF
	}
	b.off++
	b.last = -1
	return b.buf[b.off-1], nil
}

func (b *Buffer) ReadRune() (r rune, size int, err error) {
	if b.Len() == 0 {
		b.Reset()
		return 0, 0, io.EOF
	}
	r, size = utf8.DecodeRune(b.buf[b.off:])
	b.off += size
	b.last = int8(size)
	return r, size, nil
}

func (b *Buffer) UnreadByte() error {
	if b.last == 0 {
		return errors.New("bytes.Buffer: UnreadByte: previous operation was not a successful read")
	}
	b.last = 0
	if b.off > 0 {
		b.off--
	}
	return nil
}

func (b *Buffer) UnreadRune() error {
	if b.last <= 0 {
		return errors.New("bytes.Buffer: UnreadRune: previous operation was not a successful ReadRune")
	}
	b.off = max(b.off-int(b.last), 0)
	b.last = 0
	return nil
}

//tricolor:leaks c1m0
func (b *Buffer) ReadBytes(delim byte) (line []byte, err error) {
	end := len(b.buf)
	if i := IndexByte(b.buf[b.off:], delim); i >= 0 {
		end = b.off + i + 1
	} else {
		err = io.EOF
	}
	line = append(line, b.buf[b.off:end]...)
	b.off = end
	b.last = -1
	return line, err
}

//tricolor:leaks c1m0
func (b *Buffer) ReadString(delim byte) (line string, err error) {
	at := b.off
	i := IndexByte(b.buf[at:], delim)
	if i < 0 {
		b.off = len(b.buf)
		err = io.EOF
	} else {
		b.off = at + i + 1
	}
	b.last = -1
	return string(b.buf[at:b.off]), err
}
