#include "sim/golang/format.h"

#include <algorithm>
#include <cstring>

#include "sim/golang/format_text.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/map.h"
#include "sim/runtime/mbarrier.h"
#include "sim/runtime/string.h"

namespace tricolor::golang {

using runtime::Kind;
using runtime::Type;

namespace {

// A value of type t whose bytes stand at a. whole: the interface it came in, if it is an operand. ro: reached
// through an unexported field, so that fmt may not call its methods. addressable: in a slice or behind a
// pointer.
struct Value {
    const Type* t = nullptr;
    Addr a = 0;
    Iface whole;
    bool ro = false, addressable = false;
};

constexpr std::string_view kText = "func() string";  // signature of the methods fmt calls

bool isSignedKind(Kind k) {
    return k >= Kind::Int && k <= Kind::Int64;
}
bool isUnsignedKind(Kind k) {
    return k >= Kind::Uint && k <= Kind::Uintptr;
}

class Printer {
  public:
    Printer(Machine& machine, const FormatRequest& r) : vm(machine), request(r) {}
    FormatResult run();

  private:
    std::string& buf() { return out.buf; }
    FormatFlags& flags() { return out.f; }
    uint64_t word(Addr a) { return vm.mem.load64(a); }
    std::string_view stringAt(Addr a) { return vm.view(word(a), word(a + 8)); }
    Iface operand(int64_t i) {
        const Addr a = request.operands.p + 16 * static_cast<uint64_t>(i);
        return {word(a), word(a + 8)};
    }
    Value valueOf(int64_t i);
    uint64_t integerAt(const Value& v);
    void verbRune(char32_t verb) { runtime::appendRune(buf(), static_cast<int32_t>(verb)); }
    void number0x(uint64_t v, bool leading0x);

    void print();
    void println();
    void printf();
    bool flagsOf(std::string_view f, size_t& i, int64_t& arg);
    void extraOperands(int64_t arg);
    void argNumber(std::string_view f, size_t& i, int64_t& arg);
    bool intFromArg(int64_t& arg, int64_t* value);
    void prepareVerb(char32_t verb, int64_t arg);

    void printArg(const Value& v, char32_t verb);
    void printValue(const Value& v, char32_t verb, int depth);
    bool handleMethods(const Value& v, char32_t& verb);
    bool textOfMethod(const Value& v, char32_t verb, FormatResult::Method method);
    void badVerb(const Value& v, char32_t verb);
    void formatBool(const Value& v, char32_t verb);
    void formatInteger(uint64_t u, bool isSigned, const Value& v, char32_t verb);
    void formatFloat(double d, int bits, const Value& v, char32_t verb);
    void formatComplex(const Value& v, char32_t verb);
    void formatString(std::string_view s, const Value& v, char32_t verb);
    void formatPointer(const Value& v, char32_t verb);
    bool formatBytes(const Value& v, std::string_view s, bool isNil, char32_t verb);
    void printMap(const Value& v, char32_t verb, int depth);
    void printStruct(const Value& v, char32_t verb, int depth);
    void printElements(const Value& v, Addr first, uint64_t n, char32_t verb, int depth);
    void printSequence(const Value& v, char32_t verb, int depth);
    Value inside(const Value& outer, const Type& t, Addr a, bool ro, bool addressable) {
        return Value{&t, a, {}, outer.ro || ro, addressable};
    }

