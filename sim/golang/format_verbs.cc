// One operand by its verb: what methods say of it, booleans, numbers, strings, pointers, bytes.
#include "sim/golang/format_printer.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/mbarrier.h"

namespace tricolor::golang {

using runtime::Kind;
using runtime::Type;

namespace {

constexpr std::string_view kText = "func() string";  // signature of the methods fmt calls

}  // namespace

uint64_t ValuePrinter::integerAt(const PrintedValue& v) {
    switch (v.t->kind) {
        case Kind::Int8:
            return static_cast<uint64_t>(static_cast<int64_t>(vm.mem.load<int8_t>(v.a)));
        case Kind::Int16:
            return static_cast<uint64_t>(static_cast<int64_t>(vm.mem.load<int16_t>(v.a)));
        case Kind::Int32:
            return static_cast<uint64_t>(static_cast<int64_t>(vm.mem.load<int32_t>(v.a)));
        case Kind::Uint8:
            return vm.mem.load<uint8_t>(v.a);
        case Kind::Uint16:
            return vm.mem.load<uint16_t>(v.a);
        case Kind::Uint32:
            return vm.mem.load<uint32_t>(v.a);
        default:
            return word(v.a);
    }
}

void ValuePrinter::number0x(uint64_t v, bool leading0x) {
    const bool sharp = std::exchange(flags().sharp, leading0x);
    out.integer(v, 16, false, 'v');
    flags().sharp = sharp;
}

void ValuePrinter::printArg(const PrintedValue& v, char32_t verb) {
    if (result.asks) return;
    if (!v.t) {
        if (verb == 'T' || verb == 'v')
            out.pad("<nil>");
        else
            badVerb(v, verb);
        return;
    }
    if (verb == 'T') return out.string(v.t->string);
    if (verb == 'p') return formatPointer(v, 'p');
    char32_t effective = verb;
    if (!handleMethods(v, effective)) printValue(v, effective, 0);
}

void ValuePrinter::badVerb(const PrintedValue& v, char32_t verb) {
    erroring = true;
    buf() += "%!";
    verbRune(verb);
    buf() += '(';
    if (v.t) {
        buf() += v.t->string + "=";
        printArg(v, 'v');
    } else {
        buf() += "<nil>";
    }
    buf() += ')';
    erroring = false;
}

// The text a method returned, or the question for it.
bool ValuePrinter::textOfMethod(const PrintedValue& v, char32_t verb, FormatResult::Method method) {
    if (textsUsed < request.texts.n) {
        const std::string_view s = stringAt(request.texts.p + 16 * static_cast<uint64_t>(textsUsed++));
        if (!s.empty() && s[0] == '\0')
            buf() += s.substr(1);
        else if (method == FormatResult::Method::GoString)
            out.string(s);
        else
            formatString(s, v, verb);
        return true;
    }
    if (!request.asks) return true;
    result.asks = true;
    result.verb = static_cast<int32_t>(verb);
    result.method = method;
    result.value = v.whole;
    if (v.whole.type) return true;
    result.value.type = v.t->addr;
    if (v.t->directIface) {
        result.value.data = word(v.a);
    } else if (v.addressable) {
        result.value.data = runtime::newobject(vm.c, *v.t);
        runtime::typedmemmove(vm.c, *v.t, result.value.data, v.a);
    } else {
        result.value.data = v.a;
    }
    return true;
}

bool ValuePrinter::handleMethods(const PrintedValue& v, char32_t& verb) {
    if (erroring) return false;
    const runtime::Module& m = vm.program.module;
    const bool isError = m.method(*v.t, "Error", kText) >= 0;
    if (verb == 'w') {
        if (!isError) {
            badVerb(v, verb);
            return true;
        }
        verb = 'v';
    }
    if (flags().sharpV) {
        if (m.method(*v.t, "GoString", kText) < 0) return false;
        return textOfMethod(v, verb, FormatResult::Method::GoString);
    }
    if (verb != 'v' && verb != 's' && verb != 'x' && verb != 'X' && verb != 'q') return false;
    if (isError) return textOfMethod(v, verb, FormatResult::Method::Error);
    if (m.method(*v.t, "String", kText) >= 0) return textOfMethod(v, verb, FormatResult::Method::String);
    return false;
}

void ValuePrinter::formatBool(const PrintedValue& v, char32_t verb) {
    if (verb == 't' || verb == 'v')
        out.boolean(vm.mem.load<uint8_t>(v.a) != 0);
    else
        badVerb(v, verb);
}

void ValuePrinter::formatInteger(uint64_t u, bool isSigned, const PrintedValue& v, char32_t verb) {
    switch (verb) {
        case 'v':
            if (flags().sharpV && !isSigned)
                number0x(u, true);
            else
                out.integer(u, 10, isSigned, verb);
            break;
        case 'd':
            out.integer(u, 10, isSigned, verb);
            break;
        case 'b':
            out.integer(u, 2, isSigned, verb);
            break;
        case 'o':
        case 'O':
            out.integer(u, 8, isSigned, verb);
            break;
        case 'x':
            out.integer(u, 16, isSigned, verb);
            break;
        case 'X':
            out.integer(u, 16, isSigned, verb, true);
            break;
        case 'c':
            out.character(u);
            break;
        case 'q':
            out.quotedCharacter(u);
            break;
        case 'U':
            out.unicode(u);
            break;
        default:
            badVerb(v, verb);
    }
}

void ValuePrinter::formatFloat(double d, int bits, const PrintedValue& v, char32_t verb) {
    switch (verb) {
        case 'v':
            out.floating(d, bits, 'g', -1);
            break;
        case 'b':
        case 'g':
        case 'G':
        case 'x':
        case 'X':
            out.floating(d, bits, static_cast<char>(verb), -1);
            break;
        case 'f':
        case 'e':
        case 'E':
            out.floating(d, bits, static_cast<char>(verb), 6);
            break;
        case 'F':
            out.floating(d, bits, 'f', 6);
            break;
        default:
            badVerb(v, verb);
    }
}

void ValuePrinter::formatComplex(const PrintedValue& v, char32_t verb) {
    constexpr std::u32string_view kVerbs = U"vbgGxXfFeE";
    if (kVerbs.find(verb) == std::u32string_view::npos) return badVerb(v, verb);
    const bool small = v.t->kind == Kind::Complex64;
    const double re = small ? static_cast<double>(vm.mem.load<float32>(v.a)) : vm.mem.load<double>(v.a);
    const double im =
        small ? static_cast<double>(vm.mem.load<float32>(v.a + 4)) : vm.mem.load<double>(v.a + 8);
    const bool plus = flags().plus;
    buf() += '(';
    formatFloat(re, small ? 32 : 64, v, verb);
    flags().plus = true;
    formatFloat(im, small ? 32 : 64, v, verb);
    buf() += "i)";
    flags().plus = plus;
}

void ValuePrinter::formatString(std::string_view s, const PrintedValue& v, char32_t verb) {
    switch (verb) {
        case 'v':
            if (flags().sharpV)
                out.quoted(s);
            else
                out.string(s);
            break;
        case 's':
            out.string(s);
            break;
        case 'x':
            out.hex(s, false);
            break;
        case 'X':
            out.hex(s, true);
            break;
        case 'q':
            out.quoted(s);
            break;
        default:
            badVerb(v, verb);
    }
}

void ValuePrinter::formatPointer(const PrintedValue& v, char32_t verb) {
    switch (v.t->kind) {
        case Kind::Chan:
        case Kind::Func:
        case Kind::Map:
        case Kind::Pointer:
        case Kind::Slice:
        case Kind::UnsafePointer:
            break;
        default:
            return badVerb(v, verb);
    }
    uint64_t u = word(v.a);
    if (v.t->kind == Kind::Func && u) u = word(u);
    switch (verb) {
        case 'v':
            if (flags().sharpV) {
                buf() += "(" + v.t->string + ")(";
                if (u == 0)
                    buf() += "nil";
                else
                    number0x(u, true);
                buf() += ')';
            } else if (u == 0) {
                out.pad("<nil>");
            } else {
                number0x(u, !flags().sharp);
            }
            break;
        case 'p':
            number0x(u, !flags().sharp);
            break;
        case 'b':
        case 'o':
        case 'd':
        case 'x':
        case 'X':
            formatInteger(u, false, v, verb);
            break;
        default:
            badVerb(v, verb);
    }
}

// []byte and [n]byte in the verbs that treat them as one text; false: print the elements.
bool ValuePrinter::formatBytes(const PrintedValue& v, std::string_view s, bool isNil, char32_t verb) {
    const bool whole = v.t->kind == Kind::Slice && v.t->name.empty() && v.whole.type != 0;
    if (whole && (verb == 'v' || verb == 'd')) {
        const bool sharpV = flags().sharpV;
        if (sharpV) {
            buf() += "[]byte";
            if (isNil) {
                buf() += "(nil)";
                return true;
            }
        }
        buf() += sharpV ? '{' : '[';
        for (size_t i = 0; i < s.size(); ++i) {
            if (i > 0) buf() += sharpV ? ", " : " ";
            if (sharpV)
                number0x(static_cast<uint8_t>(s[i]), true);
            else
                out.integer(static_cast<uint8_t>(s[i]), 10, false, verb);
        }
        buf() += sharpV ? '}' : ']';
        return true;
    }
    switch (verb) {
        case 's':
            out.string(s);
            return true;
        case 'q':
            out.quoted(s);
            return true;
        case 'x':
            out.hex(s, false);
            return true;
        case 'X':
            out.hex(s, true);
            return true;
        default:
            return false;
    }
}

}  // namespace tricolor::golang
