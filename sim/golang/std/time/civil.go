package time

type Month int

const (
	January Month = 1 + iota
	February
	March
	April
	May
	June
	July
	August
	September
	October
	November
	December
)

var monthNames = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September",
	"October", "November", "December"}

func (m Month) String() string {
	if January <= m && m <= December {
		return monthNames[m-1]
	}
	return invalid("Month", uint64(m))
}

func invalid(kind string, v uint64) string {
	var text [20]byte
	return "%!" + kind + "(" + string(text[formatInt(text[:], v):]) + ")"
}

type Weekday int

const (
	Sunday Weekday = iota
	Monday
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
)

var dayNames = [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}

func (d Weekday) String() string {
	if Sunday <= d && d <= Saturday {
		return dayNames[d]
	}
	return invalid("Weekday", uint64(d))
}

// Days are counted from 1 March of the year 0, so that leap days come last in their years, and 400 years are a round.
const (
	daysPer400 = 146097
	marchToJan = 306 // from 1 March 0 to 1 January 1
)

// dateOf turns days since 1 January 1 into year, month and day.
func dateOf(days int64) (year int, month Month, day int) {
	days += marchToJan
	round := days / daysPer400
	if days < round*daysPer400 {
		round--
	}
	d := days - round*daysPer400
	y := (d - d/1460 + d/36524 - d/146096) / 365
	d -= 365*y + y/4 - y/100
	m := (5*d + 2) / 153 // months since March
	day = int(d-(153*m+2)/5) + 1
	year = int(round*400 + y)
	if m < 10 {
		return year, Month(m + 3), day
	}
	return year + 1, Month(m - 9), day
}

// daysOf is its inverse; month is from 1 to 12, day may be any.
func daysOf(year int64, month Month, day int) int64 {
	m := int64(month) - 3
	if m < 0 {
		m += 12
		year--
	}
	round := year / 400
	if year < round*400 {
		round--
	}
	y := year - round*400
	return round*daysPer400 + 365*y + y/4 - y/100 + (153*m+2)/5 + int64(day) - 1 - marchToJan
}

// abs is the time as seconds since 1 January 1 on the clocks of its place.
func (t Time) abs() int64 {
	return t.sec() + int64(t.Location().offset)
}

func (t Time) days() int64 {
	s := t.abs()
	d := s / secondsPerDay
	if s < d*secondsPerDay {
		d--
	}
	return d
}

func (t Time) secondOfDay() int { return int(t.abs() - t.days()*secondsPerDay) }

func (t Time) Date() (year int, month Month, day int) { return dateOf(t.days()) }
func (t Time) Year() int                              { y, _, _ := t.Date(); return y }
func (t Time) Month() Month                           { _, m, _ := t.Date(); return m }
func (t Time) Day() int                               { _, _, d := t.Date(); return d }
func (t Time) Hour() int                              { return t.secondOfDay() / 3600 }
func (t Time) Minute() int                            { return t.secondOfDay() % 3600 / 60 }
func (t Time) Second() int                            { return t.secondOfDay() % 60 }

func (t Time) Clock() (hour, min, sec int) {
	s := t.secondOfDay()
	return s / 3600, s % 3600 / 60, s % 60
}

func (t Time) Weekday() Weekday {
	w := (t.days() + 1) % 7 // 1 January 1 was a Monday
	if w < 0 {
		w += 7
	}
	return Weekday(w)
}

func (t Time) YearDay() int {
	return int(t.days()-daysOf(int64(t.Year()), January, 1)) + 1
}

// ISOWeek: a week belongs to the year of its Thursday.
func (t Time) ISOWeek() (year, week int) {
	thursday := t.AddDate(0, 0, int(Thursday)-int(t.Weekday()+6)%7-1)
	return thursday.Year(), (thursday.YearDay()-1)/7 + 1
}

// Date returns the moment at which clocks in loc show this; values outside their usual ranges are carried over.
//tricolor:leaks - - - - - - - h0
func Date(year int, month Month, day, hour, min, sec, nsec int, loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Date")
	}
	m := int(month) - 1
	y := year + m/12
	if m %= 12; m < 0 {
		m += 12
		y--
	}
	s := int64(sec)
	s += int64(nsec / 1e9)
	if nsec %= 1e9; nsec < 0 {
		nsec += 1e9
		s--
	}
	s += daysOf(int64(y), Month(m+1), day)*secondsPerDay + int64(hour)*3600 + int64(min)*60 - int64(loc.offset)
	return Time{uint64(nsec), s, loc}.in(loc)
}

// AddDate adds to the date, and carries over: 31 January and a month is 2 or 3 March.
//tricolor:leaks h0
func (t Time) AddDate(years int, months int, days int) Time {
	y, m, d := t.Date()
	hour, min, sec := t.Clock()
	return Date(y+years, m+Month(months), d+days, hour, min, sec, int(t.nsec()), t.Location())
}

// Truncate and Round go to multiples of d since the year 1, and drop the monotonic clock.
func (t Time) Truncate(d Duration) Time {
	t = t.withoutMonotonic()
	if d <= 0 {
		return t
	}
	return t.Add(-t.remainder(d))
}

func (t Time) Round(d Duration) Time {
	t = t.withoutMonotonic()
	if d <= 0 {
		return t
	}
	r := t.remainder(d)
	if r+r < d {
		return t.Add(-r)
	}
	return t.Add(d - r)
}

// remainder of the nanoseconds since the year 1, of which there are too many for 64 bits.
func (t Time) remainder(d Duration) Duration {
	sec, nsec := t.sec(), int64(t.nsec())
	if sec < 0 {
		// The same moment, counted from a multiple of d before it.
		sec = sec%int64(d) + int64(d)
	}
	u := uint64(d)
	r := uint64(0)
	for bit := 62; bit >= 0; bit-- { // sec * 1e9 modulo d, bit by bit
		r = r * 2 % u
		if uint64(sec)>>bit&1 != 0 {
			r = (r + 1e9%u) % u
		}
	}
	return Duration((r + uint64(nsec)%u) % u)
}

func (t Time) withoutMonotonic() Time {
	return Time{uint64(t.nsec()), t.sec(), t.loc}
}
