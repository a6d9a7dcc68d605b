package bufio

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

var (
	ErrInvalidUnreadByte = errors.New("bufio: invalid use of UnreadByte")
	ErrInvalidUnreadRune = errors.New("bufio: invalid use of UnreadRune")
	ErrBufferFull        = errors.New("bufio: buffer full")
	ErrNegativeCount     = errors.New("bufio: negative count")
)

const maxEmptyReads = 100

type Reader struct {
	buf  []byte
	rd   io.Reader
	r, w int // what is buffered
	err  error
	last int // bytes of the last rune, for UnreadRune; -1: none
}

func NewReader(rd io.Reader) *Reader { return NewReaderSize(rd, defaultSize) }

func NewReaderSize(rd io.Reader, size int) *Reader {
	if b, ok := rd.(*Reader); ok && len(b.buf) >= size {
		return b
	}
	return &Reader{buf: make([]byte, max(size, 16)), rd: rd, last: -1}
}

func (b *Reader) Size() int     { return len(b.buf) }
func (b *Reader) Buffered() int { return b.w - b.r }

func (b *Reader) takeErr() error {
	err := b.err
	b.err = nil
	return err
}

// fill reads more behind what is buffered, at least a byte or an error.
func (b *Reader) fill() {
	if b.r > 0 {
		copy(b.buf, b.buf[b.r:b.w])
		b.w -= b.r
		b.r = 0
	}
	for range maxEmptyReads {
		n, err := b.rd.Read(b.buf[b.w:])
		b.w += n
		if err != nil {
			b.err = err
			return
		}
		if n > 0 {
			return
		}
	}
	b.err = io.ErrNoProgress
}

func (b *Reader) Peek(n int) ([]byte, error) {
	if n < 0 {
		return nil, ErrNegativeCount
	}
	b.last = -1
	for b.w-b.r < n && b.w-b.r < len(b.buf) && b.err == nil {
		b.fill()
	}
	if n > len(b.buf) {
		return b.buf[b.r:b.w], ErrBufferFull
	}
	var err error
	if have := b.w - b.r; have < n {
		n = have
		if err = b.takeErr(); err == nil {
			err = ErrBufferFull
		}
	}
	return b.buf[b.r : b.r+n], err
}

func (b *Reader) Read(p []byte) (n int, err error) {
	if len(p) == 0 {
		if b.Buffered() > 0 {
			return 0, nil
		}
		return 0, b.takeErr()
	}
	b.last = -1
	if b.r == b.w {
		if b.err != nil {
			return 0, b.takeErr()
		}
		if len(p) >= len(b.buf) {
			n, b.err = b.rd.Read(p)
			return n, b.takeErr()
		}
		b.r, b.w = 0, 0
		if b.w, b.err = b.rd.Read(b.buf); b.w == 0 {
			return 0, b.takeErr()
		}
	}
	n = copy(p, b.buf[b.r:b.w])
	b.r += n
	return n, nil
}

func (b *Reader) ReadByte() (byte, error) {
	b.last = -1
	for b.r == b.w {
		if b.err != nil {
			return 0, b.takeErr()
		}
		b.fill()
	}
	b.r++
	return b.buf[b.r-1], nil
}

func (b *Reader) UnreadByte() error {
	if b.r == 0 {
		return ErrInvalidUnreadByte
	}
	b.r--
	b.last = -1
	return nil
}

func (b *Reader) ReadRune() (r rune, size int, err error) {
	for b.r+utf8.UTFMax > b.w && !utf8.FullRune(b.buf[b.r:b.w]) && b.err == nil && b.w-b.r < len(b.buf) {
		b.fill()
	}
	b.last = -1
	if b.r == b.w {
		return 0, 0, b.takeErr()
	}
	r, size = utf8.DecodeRune(b.buf[b.r:b.w])
	b.r += size
	b.last = size
	return r, size, nil
}

func (b *Reader) UnreadRune() error {
	if b.last < 0 || b.r < b.last {
		return ErrInvalidUnreadRune
	}
	b.r -= b.last
	b.last = -1
	return nil
}

// ReadSlice returns bytes of the buffer, which the next read overwrites.
func (b *Reader) ReadSlice(delim byte) (line []byte, err error) {
	b.last = -1
	searched := 0
	for {
		if i := bytes.IndexByte(b.buf[b.r+searched:b.w], delim); i >= 0 {
			line = b.buf[b.r : b.r+searched+i+1]
			b.r += len(line)
			return line, nil
		}
		if b.err != nil {
			line = b.buf[b.r:b.w]
			b.r = b.w
			return line, b.takeErr()
		}
		if b.Buffered() >= len(b.buf) {
			b.r = b.w
			return b.buf, ErrBufferFull
		}
		searched = b.w - b.r
		b.fill()
	}
}

func (b *Reader) ReadBytes(delim byte) ([]byte, error) {
	var out []byte
	for {
		part, err := b.ReadSlice(delim)
		out = append(out, part...)
		if err != ErrBufferFull {
			return out, err
		}
	}
}

func (b *Reader) ReadString(delim byte) (string, error) {
	line, err := b.ReadBytes(delim)
	return string(line), err
}

// ReadLine returns a line without its end; isPrefix: it goes on.
func (b *Reader) ReadLine() (line []byte, isPrefix bool, err error) {
	line, err = b.ReadSlice('\n')
	if err == ErrBufferFull {
		if len(line) > 0 && line[len(line)-1] == '\r' {
			b.r--
			line = line[:len(line)-1]
		}
		return line, true, nil
	}
	if len(line) == 0 {
		return nil, false, err
	}
	if line[len(line)-1] == '\n' {
		line = dropReturn(line[:len(line)-1])
	}
	return line, false, nil
}
