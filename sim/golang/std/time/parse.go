package time

import "errors"

// quote is enough for what stands in error messages.
func quote(s string) string {
	const hex = "0123456789abcdef"
	out := `"`
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			out += `\` + s[i:i+1]
		case c < ' ' || c >= 0x80:
			out += `\x` + hex[c>>4:c>>4+1] + hex[c&15:c&15+1]
		default:
			out += s[i : i+1]
		}
	}
	return out + `"`
}

var unitOf = map[string]uint64{
	"ns": uint64(Nanosecond),
	"us": uint64(Microsecond),
	"µs": uint64(Microsecond), // U+00B5
	"μs": uint64(Microsecond), // U+03BC
	"ms": uint64(Millisecond),
	"s":  uint64(Second),
	"m":  uint64(Minute),
	"h":  uint64(Hour),
}

// digits reads the digits at the start of s; ok is false if the number is larger than 1<<63.
func digits(s string) (n uint64, rest string, ok bool) {
	for ; isDigitAt(s, 0); s = s[1:] {
		if n > 1<<63/10 {
			return 0, s, false
		}
		if n = n*10 + uint64(s[0]-'0'); n > 1<<63 {
			return 0, s, false
		}
	}
	return n, s, true
}

// fractionDigits reads digits behind the point: n of scale. It drops those that do not fit.
func fractionDigits(s string) (n uint64, scale float64, rest string) {
	scale = 1
	for full := false; isDigitAt(s, 0); s = s[1:] {
		if full || n > (1<<63-1)/10 {
			full = true
			continue
		}
		next := n*10 + uint64(s[0]-'0')
		if next > 1<<63 {
			full = true
			continue
		}
		n, scale = next, scale*10
	}
	return n, scale, s
}

// ParseDuration reads texts like "1h15m30.918s".
//tricolor:leaks h0
func ParseDuration(s string) (Duration, error) {
	whole := s
	fail := func(what string) (Duration, error) {
		return 0, errors.New("time: " + what + quote(whole))
	}
	negative := s != "" && s[0] == '-'
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	if s == "0" {
		return 0, nil
	}
	if s == "" {
		return fail("invalid duration ")
	}
	var sum uint64
	for s != "" {
		if s[0] != '.' && !isDigitAt(s, 0) {
			return fail("invalid duration ")
		}
		before := len(s)
		n, rest, ok := digits(s)
		if !ok {
			return fail("invalid duration ")
		}
		some := len(rest) != before
		var f uint64
		scale := 1.0
		if s = rest; s != "" && s[0] == '.' {
			before = len(s) - 1
			f, scale, s = fractionDigits(s[1:])
			some = some || len(s) != before
		}
		if !some {
			return fail("invalid duration ")
		}
		end := 0
		for end < len(s) && s[end] != '.' && !isDigitAt(s, end) {
			end++
		}
		if end == 0 {
			return fail("missing unit in duration ")
		}
		unit, known := unitOf[s[:end]]
		if !known {
			return fail("unknown unit " + quote(s[:end]) + " in duration ")
		}
		s = s[end:]
		if n > 1<<63/unit {
			return fail("invalid duration ")
		}
		n *= unit
		if f > 0 {
			if n += uint64(float64(f) * (float64(unit) / scale)); n > 1<<63 {
				return fail("invalid duration ")
			}
		}
		if sum += n; sum > 1<<63 {
			return fail("invalid duration ")
		}
	}
	if negative {
		return -Duration(sum), nil
	}
	if sum > 1<<63-1 {
		return fail("invalid duration ")
	}
	return Duration(sum), nil
}