    Machine& vm;
    const FormatRequest& request;
    TextFormatter out;
    FormatResult result;
    int64_t textsUsed = 0;
    bool erroring = false, reordered = false, goodArgNum = true, afterIndex = false;
};

Value Printer::valueOf(int64_t i) {
    const Iface whole = operand(i);
    if (!whole.type) return {};
    const Type& t = vm.program.module.typeAt(whole.type);
    const Addr word = request.operands.p + 16 * static_cast<uint64_t>(i) + 8;
    return Value{&t, t.directIface ? word : whole.data, whole, false, false};
}

uint64_t Printer::integerAt(const Value& v) {
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

void Printer::number0x(uint64_t v, bool leading0x) {
    const bool sharp = std::exchange(flags().sharp, leading0x);
    out.integer(v, 16, false, 'v');
    flags().sharp = sharp;
}

// ---- the three forms ----

FormatResult Printer::run() {
    switch (request.mode) {
        case FormatRequest::Mode::print:
            print();
            break;
        case FormatRequest::Mode::println:
            println();
            break;
        case FormatRequest::Mode::printf:
            printf();
            break;
    }
    result.text = std::move(buf());
    return std::move(result);
}

void Printer::print() {
    bool previousString = false;
    for (int64_t i = 0; i < request.operands.n && !result.asks; ++i) {
        const Value v = valueOf(i);
        const bool isString = v.t && v.t->kind == Kind::String;
        if (i > 0 && !isString && !previousString) buf() += ' ';
        printArg(v, 'v');
        previousString = isString;
    }
}

void Printer::println() {
    for (int64_t i = 0; i < request.operands.n && !result.asks; ++i) {
        if (i > 0) buf() += ' ';
        printArg(valueOf(i), 'v');
    }
    buf() += '\n';
}

bool parseNumber(std::string_view s, size_t& i, size_t end, int64_t* value) {
    *value = 0;
    const size_t from = i;
    for (; i < end && s[i] >= '0' && s[i] <= '9'; ++i) {
        if (*value > 1000000) {
            *value = 0;
            return false;
        }
        *value = *value * 10 + (s[i] - '0');
    }
    return i > from;
}

void Printer::argNumber(std::string_view f, size_t& i, int64_t& arg) {
    afterIndex = false;
    if (i >= f.size() || f[i] != '[') return;
    reordered = true;
    const size_t close = f.size() - i < 3 ? std::string_view::npos : f.find(']', i + 1);
    if (close == std::string_view::npos) {
        goodArgNum = false;
        ++i;
        return;
    }
    size_t at = i + 1;
    int64_t index = 0;
    const bool ok = parseNumber(f, at, close, &index) && at == close;
    i = close + 1;
    if (ok && index >= 1 && index <= request.operands.n) {
        arg = index - 1;
        afterIndex = true;
        return;
    }
    goodArgNum = false;
    afterIndex = ok;
}

bool Printer::intFromArg(int64_t& arg, int64_t* value) {
    *value = 0;
    if (arg >= request.operands.n) return false;
    const Value v = valueOf(arg++);
    if (!v.t || (!isSignedKind(v.t->kind) && !isUnsignedKind(v.t->kind))) return false;
    *value = static_cast<int64_t>(integerAt(v));
    if (isUnsignedKind(v.t->kind) && *value < 0) return false;
    if (*value > 1000000 || *value < -1000000) {
        *value = 0;
        return false;
    }
    return true;
}

void Printer::prepareVerb(char32_t verb, int64_t arg) {
    if (verb == 'w') result.wrapped.push_back(arg);
    if (verb != 'w' && verb != 'v') return;
    flags().sharpV = std::exchange(flags().sharp, false);
    flags().plusV = std::exchange(flags().plus, false);
}

// Reads flags, width, precision; false: the format ended without a verb.
bool Printer::flagsOf(std::string_view f, size_t& i, int64_t& arg) {
    for (; i < f.size(); ++i) {
        if (f[i] == '#')
            flags().sharp = true;
        else if (f[i] == '0')
            flags().zero = true;
        else if (f[i] == '+')
            flags().plus = true;
        else if (f[i] == '-')
            flags().minus = true;
        else if (f[i] == ' ')
            flags().space = true;
        else
            break;
    }
    argNumber(f, i, arg);
    if (i < f.size() && f[i] == '*') {
        ++i;
        flags().widPresent = intFromArg(arg, &flags().wid);
        if (!flags().widPresent) buf() += "%!(BADWIDTH)";
        if (flags().wid < 0) {
            flags().wid = -flags().wid;
            flags().minus = true;
            flags().zero = false;
        }
        afterIndex = false;
    } else {
        flags().widPresent = parseNumber(f, i, f.size(), &flags().wid);
        if (afterIndex && flags().widPresent) goodArgNum = false;
    }
    if (i + 1 < f.size() && f[i] == '.') {
        ++i;
        if (afterIndex) goodArgNum = false;
        argNumber(f, i, arg);
        if (i < f.size() && f[i] == '*') {
            ++i;
            flags().precPresent = intFromArg(arg, &flags().prec);
            if (flags().prec < 0) {
                flags().prec = 0;
                flags().precPresent = false;
            }
            if (!flags().precPresent) buf() += "%!(BADPREC)";
            afterIndex = false;
        } else {
            parseNumber(f, i, f.size(), &flags().prec);
            flags().precPresent = true;
        }
    }
    if (!afterIndex) argNumber(f, i, arg);
    return i < f.size();
}

void Printer::printf() {
    const std::string_view f = request.format;
    int64_t arg = 0;
    afterIndex = false;
    for (size_t i = 0; i < f.size() && !result.asks;) {
        goodArgNum = true;
        const size_t percent = std::min(f.find('%', i), f.size());
        buf() += f.substr(i, percent - i);
        i = percent;
        if (i >= f.size()) break;
        ++i;
        flags() = FormatFlags{};
        if (!flagsOf(f, i, arg)) {
            buf() += "%!(NOVERB)";
            break;
        }
        const runtime::Rune verb = runtime::decoderune(f, i);
        i += static_cast<size_t>(verb.size);
        const auto v = static_cast<char32_t>(verb.value);
        if (v == '%') {
            buf() += '%';
        } else if (!goodArgNum) {
            buf() += "%!";
            verbRune(v);
            buf() += "(BADINDEX)";
        } else if (arg >= request.operands.n) {
            buf() += "%!";
            verbRune(v);
            buf() += "(MISSING)";
        } else {
            prepareVerb(v, arg);
            printArg(valueOf(arg), v);
            ++arg;
        }
    }
    if (!reordered && arg < request.operands.n && !result.asks) extraOperands(arg);
}

void Printer::extraOperands(int64_t arg) {
    flags() = FormatFlags{};
    buf() += "%!(EXTRA ";
    for (int64_t i = arg; i < request.operands.n; ++i) {
        if (i > arg) buf() += ", ";
        const Value v = valueOf(i);
        if (!v.t) {
            buf() += "<nil>";
            continue;
        }
        buf() += v.t->string + "=";
        printArg(v, 'v');
    }
    buf() += ')';
}

// ---- one operand ----

void Printer::printArg(const Value& v, char32_t verb) {
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

void Printer::badVerb(const Value& v, char32_t verb) {
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
bool Printer::textOfMethod(const Value& v, char32_t verb, FormatResult::Method method) {
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

bool Printer::handleMethods(const Value& v, char32_t& verb) {
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

void Printer::formatBool(const Value& v, char32_t verb) {
    if (verb == 't' || verb == 'v')
        out.boolean(vm.mem.load<uint8_t>(v.a) != 0);
    else
        badVerb(v, verb);
}

void Printer::formatInteger(uint64_t u, bool isSigned, const Value& v, char32_t verb) {
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

void Printer::formatFloat(double d, int bits, const Value& v, char32_t verb) {
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

void Printer::formatComplex(const Value& v, char32_t verb) {
    constexpr std::u32string_view kVerbs = U"vbgGxXfFeE";
    if (kVerbs.find(verb) == std::u32string_view::npos) return badVerb(v, verb);
    const bool small = v.t->kind == Kind::Complex64;
    const double re = small ? static_cast<double>(vm.mem.load<float32>(v.a)) : vm.mem.load<double>(v.a);
    const double im = small ? static_cast<double>(vm.mem.load<float32>(v.a + 4)) : vm.mem.load<double>(v.a + 8);
    const bool plus = flags().plus;
    buf() += '(';
    formatFloat(re, small ? 32 : 64, v, verb);
    flags().plus = true;
    formatFloat(im, small ? 32 : 64, v, verb);
    buf() += "i)";
    flags().plus = plus;
}

void Printer::formatString(std::string_view s, const Value& v, char32_t verb) {
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

void Printer::formatPointer(const Value& v, char32_t verb) {
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
bool Printer::formatBytes(const Value& v, std::string_view s, bool isNil, char32_t verb) {
    const bool whole = v.t->kind == Kind::Slice && v.t->name.empty() && v.whole.type != 0;
    if (whole && (verb == 'v' || verb == 'd')) {
        const bool sharpV = flags().sharpV;
        if (sharpV) {
            buf() += v.t->string;
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

// ---- composite values ----

void Printer::printValue(const Value& v, char32_t verb, int depth) {
    if (result.asks || vm.g.faulting) return;
    if (depth > 0 && v.t->kind != Kind::Interface && !v.ro) {
        char32_t effective = verb;
        if (handleMethods(v, effective)) return;
    }
    const Kind k = v.t->kind;
    if (k == Kind::Bool) return formatBool(v, verb);
    if (isSignedKind(k)) return formatInteger(integerAt(v), true, v, verb);
    if (isUnsignedKind(k)) return formatInteger(integerAt(v), false, v, verb);
    switch (k) {
        case Kind::Float32:
            return formatFloat(static_cast<double>(vm.mem.load<float32>(v.a)), 32, v, verb);
        case Kind::Float64:
            return formatFloat(vm.mem.load<double>(v.a), 64, v, verb);
        case Kind::Complex64:
        case Kind::Complex128:
            return formatComplex(v, verb);
        case Kind::String:
            return formatString(stringAt(v.a), v, verb);
        case Kind::Map:
            return printMap(v, verb, depth);
        case Kind::Struct:
            return printStruct(v, verb, depth);
        case Kind::Interface: {
            const Addr type = word(v.a);
            if (!type) {
                buf() += flags().sharpV ? v.t->string + "(nil)" : "<nil>";
                return;
            }
            const Type& t = vm.program.module.typeAt(type);
            return printValue(inside(v, t, t.directIface ? v.a + 8 : word(v.a + 8), false, false), verb,
                              depth + 1);
        }
        case Kind::Array:
        case Kind::Slice:
            return printSequence(v, verb, depth);
        case Kind::Pointer: {
            const Addr p = word(v.a);
            const Type& elem = vm.program.module.type(v.t->elem);
            if (depth == 0 && p &&
                (elem.kind == Kind::Array || elem.kind == Kind::Slice || elem.kind == Kind::Struct ||
                 elem.kind == Kind::Map)) {
                buf() += '&';
                return printValue(inside(v, elem, p, false, true), verb, depth + 1);
            }
            return formatPointer(v, verb);
        }
        default:
            return formatPointer(v, verb);
    }
}

void Printer::printStruct(const Value& v, char32_t verb, int depth) {
    if (flags().sharpV) buf() += v.t->string;
    buf() += '{';
    for (size_t i = 0; i < v.t->fields.size(); ++i) {
        const runtime::Field& f = v.t->fields[i];
        if (i > 0) buf() += flags().sharpV ? ", " : " ";
        if (flags().plusV || flags().sharpV) buf() += f.name + ":";
        Value field = inside(v, vm.program.module.type(f.type), v.a + f.offset, !f.exported, v.addressable);
        if (field.t->kind == Kind::Interface && word(field.a)) {  // shows what is in it
            const Type& t = vm.program.module.typeAt(word(field.a));
            field = inside(field, t, t.directIface ? field.a + 8 : word(field.a + 8), false, false);
        }
        printValue(field, verb, depth + 1);
    }
    buf() += '}';
}

void Printer::printElements(const Value& v, Addr first, uint64_t n, char32_t verb, int depth) {
    const Type& elem = vm.program.module.type(v.t->elem);
    for (uint64_t i = 0; i < n && !result.asks; ++i) {
        if (i > 0) buf() += flags().sharpV ? ", " : " ";
        printValue(inside(v, elem, first + i * elem.size, false, v.t->kind == Kind::Slice || v.addressable),
                   verb, depth + 1);
    }
}

void Printer::printSequence(const Value& v, char32_t verb, int depth) {
    const bool slice = v.t->kind == Kind::Slice;
    const Type& elem = vm.program.module.type(v.t->elem);
    const Addr first = slice ? word(v.a) : v.a;
    const uint64_t n = slice ? word(v.a + 8) : v.t->len;
    if (!vm.reachable(first, n * elem.size)) return;
    if (elem.kind == Kind::Uint8 && formatBytes(v, vm.mem.bytes(first, n), slice && first == 0, verb)) return;
    if (flags().sharpV) {
        buf() += v.t->string;
        if (slice && first == 0) {
            buf() += "(nil)";
            return;
        }
        buf() += '{';
        printElements(v, first, n, verb, depth);
        buf() += '}';
        return;
    }
    buf() += '[';
    printElements(v, first, n, verb, depth);
    buf() += ']';
}

// Order of map keys, as internal/fmtsort has it: negative, 0 or positive.
int compareKeys(Machine& vm, const Type& t, Addr a, Addr b) {
    const auto order = [](auto x, auto y) { return x < y ? -1 : x > y ? 1 : 0; };
    const auto floats = [&](double x, double y) {
        if (x != x) return y != y ? 0 : -1;
        return y != y ? 1 : order(x, y);
    };
    const auto load = [&](Addr p) -> uint64_t {
        switch (t.size) {
            case 1:
                return vm.mem.load<uint8_t>(p);
            case 2:
                return vm.mem.load<uint16_t>(p);
            case 4:
                return vm.mem.load<uint32_t>(p);
            default:
                return vm.mem.load64(p);
        }
    };
    const unsigned shift = static_cast<unsigned>(64 - 8 * std::min<uint64_t>(t.size, 8));
    switch (t.kind) {
        case Kind::Int:
        case Kind::Int8:
        case Kind::Int16:
        case Kind::Int32:
        case Kind::Int64:
            return order(static_cast<int64_t>(load(a) << shift), static_cast<int64_t>(load(b) << shift));
        case Kind::Float32:
            return floats(static_cast<double>(vm.mem.load<float32>(a)),
                          static_cast<double>(vm.mem.load<float32>(b)));
        case Kind::Float64:
            return floats(vm.mem.load<double>(a), vm.mem.load<double>(b));
        case Kind::Complex128:
            if (const int c = floats(vm.mem.load<double>(a), vm.mem.load<double>(b))) return c;
            return floats(vm.mem.load<double>(a + 8), vm.mem.load<double>(b + 8));
        case Kind::String: {
            const int c = vm.view(vm.mem.load64(a), vm.mem.load64(a + 8))
                              .compare(vm.view(vm.mem.load64(b), vm.mem.load64(b + 8)));
            return c < 0 ? -1 : c > 0 ? 1 : 0;
        }
        case Kind::Struct:
            for (const runtime::Field& f : t.fields)
                if (const int c = compareKeys(vm, vm.type(f.type), a + f.offset, b + f.offset)) return c;
            return 0;
        case Kind::Array: {
            const Type& elem = vm.type(t.elem);
            for (uint64_t i = 0; i < t.len; ++i)
                if (const int c = compareKeys(vm, elem, a + i * elem.size, b + i * elem.size)) return c;
            return 0;
        }
        case Kind::Interface: {
            const Addr ta = vm.mem.load64(a), tb = vm.mem.load64(b);
            if (!ta || !tb) return ta ? 1 : tb ? -1 : 0;
            if (ta != tb) return order(ta, tb);
            const Type& dynamic = vm.program.module.typeAt(ta);
            return compareKeys(vm, dynamic, dynamic.directIface ? a + 8 : vm.mem.load64(a + 8),
                               dynamic.directIface ? b + 8 : vm.mem.load64(b + 8));
        }
        default:
            return order(load(a), load(b));
    }
}

void Printer::printMap(const Value& v, char32_t verb, int depth) {
    const Addr m = word(v.a);
    if (flags().sharpV) {
        buf() += v.t->string;
        if (!m) {
            buf() += "(nil)";
            return;
        }
        buf() += '{';
    } else {
        buf() += "map[";
    }
    const Type &key = vm.type(v.t->key), &elem = vm.type(v.t->elem);
    std::vector<std::pair<Addr, Addr>> entries;
    runtime::forEachMapEntry(vm.w, vm.program.module, *v.t, m,
                             [&](Addr k, Addr e) { entries.emplace_back(k, e); });
    std::stable_sort(entries.begin(), entries.end(), [&](const auto& a, const auto& b) {
        return compareKeys(vm, key, a.first, b.first) < 0;
    });
    for (size_t i = 0; i < entries.size() && !result.asks; ++i) {
        if (i > 0) buf() += flags().sharpV ? ", " : " ";
        printValue(inside(v, key, entries[i].first, false, false), verb, depth + 1);
        buf() += ':';
        printValue(inside(v, elem, entries[i].second, false, false), verb, depth + 1);
    }
    buf() += flags().sharpV ? '}' : ']';
}

}  // namespace

FormatResult format(Machine& vm, const FormatRequest& request) {
    return Printer(vm, request).run();
}

}  // namespace tricolor::golang
