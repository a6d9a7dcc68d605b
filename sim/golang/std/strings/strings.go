// Package strings: functions on UTF-8 strings. Searching is native.
package strings

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

func Index(s, substr string) int
func LastIndex(s, substr string) int
func IndexByte(s string, c byte) int
func LastIndexByte(s string, c byte) int
func countNative(s, substr string) int
func ToUpper(s string) string
func ToLower(s string) string
func ToTitle(s string) string
func EqualFold(s, t string) bool
func replaceNative(s, old, new string, n int) string

func Contains(s, substr string) bool {
	return Index(s, substr) >= 0
}

func ContainsRune(s string, r rune) bool {
	return IndexRune(s, r) >= 0
}

func ContainsAny(s, chars string) bool {
	return IndexAny(s, chars) >= 0
}

func ContainsFunc(s string, f func(rune) bool) bool {
	return IndexFunc(s, f) >= 0
}

func IndexRune(s string, r rune) int {
	if r == utf8.RuneError {
		for i, c := range s {
			if c == r {
				return i
			}
		}
		return -1
	}
	if !utf8.ValidRune(r) {
		return -1
	}
	return Index(s, string(r))
}

func IndexAny(s, chars string) int {
	for i, c := range s {
		if IndexRune(chars, c) >= 0 {
			return i
		}
	}
	return -1
}

func LastIndexAny(s, chars string) int {
	return LastIndexFunc(s, func(r rune) bool { return IndexRune(chars, r) >= 0 })
}

func IndexFunc(s string, f func(rune) bool) int {
	for i, c := range s {
		if f(c) {
			return i
		}
	}
	return -1
}

func LastIndexFunc(s string, f func(rune) bool) int {
	for i := len(s); i > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
		if f(r) {
			return i
		}
	}
	return -1
}

func HasPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && s[:len(prefix)] == prefix
}

func HasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

func Count(s, substr string) int {
	if len(substr) == 0 {
		return utf8.RuneCountInString(s) + 1
	}
	return countNative(s, substr)
}

//tricolor:leaks h0 h0
func Compare(a, b string) int {
	if a == b {
		return 0
	}
	if a < b {
		return -1
	}
	return +1
}

func Clone(s string) string {
	if len(s) == 0 {
		return ""
	}
	return string([]byte(s))
}

func explode(s string, n int) []string {
	l := utf8.RuneCountInString(s)
	if n < 0 || n > l {
		n = l
	}
	a := make([]string, n)
	for i := 0; i < n-1; i++ {
		_, size := utf8.DecodeRuneInString(s)
		a[i] = s[:size]
		s = s[size:]
	}
	if n > 0 {
		a[n-1] = s
	}
	return a
}

func genSplit(s, sep string, sepSave, n int) []string {
	if n == 0 {
		return nil
	}
	if sep == "" {
		return explode(s, n)
	}
	if n < 0 {
		n = Count(s, sep) + 1
	}
	if n > len(s)+1 {
		n = len(s) + 1
	}
	a := make([]string, n)
	n--
	i := 0
	for i < n {
		m := Index(s, sep)
		if m < 0 {
			break
		}
		a[i] = s[:m+sepSave]
		s = s[m+len(sep):]
		i++
	}
	a[i] = s
	return a[:i+1]
}

func Split(s, sep string) []string              { return genSplit(s, sep, 0, -1) }
func SplitN(s, sep string, n int) []string      { return genSplit(s, sep, 0, n) }
func SplitAfter(s, sep string) []string         { return genSplit(s, sep, len(sep), -1) }
func SplitAfterN(s, sep string, n int) []string { return genSplit(s, sep, len(sep), n) }

// fields cuts s where f says so. Where the parts are is noted first, so that the result has no room to spare.
func fields(s string, f func(rune) bool) []string {
	type span struct{ from, to int }
	spans := make([]span, 0, 32)
	start := -1
	for end, r := range s {
		if f(r) {
			if start >= 0 {
				spans = append(spans, span{start, end})
				start = -1
			}
		} else if start < 0 {
			start = end
		}
	}
	if start >= 0 {
		spans = append(spans, span{start, len(s)})
	}
	out := make([]string, len(spans))
	for i, p := range spans {
		out[i] = s[p.from:p.to]
	}
	return out
}

func asciiSpace(b byte) bool { return b == ' ' || '\t' <= b && b <= '\r' }

func Fields(s string) []string {
	n, space := 0, true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return fields(s, unicode.IsSpace)
		}
		before := space
		space = asciiSpace(s[i])
		if before && !space {
			n++
		}
	}
	out := make([]string, 0, n)
	for i := 0; i < len(s); i++ {
		if asciiSpace(s[i]) {
			continue
		}
		start := i
		for i < len(s) && !asciiSpace(s[i]) {
			i++
		}
		out = append(out, s[start:i])
	}
	return out
}

func FieldsFunc(s string, f func(rune) bool) []string {
	return fields(s, f)
}

func Lines(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(s) > 0 {
			line := s
			if i := IndexByte(s, '\n'); i >= 0 {
				line, s = s[:i+1], s[i+1:]
			} else {
				s = ""
			}
			if !yield(line) {
				return
			}
		}
	}
}

func SplitSeq(s, sep string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, part := range Split(s, sep) {
			if !yield(part) {
				return
			}
		}
	}
}

func FieldsSeq(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, part := range Fields(s) {
			if !yield(part) {
				return
			}
		}
	}
}

func Join(elems []string, sep string) string {
	switch len(elems) {
	case 0:
		return ""
	case 1:
		return elems[0]
	}
	n := len(sep) * (len(elems) - 1)
	for _, e := range elems {
		n += len(e)
	}
	var b Builder
	b.Grow(n)
	b.WriteString(elems[0])
	for _, s := range elems[1:] {
		b.WriteString(sep)
		b.WriteString(s)
	}
	return b.String()
}

