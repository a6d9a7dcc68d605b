// Package bytes: functions on byte slices, most of them those of package strings.
package bytes

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// view is b as a string, without a copy; part is a part of it as bytes again.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
func part(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

func Equal(a, b []byte) bool                        { return string(a) == string(b) }
//tricolor:leaks c0m0 c0m0
func Compare(a, b []byte) int                       { return strings.Compare(view(a), view(b)) }
//tricolor:leaks c0m0 c0m0
func Contains(b, sub []byte) bool                   { return Index(b, sub) >= 0 }
//tricolor:leaks c0m0 c0m0
func ContainsAny(b []byte, chars string) bool       { return IndexAny(b, chars) >= 0 }
//tricolor:leaks c0m0
func ContainsRune(b []byte, r rune) bool            { return IndexRune(b, r) >= 0 }
func ContainsFunc(b []byte, f func(rune) bool) bool { return IndexFunc(b, f) >= 0 }
//tricolor:leaks c0m0 c0m0
func Index(s, sep []byte) int                       { return strings.Index(view(s), view(sep)) }
//tricolor:leaks c0m0
func IndexByte(b []byte, c byte) int                { return strings.IndexByte(view(b), c) }
//tricolor:leaks c0m0
func IndexRune(s []byte, r rune) int                { return strings.IndexRune(view(s), r) }
//tricolor:leaks c0m0 c0m0
func IndexAny(s []byte, chars string) int           { return strings.IndexAny(view(s), chars) }
func IndexFunc(s []byte, f func(rune) bool) int     { return strings.IndexFunc(view(s), f) }
func LastIndex(s, sep []byte) int                   { return strings.LastIndex(view(s), view(sep)) }
func LastIndexByte(s []byte, c byte) int            { return strings.LastIndexByte(view(s), c) }
//tricolor:leaks - c0m0
func LastIndexAny(s []byte, chars string) int       { return strings.LastIndexAny(view(s), chars) }
func LastIndexFunc(s []byte, f func(rune) bool) int { return strings.LastIndexFunc(view(s), f) }
//tricolor:leaks c0m0 c0m0
func Count(s, sep []byte) int                       { return strings.Count(view(s), view(sep)) }
func HasPrefix(s, prefix []byte) bool               { return strings.HasPrefix(view(s), view(prefix)) }
func HasSuffix(s, suffix []byte) bool               { return strings.HasSuffix(view(s), view(suffix)) }
func EqualFold(s, t []byte) bool                    { return strings.EqualFold(view(s), view(t)) }
func ToTitle(s []byte) []byte                       { return Map(unicode.ToTitle, s) }
func Title(s []byte) []byte                         { return []byte(strings.Title(view(s))) }
func Runes(s []byte) []rune                         { return []rune(view(s)) }
//tricolor:leaks c0m0 c0m0 -
func ReplaceAll(s, old, new []byte) []byte          { return Replace(s, old, new, -1) }

// owned is t, which a function of package strings made of s, as bytes that are nobody else's.
func owned(t string, s []byte) []byte {
	if unsafe.StringData(t) == unsafe.SliceData(s) {
		return append([]byte(""), t...)
	}
	return part(t)
}

func isASCII(s []byte) bool {
	for _, c := range s {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

//tricolor:leaks -
func ToUpper(s []byte) []byte {
	if isASCII(s) {
		return owned(strings.ToUpper(view(s)), s)
	}
	return Map(unicode.ToUpper, s)
}

//tricolor:leaks -
func ToLower(s []byte) []byte {
	if isASCII(s) {
		return owned(strings.ToLower(view(s)), s)
	}
	return Map(unicode.ToLower, s)
}

//tricolor:leaks c0 -
func Map(f func(r rune) rune, s []byte) []byte {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRune(s[i:])
		i += n
		if r = f(r); r >= 0 {
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}

//tricolor:leaks -
func Repeat(b []byte, count int) []byte {
	if count == 0 {
		return []byte{}
	}
	if count < 0 {
		panic("bytes: negative Repeat count")
	}
	return owned(strings.Repeat(view(b), count), b)
}

//tricolor:leaks c0m0 c0m0 -
func Replace(s, old, new []byte, n int) []byte {
	return owned(strings.Replace(view(s), view(old), view(new), n), s)
}

func Clone(b []byte) []byte {
	if b == nil {
		return nil
	}
	return append([]byte{}, b...)
}

// trimmed is the part of s that strings left of it; nothing is nil.
func trimmed(s []byte, left string) []byte {
	if len(left) == 0 {
		return nil
	}
	at := int(uintptr(unsafe.Pointer(unsafe.StringData(left))) - uintptr(unsafe.Pointer(unsafe.SliceData(s))))
	return s[at : at+len(left)]
}

func TrimSpace(s []byte) []byte                   { return trimmed(s, strings.TrimSpace(view(s))) }
func Trim(s []byte, cutset string) []byte         { return trimmed(s, strings.Trim(view(s), cutset)) }
func TrimLeft(s []byte, cutset string) []byte     { return trimmed(s, strings.TrimLeft(view(s), cutset)) }
func TrimRight(s []byte, cutset string) []byte    { return s[:len(strings.TrimRight(view(s), cutset))] }
func TrimFunc(s []byte, f func(rune) bool) []byte { return trimmed(s, strings.TrimFunc(view(s), f)) }
func TrimLeftFunc(s []byte, f func(rune) bool) []byte {
	return trimmed(s, strings.TrimLeftFunc(view(s), f))
}
func TrimRightFunc(s []byte, f func(rune) bool) []byte {
	return s[:len(strings.TrimRightFunc(view(s), f))]
}

func TrimPrefix(s, prefix []byte) []byte {
	if HasPrefix(s, prefix) {
		return s[len(prefix):]
	}
	return s
}

func TrimSuffix(s, suffix []byte) []byte {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)]
	}
	return s
}

//tricolor:leaks c0m0r0:0r1:0 c0m0
func Cut(s, sep []byte) (before, after []byte, found bool) {
	if i := Index(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, nil, false
}

func CutPrefix(s, prefix []byte) (after []byte, found bool) {
	if !HasPrefix(s, prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

func CutSuffix(s, suffix []byte) (before []byte, found bool) {
	if !HasSuffix(s, suffix) {
		return s, false
	}
	return s[:len(s)-len(suffix)], true
}

func parts(list []string) [][]byte {
	if list == nil {
		return nil
	}
	out := make([][]byte, len(list))
	for i, s := range list {
		out[i] = part(s)
	}
	return out
}

//tricolor:leaks h0 c0m0
func Split(s, sep []byte) [][]byte         { return split(s, sep, 0, -1) }
//tricolor:leaks h0 c0m0
func SplitN(s, sep []byte, n int) [][]byte { return split(s, sep, 0, n) }
//tricolor:leaks h0 c0m0
func SplitAfter(s, sep []byte) [][]byte    { return split(s, sep, len(sep), -1) }
//tricolor:leaks h0 c0m0
func SplitAfterN(s, sep []byte, n int) [][]byte {
	return split(s, sep, len(sep), n)
}
// At most n pieces of s (n < 0: all), each with so many bytes of the separator behind it.
func split(s, sep []byte, keep, n int) [][]byte {
	if n == 0 {
		return nil
	}
	if len(sep) == 0 {
		return parts(strings.SplitN(view(s), "", n))
	}
	if n < 0 {
		n = Count(s, sep) + 1
	}
	list := make([][]byte, 0, min(n, len(s)+1))
	for len(list) < n-1 {
		at := Index(s, sep)
		if at < 0 {
			break
		}
		list = append(list, s[:at+keep:at+keep])
		s = s[at+len(sep):]
	}
	return append(list, s)
}

//tricolor:leaks h0
func Fields(s []byte) [][]byte {
	if !isASCII(s) {
		return FieldsFunc(s, unicode.IsSpace)
	}
	isSpace := func(i int) bool { return i == len(s) || s[i] == ' ' || s[i] >= '\t' && s[i] <= '\r' }
	n := 0
	for i := range s {
		if !isSpace(i) && isSpace(i+1) {
			n++
		}
	}
	list := make([][]byte, 0, n)
	start := 0
	for i := range s {
		if isSpace(i) {
			start = i + 1
		} else if isSpace(i + 1) {
			list = append(list, s[start:i+1:i+1])
		}
	}
	return list
}

func FieldsFunc(s []byte, f func(rune) bool) [][]byte { return parts(strings.FieldsFunc(view(s), f)) }

func each(seq iter.Seq[string]) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for s := range seq {
			if !yield(part(s)) {
				return
			}
		}
	}
}

func Lines(s []byte) iter.Seq[[]byte]         { return each(strings.Lines(view(s))) }
func SplitSeq(s, sep []byte) iter.Seq[[]byte] { return each(strings.SplitSeq(view(s), view(sep))) }
func FieldsSeq(s []byte) iter.Seq[[]byte]     { return each(strings.FieldsSeq(view(s))) }

func Join(s [][]byte, sep []byte) []byte {
	if len(s) == 0 {
		return []byte{}
	}
	n := len(sep) * (len(s) - 1)
	for _, p := range s {
		n += len(p)
	}
	out := make([]byte, 0, n)
	for i, p := range s {
		if i > 0 {
			out = append(out, sep...)
		}
		out = append(out, p...)
	}
	return out
}
