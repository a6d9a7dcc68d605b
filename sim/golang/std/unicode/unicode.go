// Package unicode tells what kind of character a rune is.
package unicode

const (
	MaxRune         = '\U0010FFFF'
	ReplacementChar = '\uFFFD'
	MaxASCII        = '\u007F'
	MaxLatin1       = '\u00FF'
	UpperCase       = 0
	LowerCase       = 1
	TitleCase       = 2
)

func IsLetter(r rune) bool
func IsDigit(r rune) bool
func IsUpper(r rune) bool
func IsLower(r rune) bool
func IsPrint(r rune) bool
func IsPunct(r rune) bool
func IsSymbol(r rune) bool
func ToUpper(r rune) rune
func ToLower(r rune) rune

func IsTitle(r rune) bool
func ToTitle(r rune) rune

func IsNumber(r rune) bool

func IsSpace(r rune) bool {
	switch r {
	case '\t', '\n', '\v', '\f', '\r', ' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000:
		return true
	}
	return 0x2000 <= r && r <= 0x200a
}

func IsControl(r rune) bool {
	return 0 <= r && (r < 0x20 || (0x7f <= r && r < 0xa0))
}

func IsGraphic(r rune) bool {
	return IsPrint(r) || (r != '\t' && IsSpace(r) && !IsControl(r))
}
