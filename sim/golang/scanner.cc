#include "sim/golang/scanner.h"

#include <map>

#include "sim/golang/unicode.h"

namespace tricolor::golang {
namespace {

int32_t lower(int32_t c) {
    return c | 0x20;
}
bool isLetter(int32_t c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || c == '_';
}
bool isDecimal(int32_t c) {
    return c >= '0' && c <= '9';
}
bool isHex(int32_t c) {
    return isDecimal(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

const std::map<std::string_view, Token>& keywords() {
    static const std::map<std::string_view, Token> table = [] {
        std::map<std::string_view, Token> t;
        for (int k = static_cast<int>(Token::Break); k <= static_cast<int>(Token::Var); k++)
            t[tokenText(static_cast<Token>(k))] = static_cast<Token>(k);
        return t;
    }();
    return table;
}

const char* baseName(int base) {
    return base == 2 ? "binary" : base == 8 ? "octal" : base == 10 ? "decimal" : "hexadecimal";
}

// As Go prints a code point with %#U.
std::string unicodeText(int32_t c) {
    constexpr char hex[] = "0123456789ABCDEF";
    std::string code;
    for (uint32_t v = static_cast<uint32_t>(c); v != 0 || code.size() < 4; v >>= 4)
        code.insert(0, 1, hex[v & 15]);
    std::string text = "U+" + code;
    if (!isUnicodePrint(static_cast<uint32_t>(c))) return text;
    text += " '";
    appendRune(text, static_cast<uint32_t>(c));
    return text + "'";
}

std::string quotedRune(int32_t c) {
    if (c == '\n') return "'\\n'";
    if (c == '\'') return "'\\''";
    std::string text = "'";
    appendRune(text, static_cast<uint32_t>(c));
    return text + "'";
}

// Where an underscore of a number does not stand between digits; -1 if all do.
int misplacedSeparator(std::string_view text) {
    size_t i = 0;
    char previous = '.';
    bool hex = false;
    if (text.size() >= 2 && text[0] == '0') {
        const int32_t prefix = lower(text[1]);
        hex = prefix == 'x';
        if (hex || prefix == 'o' || prefix == 'b') {
            previous = '0';
            i = 2;
        }
    }
    for (; i < text.size(); i++) {
        const char before = previous;
        const char c = text[i];
        if (c == '_') {
            if (before != '0') return static_cast<int>(i);
            previous = '_';
        } else if (isDecimal(c) || (hex && isHex(c))) {
            previous = '0';
        } else {
            if (before == '_') return static_cast<int>(i) - 1;
            previous = '.';
        }
    }
    return previous == '_' ? static_cast<int>(text.size()) - 1 : -1;
}

}  // namespace

Scanner::Scanner(std::string_view text, uint32_t file, Diagnostics& diagnostics)
    : source(text), fileIndex(file), problems(diagnostics) {
    if (source.starts_with("\xef\xbb\xbf")) {
        offset = 3;
        column = 4;
    }
    line = 1;
    chLength = 0;
    advance();
}

void Scanner::error(Pos at, std::string text) {
    problems.add(at, std::move(text));
}

int32_t Scanner::peekByte(size_t ahead) const {
    const size_t at = offset + ahead;
    return at < source.size() ? static_cast<uint8_t>(source[at]) : endOfText;
}

void Scanner::advance() {
    if (ch == '\n' && chLength != 0) {
        line++;
        column = 1;
    } else {
        column += chLength;
    }
    offset += chLength;
    if (offset >= source.size()) {
        ch = endOfText;
        chLength = 0;
        return;
    }
    const Rune r = decodeRune(source.substr(offset));
    ch = static_cast<int32_t>(r.value);
    chLength = r.length;
    if (ch == 0) error(here(), "invalid NUL character");
    if (ch == 0xfffd && chLength == 1) error(here(), "invalid UTF-8 encoding");
    if (ch == 0xfeff) error(here(), "invalid BOM in the middle of the file");
}

void Scanner::next() {
    const bool newlineEnds = semicolonAtNewline;
    semicolonAtNewline = false;
    for (;;) {
        while (ch == ' ' || ch == '\t' || (ch == '\n' && !newlineEnds) || ch == '\r') advance();
        pos = here();
        start = offset;
        if (ch == '/' && (peekByte(1) == '/' || peekByte(1) == '*')) {
            if (comment(newlineEnds)) return;
            continue;
        }
        if (isLetter(ch) || (ch >= 0x80 && atIdentifier(true))) return identifier();
        if (isDecimal(ch)) return number(false);
        switch (ch) {
            case endOfText:
            case '\n':
                token = Token::EndOfFile;
                if (newlineEnds) {
                    token = Token::Semicolon;
                    literal = ch == '\n' ? "newline" : "EOF";
                    if (ch == '\n') advance();
                }
                return;
            case '"':
                return stringLiteral();
            case '`':
                return rawString();
            case '\'':
                return runeLiteral();
            case '#':
            case '$':
            case '?':
            case '@':
            case '\\':
                break;
            default:
                if (ch >= 0x20 && ch < 0x7f) return operatorToken();
        }
        error(pos, "invalid character " + unicodeText(ch));
        advance();
    }
}

// Skips a comment; true if it ended a line that ends a statement, and so became a semicolon.
bool Scanner::comment(bool newlineEnds) {
    advance();
    const bool general = ch == '*';
    advance();
    if (!general) {
        lineComment(start);
        return false;
    }
    generalComment();
    if (line == pos.line || !newlineEnds) return false;
    token = Token::Semicolon;
    literal = "newline";
    return true;
}

void Scanner::lineComment(size_t from) {
    while (ch != endOfText && ch != '\n') advance();
    std::string_view text = source.substr(from + 2, offset - from - 2);
    while (text.ends_with('\r')) text.remove_suffix(1);
    if (text.starts_with("go:") || text.starts_with("tricolor:")) directives.emplace_back(text);
}

bool Scanner::generalComment() {
    while (ch != endOfText) {
        while (ch == '*') {
            advance();
            if (ch == '/') {
                advance();
                return true;
            }
        }
        if (ch != endOfText) advance();
    }
    error(pos, "comment not terminated");
    return false;
}

bool Scanner::atIdentifier(bool first) {
    if (ch < 0) return false;
    const uint32_t c = static_cast<uint32_t>(ch);
    if (isUnicodeLetter(c) || c == '_') return true;
    if (isUnicodeDigit(c)) {
        if (first) error(here(), "identifier cannot begin with digit " + unicodeText(ch));
        return true;
    }
    if (c < 0x80) return false;
    error(here(), "invalid character " + unicodeText(ch) + " in identifier");
    return true;
}

void Scanner::identifier() {
    advance();
    while (isLetter(ch) || isDecimal(ch) || (ch >= 0x80 && atIdentifier(false))) advance();
    const std::string_view text = source.substr(start, offset - start);
    if (const auto keyword = keywords().find(text); keyword != keywords().end()) {
        token = keyword->second;
        semicolonAtNewline = token == Token::Break || token == Token::Continue ||
                             token == Token::Fallthrough || token == Token::Return;
        return;
    }
    semicolonAtNewline = true;
    token = Token::Name;
    literal = text;
}

void Scanner::setLiteral(LiteralKind kind, bool ok) {
    semicolonAtNewline = true;
    token = Token::Literal;
    literal = source.substr(start, offset - start);
    literalKind = kind;
    bad = !ok;
}

// Accepts digits and '_'; returns bit 0 if there was a digit, bit 1 if there was a separator.
int Scanner::digits(int base, int* invalid) {
    int seen = 0;
    while (ch == '_' || (base <= 10 ? isDecimal(ch) : isHex(ch))) {
        if (ch != '_' && base < 10 && ch >= '0' + base && invalid && *invalid < 0)
            *invalid = static_cast<int>(offset - start);
        seen |= ch == '_' ? 2 : 1;
        advance();
    }
    return seen;
}

void Scanner::number(bool seenPoint) {
    bool ok = true;
    LiteralKind kind = LiteralKind::Int;
    int base = 10, prefix = 0, seen = 0, invalid = -1;
    if (!seenPoint) {
        if (ch == '0') {
            advance();
            const int32_t letter = lower(ch);
            if (letter == 'x' || letter == 'o' || letter == 'b') {
                prefix = letter;
                base = letter == 'x' ? 16 : letter == 'o' ? 8 : 2;
                advance();
            } else {
                prefix = '0';
                base = 8;
                seen = 1;
            }
        }
        seen |= digits(base, &invalid);
        if (ch == '.') {
            if (prefix == 'o' || prefix == 'b') {
                error(here(), std::string("invalid radix point in ") + baseName(base) + " literal");
                ok = false;
            }
            advance();
            seenPoint = true;
        }
    }
    if (seenPoint) {
        kind = LiteralKind::Float;
        seen |= digits(base, &invalid);
    }
    if ((seen & 1) == 0 && ok) {
        error(here(), std::string(baseName(base)) + " literal has no digits");
        ok = false;
    }
    if (lower(ch) == 'e' || lower(ch) == 'p') {
        kind = LiteralKind::Float;
        ok = exponent(prefix, ok, seen);
    } else if (prefix == 'x' && kind == LiteralKind::Float && ok) {
        error(here(), "hexadecimal mantissa requires a 'p' exponent");
        ok = false;
    }
    if (ch == 'i') {
        kind = LiteralKind::Imaginary;
        advance();
    }
    setLiteral(kind, ok);
    checkDigits(base, kind == LiteralKind::Int ? invalid : -1, seen, ok);
}

bool Scanner::exponent(int prefix, bool ok, int& digitsSeen) {
    const bool decimal = lower(ch) == 'e';
    if (ok && decimal && prefix != 0 && prefix != '0') {
        error(here(), quotedRune(ch) + " exponent requires decimal mantissa");
        ok = false;
    } else if (ok && !decimal && prefix != 'x') {
        error(here(), quotedRune(ch) + " exponent requires hexadecimal mantissa");
        ok = false;
    }
    advance();
    if (ch == '+' || ch == '-') advance();
    digitsSeen = digits(10, nullptr) | (digitsSeen & 2);
    if ((digitsSeen & 1) == 0 && ok) {
        error(here(), "exponent has no digits");
        ok = false;
    }
    return ok;
}

void Scanner::checkDigits(int base, int invalid, int digitsSeen, bool ok) {
    const auto at = [&](int index) {
        return Pos{fileIndex, pos.line, pos.column + static_cast<uint32_t>(index)};
    };
    if (invalid >= 0 && ok) {
        error(at(invalid), "invalid digit " + quotedRune(literal[static_cast<size_t>(invalid)]) + " in " +
                               baseName(base) + " literal");
        ok = false;
    }
    if ((digitsSeen & 2) != 0 && ok) {
        if (const int index = misplacedSeparator(literal); index >= 0) {
            error(at(index), "'_' must separate successive digits");
            ok = false;
        }
    }
    bad = !ok;
}

void Scanner::runeLiteral() {
    bool ok = true;
    const auto complain = [&](Pos at, const char* text) {
        if (ok) error(at, text);
        ok = false;
    };
    advance();
    for (int count = 0;; count++) {
        if (ch == '\'') {
            if (count == 0) complain(here(), "empty rune literal or unescaped '");
            if (count > 1) complain(pos, "more than one character in rune literal");
            advance();
            break;
        }
        if (ch == '\\') {
            advance();
            ok = escape('\'') && ok;
            continue;
        }
        if (ch == '\n' || ch == endOfText) {
            if (ch == '\n') complain(here(), "newline in rune literal");
            complain(pos, "rune literal not terminated");
            break;
        }
        advance();
    }
    setLiteral(LiteralKind::Rune, ok);
}

void Scanner::stringLiteral() {
    bool ok = true;
    advance();
    for (;;) {
        if (ch == '"') {
            advance();
            break;
        }
        if (ch == '\\') {
            advance();
            ok = escape('"') && ok;
            continue;
        }
        if (ch == '\n' || ch == endOfText) {
            if (ch == '\n')
                error(here(), "newline in string");
            else
                error(pos, "string not terminated");
            ok = false;
            break;
        }
        advance();
    }
    setLiteral(LiteralKind::String, ok);
}

void Scanner::rawString() {
    bool ok = true;
    advance();
    while (ch != '`' && ch != endOfText) advance();
    if (ch == endOfText) {
        error(pos, "string not terminated");
        ok = false;
    } else {
        advance();
    }
    setLiteral(LiteralKind::String, ok);
}

// The backslash is consumed. True at the end of the text: the caller complains.
bool Scanner::escape(int32_t quote) {
    if (ch == endOfText) return true;
    if (ch == quote ||
        (ch > 0 && ch < 0x80 &&
         std::string_view("abfnrtv\\").find(static_cast<char>(ch)) != std::string_view::npos)) {
        advance();
        return true;
    }
    if (ch >= '0' && ch <= '7') return escapeDigits(3, 8, 255);
    if (ch == 'x' || ch == 'u' || ch == 'U') {
        const int32_t letter = ch;
        advance();
        if (letter == 'x') return escapeDigits(2, 16, 255);
        return escapeDigits(letter == 'u' ? 4 : 8, 16, 0x10ffff);
    }
    error(here(), "unknown escape");
    return false;
}

bool Scanner::escapeDigits(int count, uint32_t base, uint32_t most) {
    uint32_t value = 0;
    for (int i = 0; i < count; i++) {
        if (ch == endOfText) return true;
        uint32_t digit = base;
        if (isDecimal(ch))
            digit = static_cast<uint32_t>(ch - '0');
        else if (isHex(ch))
            digit = static_cast<uint32_t>(lower(ch) - 'a') + 10;
        if (digit >= base) {
            error(here(), "invalid character " + quotedRune(ch) + " in " + baseName(static_cast<int>(base)) +
                              " escape");
            return false;
        }
        value = value * base + digit;
        advance();
    }
    if (value > most && base == 8) {
        error(here(), "octal escape value " + std::to_string(value) + " > 255");
        return false;
    }
    if (value > most || (value >= 0xd800 && value < 0xe000)) {
        error(here(), "escape is invalid Unicode code point " + unicodeText(static_cast<int32_t>(value)));
        return false;
    }
    return true;
}

// An operator that may be followed by = to become an assignment.
void Scanner::compound(Op simple) {
    op = simple;
    token = simple == Op::Mul ? Token::Star : Token::Operator;
    if (ch == '=') {
        advance();
        token = Token::AssignOp;
    }
}

void Scanner::operatorToken() {
    const int32_t first = ch;
    advance();
    const auto got = [&](int32_t c) {
        if (ch != c) return false;
        advance();
        return true;
    };
    const auto plain = [&](Token t, bool endsStatement = false) {
        token = t;
        semicolonAtNewline = endsStatement;
    };
    const auto operation = [&](Op o, Token t = Token::Operator) {
        op = o;
        token = t;
        semicolonAtNewline = t == Token::IncDecOp;
    };
    switch (first) {
        case '(':
            return plain(Token::LeftParen);
        case '[':
            return plain(Token::LeftBrack);
        case '{':
            return plain(Token::LeftBrace);
        case ',':
            return plain(Token::Comma);
        case ';':
            literal = "semicolon";
            return plain(Token::Semicolon);
        case ')':
            return plain(Token::RightParen, true);
        case ']':
            return plain(Token::RightBrack, true);
        case '}':
            return plain(Token::RightBrace, true);
        case ':':
            return plain(got('=') ? Token::Define : Token::Colon);
        case '.':
            if (isDecimal(ch)) return number(true);
            if (ch == '.' && peekByte(1) == '.') {
                advance();
                advance();
                return plain(Token::DotDotDot);
            }
            return plain(Token::Dot);
        case '+':
            return got('+') ? operation(Op::Add, Token::IncDecOp) : compound(Op::Add);
        case '-':
            return got('-') ? operation(Op::Sub, Token::IncDecOp) : compound(Op::Sub);
        case '*':
            return compound(Op::Mul);
        case '/':
            return compound(Op::Div);
        case '%':
            return compound(Op::Rem);
        case '&':
            if (got('&')) return operation(Op::AndAnd);
            return compound(got('^') ? Op::AndNot : Op::And);
        case '|':
            return got('|') ? operation(Op::OrOr) : compound(Op::Or);
        case '^':
            return compound(Op::Xor);
        case '<':
            if (got('=')) return operation(Op::LessEqual);
            if (got('<')) return compound(Op::Shl);
            if (got('-')) return operation(Op::Recv, Token::Arrow);
            return operation(Op::Less);
        case '>':
            if (got('=')) return operation(Op::GreaterEqual);
            if (got('>')) return compound(Op::Shr);
            return operation(Op::Greater);
        case '=':
            return got('=') ? operation(Op::Equal) : plain(Token::Assign);
        case '!':
            return operation(got('=') ? Op::NotEqual : Op::Not);
        default:
            return operation(Op::Tilde);
    }
}

}  // namespace tricolor::golang
