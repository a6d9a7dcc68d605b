package bufio

import (
	"bytes"
	"errors"
	"io"
	"unicode"
	"unicode/utf8"
)

// A SplitFunc finds the next token at the start of data. It returns how far to advance; nothing: it needs more.
type SplitFunc func(data []byte, atEOF bool) (advance int, token []byte, err error)

var (
	ErrTooLong         = errors.New("bufio.Scanner: token too long")
	ErrNegativeAdvance = errors.New("bufio.Scanner: SplitFunc returns negative advance count")
	ErrAdvanceTooFar   = errors.New("bufio.Scanner: SplitFunc returns advance count beyond input")
	ErrBadReadCount    = errors.New("bufio.Scanner: Read returned impossible count")
	ErrFinalToken      = errors.New("final token")
)

const MaxScanTokenSize = 64 * 1024

// A Scanner reads token by token, usually line by line.
type Scanner struct {
	r          io.Reader
	split      SplitFunc
	maxToken   int
	token      []byte
	buf        []byte
	start, end int // what is in buf and was not returned
	err        error
	empties    int // tokens in a row without progress
	began      bool
	done       bool
}

func NewScanner(r io.Reader) *Scanner {
	return &Scanner{r: r, split: ScanLines, maxToken: MaxScanTokenSize}
}

func (s *Scanner) Err() error {
	if s.err == io.EOF {
		return nil
	}
	return s.err
}

func (s *Scanner) Bytes() []byte { return s.token }
func (s *Scanner) Text() string  { return string(s.token) }

func (s *Scanner) Buffer(buf []byte, max int) {
	if s.began {
		panic("Buffer called after Scan")
	}
	s.buf, s.maxToken = buf[0:cap(buf)], max
}

func (s *Scanner) Split(split SplitFunc) {
	if s.began {
		panic("Split called after Scan")
	}
	s.split = split
}

func (s *Scanner) fail(err error) bool {
	s.start, s.end, s.token = 0, 0, nil
	if s.err == nil || s.err == io.EOF {
		s.err = err
	}
	return false
}

func (s *Scanner) Scan() bool {
	if s.done {
		return false
	}
	s.began = true
	for {
		if s.end > s.start || s.err != nil {
			advance, token, err := s.split(s.buf[s.start:s.end], s.err != nil)
			if err == ErrFinalToken {
				s.token, s.done = token, true
				return token != nil
			}
			if err != nil {
				return s.fail(err)
			}
			if advance < 0 {
				return s.fail(ErrNegativeAdvance)
			}
			if advance > s.end-s.start {
				return s.fail(ErrAdvanceTooFar)
			}
			s.start += advance
			if s.token = token; token != nil {
				if s.err == nil || advance > 0 {
					s.empties = 0
				} else if s.empties++; s.empties > maxEmptyReads {
					panic("bufio.Scan: too many empty tokens without progressing")
				}
				return true
			}
		}
		if s.err != nil {
			s.start, s.end = 0, 0
			return false
		}
		if !s.more() {
			return false
		}
	}
}

// more makes room and reads.
func (s *Scanner) more() bool {
	if s.start > 0 && (s.end == len(s.buf) || s.start > len(s.buf)/2) {
		copy(s.buf, s.buf[s.start:s.end])
		s.end -= s.start
		s.start = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= s.maxToken {
			return s.fail(ErrTooLong)
		}
		size := len(s.buf) * 2
		if size == 0 {
			size = 4096
		}
		larger := make([]byte, min(size, s.maxToken))
		copy(larger, s.buf[s.start:s.end])
		s.buf = larger
		s.end -= s.start
		s.start = 0
	}
	for range maxEmptyReads + 1 {
		n, err := s.r.Read(s.buf[s.end:len(s.buf)])
		if n < 0 || len(s.buf)-s.end < n {
			return s.fail(ErrBadReadCount) || true
		}
		s.end += n
		if err != nil {
			s.err = err
			return true
		}
		if n > 0 {
			s.empties = 0
			return true
		}
	}
	s.err = io.ErrNoProgress
	return true
}

func ScanBytes(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if len(data) == 0 {
		return 0, nil, nil
	}
	return 1, data[:1], nil
}

// ScanRunes turns each byte that is not UTF-8 into U+FFFD.
func ScanRunes(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if len(data) == 0 || !utf8.FullRune(data) && !atEOF {
		return 0, nil, nil
	}
	r, size := utf8.DecodeRune(data)
	if r == utf8.RuneError && size == 1 {
		return 1, []byte(string(utf8.RuneError)), nil
	}
	return size, data[:size], nil
}

func dropReturn(data []byte) []byte {
	if len(data) > 0 && data[len(data)-1] == '\r' {
		return data[:len(data)-1]
	}
	return data
}

//tricolor:leaks c0m0r1:0
func ScanLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, dropReturn(data[:i]), nil
	}
	if atEOF && len(data) > 0 {
		return len(data), dropReturn(data), nil
	}
	return 0, nil, nil
}

func ScanWords(data []byte, atEOF bool) (advance int, token []byte, err error) {
	start := 0
	for start < len(data) {
		r, size := utf8.DecodeRune(data[start:])
		if !unicode.IsSpace(r) {
			break
		}
		start += size
	}
	for i := start; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if unicode.IsSpace(r) {
			return i + size, data[start:i], nil
		}
		i += size
	}
	if atEOF && len(data) > start {
		return len(data), data[start:], nil
	}
	return start, nil, nil
}
