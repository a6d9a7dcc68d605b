// Package utf8: runes as one to four bytes.
package utf8

const (
	RuneError = '\uFFFD'
	RuneSelf  = 0x80
	MaxRune   = '\U0010FFFF'
	UTFMax    = 4
)

func DecodeRuneInString(s string) (rune, int) {
	if len(s) == 0 {
		return RuneError, 0
	}
	for i, r := range s {
		if i > 0 {
			break
		}
		if r != RuneError {
			return r, RuneLen(r)
		}
	}
	if len(s) >= 3 && s[:3] == "\uFFFD" {
		return RuneError, 3
	}
	return RuneError, 1
}

func DecodeRune(p []byte) (rune, int) {
	return DecodeRuneInString(string(p[:min(len(p), UTFMax)]))
}

func DecodeLastRuneInString(s string) (rune, int) {
	if len(s) == 0 {
		return RuneError, 0
	}
	for n := 1; n <= UTFMax && n <= len(s); n++ {
		if RuneStart(s[len(s)-n]) {
			if r, size := DecodeRuneInString(s[len(s)-n:]); size == n {
				return r, size
			}
			break
		}
	}
	return RuneError, 1
}

func DecodeLastRune(p []byte) (rune, int) {
	return DecodeLastRuneInString(string(p[max(0, len(p)-UTFMax):]))
}

func RuneStart(b byte) bool {
	return b&0xC0 != 0x80
}

func RuneLen(r rune) int {
	switch {
	case r < 0:
		return -1
	case r < 0x80:
		return 1
	case r < 0x800:
		return 2
	case 0xD800 <= r && r <= 0xDFFF:
		return -1
	case r < 0x10000:
		return 3
	case r <= MaxRune:
		return 4
	}
	return -1
}

func EncodeRune(p []byte, r rune) int {
	return copy(p, string(r))
}

func AppendRune(p []byte, r rune) []byte {
	return append(p, string(r)...)
}

func RuneCountInString(s string) int {
	n := 0
	for range s {
		n++
	}
	return n
}

func RuneCount(p []byte) int {
	return RuneCountInString(string(p))
}

func ValidString(s string) bool {
	for i, r := range s {
		if r == RuneError && (len(s)-i < 3 || s[i:i+3] != "\uFFFD") {
			return false
		}
	}
	return true
}

func Valid(p []byte) bool {
	return ValidString(string(p))
}

func ValidRune(r rune) bool {
	return (0 <= r && r < 0xD800) || (0xDFFF < r && r <= MaxRune)
}

func FullRuneInString(s string) bool {
	if len(s) == 0 {
		return false
	}
	if len(s) >= UTFMax || s[0] < 0xC0 {
		return true
	}
	r, size := DecodeRuneInString(s)
	if r != RuneError || size != 1 {
		return true
	}
	need := 2
	if s[0] >= 0xE0 {
		need = 3
	}
	if s[0] >= 0xF0 {
		need = 4
	}
	if s[0] < 0xC2 || s[0] > 0xF4 {
		return true
	}
	for i := 1; i < len(s); i++ {
		if RuneStart(s[i]) {
			return true
		}
	}
	return len(s) >= need
}

func FullRune(p []byte) bool {
	return FullRuneInString(string(p))
}
