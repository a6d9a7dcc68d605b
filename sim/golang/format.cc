// fmt's three forms and the reading of format strings.
#include "sim/golang/format.h"

#include <algorithm>

#include "sim/golang/format_printer.h"
#include "sim/runtime/string.h"

namespace tricolor::golang {

using runtime::Kind;
using runtime::Type;

namespace {

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

}  // namespace

PrintedValue ValuePrinter::valueOf(int64_t i) {
    const Iface whole = operand(i);
    if (!whole.type) return {};
    const Type& t = vm.program.module.typeAt(whole.type);
    const Addr word = request.operands.p + 16 * static_cast<uint64_t>(i) + 8;
    return PrintedValue{&t, t.directIface ? word : whole.data, whole, false, false};
}

FormatResult ValuePrinter::run() {
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
    for (const uint64_t bytes : out.rooms) result.copies.push_back({nullptr, bytes});
    result.buf = std::move(buf());
    return std::move(result);
}

void ValuePrinter::print() {
    bool previousString = false;
    for (int64_t i = 0; i < request.operands.n && !result.asks; ++i) {
        const PrintedValue v = valueOf(i);
        const bool isString = v.t && v.t->kind == Kind::String;
        if (i > 0 && !isString && !previousString) buf() += ' ';
        printArg(v, 'v');
        previousString = isString;
    }
}

void ValuePrinter::println() {
    for (int64_t i = 0; i < request.operands.n && !result.asks; ++i) {
        if (i > 0) buf() += ' ';
        printArg(valueOf(i), 'v');
    }
    buf() += '\n';
}

void ValuePrinter::argNumber(std::string_view f, size_t& i, int64_t& arg) {
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

bool ValuePrinter::intFromArg(int64_t& arg, int64_t* value) {
    *value = 0;
    if (arg >= request.operands.n) return false;
    const PrintedValue v = valueOf(arg++);
    if (!v.t || (!isSignedKind(v.t->kind) && !isUnsignedKind(v.t->kind))) return false;
    *value = static_cast<int64_t>(integerAt(v));
    if (isUnsignedKind(v.t->kind) && *value < 0) return false;
    if (*value > 1000000 || *value < -1000000) {
        *value = 0;
        return false;
    }
    return true;
}

void ValuePrinter::prepareVerb(char32_t verb, int64_t arg) {
    if (verb == 'w') result.wrapped.push_back(arg);
    if (verb != 'w' && verb != 'v') return;
    flags().sharpV = std::exchange(flags().sharp, false);
    flags().plusV = std::exchange(flags().plus, false);
}

void ValuePrinter::widthOf(std::string_view f, size_t& i, int64_t& arg) {
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
}

void ValuePrinter::precisionOf(std::string_view f, size_t& i, int64_t& arg) {
    if (i + 1 >= f.size() || f[i] != '.') return;
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

// Reads flags, width, precision; false: the format ended without a verb.
bool ValuePrinter::flagsOf(std::string_view f, size_t& i, int64_t& arg) {
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
    widthOf(f, i, arg);
    precisionOf(f, i, arg);
    if (!afterIndex) argNumber(f, i, arg);
    return i < f.size();
}

void ValuePrinter::printf() {
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

void ValuePrinter::extraOperands(int64_t arg) {
    flags() = FormatFlags{};
    buf() += "%!(EXTRA ";
    for (int64_t i = arg; i < request.operands.n; ++i) {
        if (i > arg) buf() += ", ";
        const PrintedValue v = valueOf(i);
        if (!v.t) {
            buf() += "<nil>";
            continue;
        }
        buf() += v.t->string + "=";
        printArg(v, 'v');
    }
    buf() += ')';
}

FormatResult format(Machine& vm, const FormatRequest& request) {
    return ValuePrinter(vm, request).run();
}

}  // namespace tricolor::golang
