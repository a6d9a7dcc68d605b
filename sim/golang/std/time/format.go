package time

const (
	Layout      = "01/02 03:04:05PM '06 -0700"
	ANSIC       = "Mon Jan _2 15:04:05 2006"
	UnixDate    = "Mon Jan _2 15:04:05 MST 2006"
	RubyDate    = "Mon Jan 02 15:04:05 -0700 2006"
	RFC822      = "02 Jan 06 15:04 MST"
	RFC822Z     = "02 Jan 06 15:04 -0700"
	RFC850      = "Monday, 02-Jan-06 15:04:05 MST"
	RFC1123     = "Mon, 02 Jan 2006 15:04:05 MST"
	RFC1123Z    = "Mon, 02 Jan 2006 15:04:05 -0700"
	RFC3339     = "2006-01-02T15:04:05Z07:00"
	RFC3339Nano = "2006-01-02T15:04:05.999999999Z07:00"
	Kitchen     = "3:04PM"
	Stamp       = "Jan _2 15:04:05"
	StampMilli  = "Jan _2 15:04:05.000"
	StampMicro  = "Jan _2 15:04:05.000000"
	StampNano   = "Jan _2 15:04:05.000000000"
	DateTime    = "2006-01-02 15:04:05"
	DateOnly    = "2006-01-02"
	TimeOnly    = "15:04:05"
)

// The words of a layout that stand for parts of a time. Of those that fit at a place the first one counts.
var layoutWords = [...]string{"January", "Jan", "Monday", "Mon", "MST", "2006", "-07:00:00", "-07:00", "-070000", "-0700",
	"-07", "Z07:00:00", "Z07:00", "Z070000", "Z0700", "Z07", "_2006", "__2", "_2", "002", "01", "02", "03", "04", "05", "06",
	"15", "PM", "pm", "1", "2", "3", "4", "5"}

func isDigitAt(s string, i int) bool { return i < len(s) && '0' <= s[i] && s[i] <= '9' }

// wordAt returns the word of the layout that starts at i, or "". A fraction is a . or , with zeros or nines behind it.
func wordAt(layout string, i int) string {
	for _, w := range layoutWords {
		if len(layout)-i < len(w) || layout[i:i+len(w)] != w {
			continue
		}
		if w == "Jan" || w == "Mon" {
			if next := i + 3; next < len(layout) && 'a' <= layout[next] && layout[next] <= 'z' {
				return ""
			}
		}
		return w
	}
	if c := layout[i]; (c == '.' || c == ',') && i+1 < len(layout) && (layout[i+1] == '0' || layout[i+1] == '9') {
		end := i + 1
		for end < len(layout) && layout[end] == layout[i+1] {
			end++
		}
		if !isDigitAt(layout, end) {
			return layout[i:end]
		}
	}
	return ""
}

// decimal writes n with at least width digits.
func decimal(n, width int) string {
	sign := ""
	if n < 0 {
		n, sign = -n, "-"
	}
	s := ""
	for ; n > 0 || width > 0 || s == ""; width-- {
		s = string(rune('0'+n%10)) + s
		n /= 10
	}
	return sign + s
}

func padded(n int) string {
	if n < 10 {
		return " " + decimal(n, 0)
	}
	return decimal(n, 0)
}

func fraction(word string, nsec int) string {
	digits := decimal(nsec, 9)
	if n := len(word) - 1; n < 9 {
		digits = digits[:n]
	}
	if word[1] == '9' {
		for len(digits) > 0 && digits[len(digits)-1] == '0' {
			digits = digits[:len(digits)-1]
		}
		if digits == "" {
			return ""
		}
	}
	return word[:1] + digits
}

func zoneText(word string, offset int) string {
	if word[0] == 'Z' && offset == 0 {
		return "Z"
	}
	sign := "+"
	if offset < 0 {
		sign, offset = "-", -offset
	}
	s := sign + decimal(offset/3600, 2)
	switch word[1:] {
	case "07:00":
		s += ":" + decimal(offset%3600/60, 2)
	case "0700":
		s += decimal(offset%3600/60, 2)
	case "07:00:00":
		s += ":" + decimal(offset%3600/60, 2) + ":" + decimal(offset%60, 2)
	case "070000":
		s += decimal(offset%3600/60, 2) + decimal(offset%60, 2)
	}
	return s
}

func (t Time) zoneName() string {
	name, offset := t.Zone()
	if name != "" {
		return name
	}
	return zoneText("-0700", offset)
}

func (t Time) hour12() int {
	if h := t.Hour() % 12; h != 0 {
		return h
	}
	return 12
}

func (t Time) dateWord(word string) string {
	year, month, day := t.Date()
	switch word {
	case "January":
		return month.String()
	case "Jan":
		return month.String()[:3]
	case "01":
		return decimal(int(month), 2)
	case "1":
		return decimal(int(month), 0)
	case "Monday":
		return t.Weekday().String()
	case "Mon":
		return t.Weekday().String()[:3]
	case "02":
		return decimal(day, 2)
	case "_2":
		return padded(day)
	case "2":
		return decimal(day, 0)
	case "002":
		return decimal(t.YearDay(), 3)
	case "__2":
		s := padded(t.YearDay())
		if len(s) < 3 {
			s = " " + s
		}
		return s
	case "2006":
		return decimal(year, 4)
	case "_2006":
		return "_" + decimal(year, 4)
	}
	return decimal(max(year, -year)%100, 2) // 06
}

func (t Time) word(word string) string {
	switch word {
	case "15":
		return decimal(t.Hour(), 2)
	case "03":
		return decimal(t.hour12(), 2)
	case "3":
		return decimal(t.hour12(), 0)
	case "04":
		return decimal(t.Minute(), 2)
	case "4":
		return decimal(t.Minute(), 0)
	case "05":
		return decimal(t.Second(), 2)
	case "5":
		return decimal(t.Second(), 0)
	case "PM", "pm":
		letters := "AMPMampm"
		at := 0
		if word == "pm" {
			at = 4
		}
		if t.Hour() >= 12 {
			at += 2
		}
		return letters[at : at+2]
	case "MST":
		return t.zoneName()
	}
	switch word[0] {
	case '-', 'Z':
		_, offset := t.Zone()
		return zoneText(word, offset)
	case '.', ',':
		return fraction(word, int(t.nsec()))
	}
	return t.dateWord(word)
}

func (t Time) AppendFormat(b []byte, layout string) []byte {
	for i := 0; i < len(layout); {
		w := wordAt(layout, i)
		if w == "" {
			b = append(b, layout[i])
			i++
			continue
		}
		b = append(b, t.word(w)...)
		i += len(w)
	}
	return b
}

func (t Time) Format(layout string) string {
	return string(t.AppendFormat(make([]byte, 0, 64), layout))
}

func (t Time) String() string {
	s := t.Format("2006-01-02 15:04:05.999999999 -0700 MST")
	if t.wall&hasMonotonic != 0 {
		m, sign := t.ext, "+"
		if m < 0 {
			m, sign = -m, "-"
		}
		s += " m=" + sign + decimal(int(m/1e9), 0) + "." + decimal(int(m%1e9), 9)
	}
	return s
}
