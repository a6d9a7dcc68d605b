package time

// A Location is a time zone with one offset from UTC.
type Location struct {
	name   string
	offset int // seconds east of UTC
}

var (
	utc   = Location{name: "UTC"}
	local = Location{name: "Local"} // clocks of the simulated machine show UTC

	UTC   *Location = &utc
	Local *Location = &local
)

func (l *Location) String() string {
	if l == nil {
		return "UTC"
	}
	return l.name
}

func FixedZone(name string, offset int) *Location {
	return &Location{name, offset}
}

func (t Time) Location() *Location {
	if t.loc == nil {
		return UTC
	}
	return t.loc
}

// in is t in a location; UTC is kept as nil, so that == works on times in UTC.
func (t Time) in(loc *Location) Time {
	if loc == &utc {
		loc = nil
	}
	t.loc = loc
	return t
}

func (t Time) UTC() Time   { return t.in(&utc) }
func (t Time) Local() Time { return t.in(Local) }

//tricolor:leaks m0r0:0 h0
func (t Time) In(loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Time.In")
	}
	return t.in(loc)
}

func (t Time) IsDST() bool { return false }

func (t Time) Zone() (name string, offset int) {
	l := t.Location()
	if l == &local {
		return "UTC", 0
	}
	return l.name, l.offset
}
