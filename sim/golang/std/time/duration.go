// Package time: durations, moments, sleeping and timers, all on the clock of the simulated machine.
package time

// A Duration counts nanoseconds.
type Duration int64

const (
	Nanosecond  Duration = 1
	Microsecond          = 1000 * Nanosecond
	Millisecond          = 1000 * Microsecond
	Second               = 1000 * Millisecond
	Minute               = 60 * Second
	Hour                 = 60 * Minute
)

const (
	minDuration Duration = -1 << 63
	maxDuration Duration = 1<<63 - 1
)

func (d Duration) Nanoseconds() int64  { return int64(d) }
func (d Duration) Microseconds() int64 { return int64(d) / 1e3 }
func (d Duration) Milliseconds() int64 { return int64(d) / 1e6 }

func (d Duration) Seconds() float64 {
	return float64(d/Second) + float64(d%Second)/1e9
}

func (d Duration) Minutes() float64 {
	return float64(d/Minute) + float64(d%Minute)/(60*1e9)
}

func (d Duration) Hours() float64 {
	return float64(d/Hour) + float64(d%Hour)/(60*60*1e9)
}

// Abs is the duration without its sign.
func (d Duration) Abs() Duration {
	switch {
	case d >= 0:
		return d
	case d == minDuration:
		return maxDuration
	default:
		return -d
	}
}

// Truncate rounds towards zero to a multiple of m.
func (d Duration) Truncate(m Duration) Duration {
	if m <= 0 {
		return d
	}
	return d - d%m
}

// Round rounds to the nearest multiple of m, halves away from zero.
func (d Duration) Round(m Duration) Duration {
	if m <= 0 {
		return d
	}
	r := d % m
	if d < 0 {
		r = -r
		if r+r < m {
			return d + r
		}
		if d1 := d - m + r; d1 < d {
			return d1
		}
		return minDuration
	}
	if r+r < m {
		return d - r
	}
	if d1 := d + m - r; d1 > d {
		return d1
	}
	return maxDuration
}

// String writes the duration as "72h3m0.5s"; below a second in the largest unit that gives a leading digit.
func (d Duration) String() string {
	var text [32]byte
	n := d.format(&text)
	return string(text[n:])
}

// format fills text from the right; the result begins at the returned index.
func (d Duration) format(text *[32]byte) int {
	w := len(text)
	u := uint64(d)
	negative := d < 0
	if negative {
		u = -u
	}
	w--
	text[w] = 's'
	if u < uint64(Second) {
		if u == 0 {
			w--
			text[w] = '0'
			return w
		}
		digits := 0
		w--
		switch {
		case u < uint64(Microsecond):
			text[w] = 'n'
		case u < uint64(Millisecond):
			digits = 3
			w--
			copy(text[w:], "µ")
		default:
			digits = 6
			text[w] = 'm'
		}
		w, u = formatFraction(text[:w], u, digits)
		w = formatInt(text[:w], u)
	} else {
		w, u = formatFraction(text[:w], u, 9)
		w = formatInt(text[:w], u%60)
		u /= 60
		if u > 0 {
			w--
			text[w] = 'm'
			w = formatInt(text[:w], u%60)
			u /= 60
			if u > 0 {
				w--
				text[w] = 'h'
				w = formatInt(text[:w], u)
			}
		}
	}
	if negative {
		w--
		text[w] = '-'
	}
	return w
}

// formatFraction writes v/10**digits behind the point, without trailing zeros, at the end of text; it returns where that
// begins and the whole part.
func formatFraction(text []byte, v uint64, digits int) (int, uint64) {
	w := len(text)
	some := false
	for i := 0; i < digits; i++ {
		digit := v % 10
		some = some || digit != 0
		if some {
			w--
			text[w] = byte(digit) + '0'
		}
		v /= 10
	}
	if some {
		w--
		text[w] = '.'
	}
	return w, v
}

func formatInt(text []byte, v uint64) int {
	w := len(text)
	if v == 0 {
		w--
		text[w] = '0'
		return w
	}
	for v > 0 {
		w--
		text[w] = byte(v%10) + '0'
		v /= 10
	}
	return w
}
