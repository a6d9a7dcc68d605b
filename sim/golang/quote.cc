// strconv's quoting.
#include "sim/golang/format.h"
#include "sim/golang/unicode.h"
#include "sim/runtime/string.h"

namespace tricolor::golang {

namespace {

constexpr const char* kHex = "0123456789abcdef";

void appendHex(std::string& out, uint32_t v, int digits) {
    for (int i = digits - 1; i >= 0; --i) out += kHex[v >> (4 * i) & 15];
}

void appendEscaped(std::string& out, uint32_t r, char quote, bool ascii) {
    if (r == static_cast<uint32_t>(quote) || r == '\\') {
        out += '\\';
        out += static_cast<char>(r);
        return;
    }
    if (r < 0x80 ? (r >= 0x20 && r != 0x7f) : (!ascii && isUnicodePrint(r))) {
        runtime::appendRune(out, static_cast<int32_t>(r));
        return;
    }
    constexpr std::string_view kLetters = "abtnvfr";
    if (r >= 7 && r <= 13) {
        out += '\\';
        out += kLetters[r - 7];
    } else if (r < 0x20 || r == 0x7f) {
        out += "\\x";
        appendHex(out, r, 2);
    } else if (r < 0x10000) {
        out += "\\u";
        appendHex(out, r, 4);
    } else {
        out += "\\U";
        appendHex(out, r, 8);
    }
}

}  // namespace

std::string quote(std::string_view s, char quoteChar, bool ascii) {
    std::string out(1, quoteChar);
    for (size_t i = 0; i < s.size();) {
        const runtime::Rune r = runtime::decoderune(s, i);
        if (r.value == runtime::runeError && r.size == 1) {
            out += "\\x";
            appendHex(out, static_cast<uint8_t>(s[i]), 2);
        } else {
            appendEscaped(out, static_cast<uint32_t>(r.value), quoteChar, ascii);
        }
        i += static_cast<size_t>(r.size);
    }
    return out + quoteChar;
}

std::string quoteRune(int32_t r, bool ascii) {
    if (r < 0 || r > 0x10ffff || (r >= 0xd800 && r <= 0xdfff)) r = runtime::runeError;
    std::string out = "'";
    appendEscaped(out, static_cast<uint32_t>(r), '\'', ascii);
    return out + "'";
}

bool canBackquote(std::string_view s) {
    for (size_t i = 0; i < s.size();) {
        const runtime::Rune r = runtime::decoderune(s, i);
        i += static_cast<size_t>(r.size);
        if (r.size > 1) {
            if (r.value == 0xfeff) return false;
            continue;
        }
        if (r.value == runtime::runeError) return false;
        if ((r.value < ' ' && r.value != '\t') || r.value == '`' || r.value == 0x7f) return false;
    }
    return true;
}

}  // namespace tricolor::golang
