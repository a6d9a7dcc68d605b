package time

// A Time is a moment. wall holds a flag and, if that is set, seconds since 1885 and nanoseconds; ext is then the monotonic
// clock; otherwise ext counts seconds since the year 1.
type Time struct {
	wall uint64
	ext  int64
	loc  *Location
}

const (
	hasMonotonic = 1 << 63
	nsecMask     = 1<<30 - 1
	nsecShift    = 30

	secondsPerDay  = 86400
	unixToInternal = (1969*365 + 1969/4 - 1969/100 + 1969/400) * secondsPerDay
	wallToInternal = (1884*365 + 1884/4 - 1884/100 + 1884/400) * secondsPerDay
	minWall        = wallToInternal
)

// now returns the wall clock, in seconds since 1970 and nanoseconds, and the monotonic clock.
func now() (sec int64, nsec int32, mono int64)

// runtimeNano is the monotonic clock.
func runtimeNano() int64

var startNano int64 = runtimeNano() - 1

// Now returns the current moment.
func Now() Time {
	sec, nsec, mono := now()
	mono -= startNano
	sec += unixToInternal - minWall
	return Time{hasMonotonic | uint64(sec)<<nsecShift | uint64(nsec), mono, Local}
}

// Unix returns the moment sec seconds and nsec nanoseconds after 1970.
func Unix(sec int64, nsec int64) Time {
	if nsec < 0 || nsec >= 1e9 {
		n := nsec / 1e9
		sec += n
		nsec -= n * 1e9
		if nsec < 0 {
			nsec += 1e9
			sec--
		}
	}
	return Time{uint64(nsec), sec + unixToInternal, Local}
}

func UnixMilli(msec int64) Time { return Unix(msec/1e3, (msec%1e3)*1e6) }
func UnixMicro(usec int64) Time { return Unix(usec/1e6, (usec%1e6)*1e3) }

func (t Time) nsec() int32 { return int32(t.wall & nsecMask) }

func (t Time) sec() int64 {
	if t.wall&hasMonotonic != 0 {
		return wallToInternal + int64(t.wall<<1>>(nsecShift+1))
	}
	return t.ext
}

func (t Time) IsZero() bool      { return t.sec() == 0 && t.nsec() == 0 }
func (t Time) Unix() int64       { return t.sec() - unixToInternal }
func (t Time) UnixNano() int64   { return t.Unix()*1e9 + int64(t.nsec()) }
func (t Time) UnixMicro() int64  { return t.Unix()*1e6 + int64(t.nsec())/1e3 }
func (t Time) UnixMilli() int64  { return t.Unix()*1e3 + int64(t.nsec())/1e6 }
func (t Time) Nanosecond() int   { return int(t.nsec()) }
func (t Time) both(u Time) bool  { return t.wall&u.wall&hasMonotonic != 0 }
func (t Time) After(u Time) bool { return t.Compare(u) > 0 }

func (t Time) Before(u Time) bool { return t.Compare(u) < 0 }
func (t Time) Equal(u Time) bool  { return t.Compare(u) == 0 }

// Compare returns -1, 0 or 1 as t is before, at or after u.
func (t Time) Compare(u Time) int {
	a, b := t.ext, u.ext
	if !t.both(u) {
		a, b = t.sec(), u.sec()
		if a == b {
			a, b = int64(t.nsec()), int64(u.nsec())
		}
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Sub returns how long u was before t.
func (t Time) Sub(u Time) Duration {
	if t.both(u) {
		d := Duration(t.ext - u.ext)
		if d < 0 && t.ext > u.ext {
			return maxDuration
		}
		if d > 0 && t.ext < u.ext {
			return minDuration
		}
		return d
	}
	d := Duration(t.sec()-u.sec())*Second + Duration(t.nsec()-u.nsec())
	switch {
	case u.Add(d).Equal(t):
		return d
	case t.Before(u):
		return minDuration
	default:
		return maxDuration
	}
}

// Add returns the moment d later.
func (t Time) Add(d Duration) Time {
	sec := t.sec() + int64(d/1e9)
	nsec := int64(t.nsec()) + int64(d%1e9)
	if nsec >= 1e9 {
		sec++
		nsec -= 1e9
	} else if nsec < 0 {
		sec--
		nsec += 1e9
	}
	if t.wall&hasMonotonic != 0 {
		return Time{hasMonotonic | uint64(sec-wallToInternal)<<nsecShift | uint64(nsec), t.ext + int64(d), t.loc}
	}
	return Time{uint64(nsec), sec, t.loc}
}

// Since returns how long t is past.
func Since(t Time) Duration { return Now().Sub(t) }

// Until returns how long t is ahead.
func Until(t Time) Duration { return t.Sub(Now()) }