// Repeat cuts short runs of these from texts that are there.
const (
	spaces = "                                " +
		"                                " +
		"                                " +
		"                                "
	dashes = "--------------------------------" +
		"--------------------------------" +
		"--------------------------------" +
		"--------------------------------"
	zeroes = "00000000000000000000000000000000" +
		"00000000000000000000000000000000"
	equals = "================================" +
		"================================" +
		"================================" +
		"================================"
	tabs = "\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t" +
		"\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t"
)

//tricolor:leaks r0:0
func Repeat(s string, count int) string {
	switch count {
	case 0:
		return ""
	case 1:
		return s
	}
	if count < 0 {
		panic("strings: negative Repeat count")
	}
	n := len(s) * count
	if n/count != len(s) {
		panic("strings: Repeat output length overflow")
	}
	if n == 0 {
		return ""
	}
	for _, line := range [...]string{spaces, dashes, zeroes, equals, tabs} {
		if n <= len(line) && HasPrefix(line, s) {
			return line[:n]
		}
	}
	var b Builder
	b.Grow(n)
	b.WriteString(s)
	for b.Len() < n {
		chunk := min(n-b.Len(), b.Len())
		b.WriteString(b.String()[:chunk])
	}
	return b.String()
}

func Replace(s, old, new string, n int) string {
	if old == new || n == 0 {
		return s
	}
	if m := Count(s, old); m == 0 {
		return s
	} else if n < 0 || m < n {
		n = m
	}
	return replaceNative(s, old, new, n)
}

func ReplaceAll(s, old, new string) string {
	return Replace(s, old, new, -1)
}

func Title(s string) string {
	prev := ' '
	return Map(func(r rune) rune {
		start := !(unicode.IsLetter(prev) || unicode.IsDigit(prev) || prev == '_' || prev == '\'')
		prev = r
		if start {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

func Map(mapping func(rune) rune, s string) string {
	var b Builder
	changed := false
	for i, c := range s {
		r := mapping(c)
		if !changed {
			if r == c && c != utf8.RuneError {
				continue
			}
			changed = true
			b.Grow(len(s) + utf8.UTFMax)
			b.WriteString(s[:i])
		}
		if r >= 0 {
			b.WriteRune(r)
		}
	}
	if !changed {
		return s
	}
	return b.String()
}

func TrimLeftFunc(s string, f func(rune) bool) string {
	for i, r := range s {
		if !f(r) {
			return s[i:]
		}
	}
	return ""
}

func TrimRightFunc(s string, f func(rune) bool) string {
	for len(s) > 0 {
		r, size := utf8.DecodeLastRuneInString(s)
		if !f(r) {
			break
		}
		s = s[:len(s)-size]
	}
	return s
}

func TrimFunc(s string, f func(rune) bool) string {
	return TrimRightFunc(TrimLeftFunc(s, f), f)
}

func TrimSpace(s string) string {
	return TrimFunc(s, unicode.IsSpace)
}

func Trim(s, cutset string) string {
	return TrimRight(TrimLeft(s, cutset), cutset)
}

func TrimLeft(s, cutset string) string {
	return TrimLeftFunc(s, func(r rune) bool { return ContainsRune(cutset, r) })
}

func TrimRight(s, cutset string) string {
	return TrimRightFunc(s, func(r rune) bool { return ContainsRune(cutset, r) })
}

func TrimPrefix(s, prefix string) string {
	if HasPrefix(s, prefix) {
		return s[len(prefix):]
	}
	return s
}

func TrimSuffix(s, suffix string) string {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)]
	}
	return s
}

func Cut(s, sep string) (before, after string, found bool) {
	if i := Index(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func CutPrefix(s, prefix string) (after string, found bool) {
	if !HasPrefix(s, prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

func CutSuffix(s, suffix string) (before string, found bool) {
	if !HasSuffix(s, suffix) {
		return s, false
	}
	return s[:len(s)-len(suffix)], true
}

// A Replacer replaces a list of strings with replacements, earlier pairs first.
type Replacer struct {
	pairs []string
}

func NewReplacer(oldnew ...string) *Replacer {
	if len(oldnew)%2 == 1 {
		panic("strings.NewReplacer: odd argument count")
	}
	return &Replacer{append([]string(nil), oldnew...)}
}

//tricolor:leaks h0 h0
func (r *Replacer) Replace(s string) string {
	var b Builder
	for i := 0; i <= len(s); {
		matched := false
		for k := 0; k < len(r.pairs); k += 2 {
			if HasPrefix(s[i:], r.pairs[k]) {
				b.WriteString(r.pairs[k+1])
				if n := len(r.pairs[k]); n > 0 {
					i += n
					matched = true
				}
				break
			}
		}
		if !matched {
			if i < len(s) {
				b.WriteByte(s[i])
			}
			i++
		}
	}
	return b.String()
}

func SplitAfterSeq(s, sep string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, part := range SplitAfter(s, sep) {
			if !yield(part) {
				return
			}
		}
	}
}

func FieldsFuncSeq(s string, f func(rune) bool) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, part := range FieldsFunc(s, f) {
			if !yield(part) {
				return
			}
		}
	}
}

// ToValidUTF8 puts replacement in the place of each run of bytes that are not UTF-8.
func ToValidUTF8(s, replacement string) string {
	var b Builder
	bad := false
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				if !bad {
					b.WriteString(replacement)
				}
				bad = true
				continue
			}
		}
		bad = false
		b.WriteRune(r)
	}
	return b.String()
}
