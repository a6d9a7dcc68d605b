// The printer behind format(). Its parts: format.cc reads operands and format strings, format_verbs.cc writes
// one value that has no parts, format_composite.cc those that have.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "sim/golang/format.h"
#include "sim/golang/format_text.h"
#include "sim/runtime/string.h"

namespace tricolor::golang {

// A value of type t whose bytes stand at a. whole: the interface it came in, if it is an operand. ro: reached
// through an unexported field, so that fmt may not call its methods. addressable: in a slice or behind a
// pointer.
struct PrintedValue {
    const runtime::Type* t = nullptr;
    Addr a = 0;
    Iface whole;
    bool ro = false, addressable = false;
};

inline bool isSignedKind(runtime::Kind k) {
    return k >= runtime::Kind::Int && k <= runtime::Kind::Int64;
}
inline bool isUnsignedKind(runtime::Kind k) {
    return k >= runtime::Kind::Uint && k <= runtime::Kind::Uintptr;
}

class ValuePrinter {
  public:
    ValuePrinter(Machine& machine, const FormatRequest& r) : vm(machine), request(r) {}
    FormatResult run();

  private:
    PieceBuffer& buf() { return out.buf; }
    FormatFlags& flags() { return out.f; }
    uint64_t word(Addr a) { return vm.mem.load64(a); }
    std::string_view stringAt(Addr a) { return vm.view(word(a), word(a + 8)); }
    Iface operand(int64_t i) {
        const Addr a = request.operands.p + 16 * static_cast<uint64_t>(i);
        return {word(a), word(a + 8)};
    }
    PrintedValue valueOf(int64_t i);
    uint64_t integerAt(const PrintedValue& v);
    void verbRune(char32_t verb) {
        std::string s;
        runtime::appendRune(s, static_cast<int32_t>(verb));
        buf() += s;
    }
    void number0x(uint64_t v, bool leading0x);

    void print();
    void println();
    void printf();
    bool flagsOf(std::string_view f, size_t& i, int64_t& arg);
    void extraOperands(int64_t arg);
    void argNumber(std::string_view f, size_t& i, int64_t& arg);
    bool intFromArg(int64_t& arg, int64_t* value);
    void widthOf(std::string_view f, size_t& i, int64_t& arg);
    void precisionOf(std::string_view f, size_t& i, int64_t& arg);
    void prepareVerb(char32_t verb, int64_t arg);

    void printArg(const PrintedValue& v, char32_t verb);
    void printValue(const PrintedValue& v, char32_t verb, int depth);
    bool handleMethods(const PrintedValue& v, char32_t& verb);
    bool textOfMethod(const PrintedValue& v, char32_t verb, FormatResult::Method method);
    void badVerb(const PrintedValue& v, char32_t verb);
    void formatBool(const PrintedValue& v, char32_t verb);
    void formatInteger(uint64_t u, bool isSigned, const PrintedValue& v, char32_t verb);
    void formatFloat(double d, int bits, const PrintedValue& v, char32_t verb);
    void formatComplex(const PrintedValue& v, char32_t verb);
    void formatString(std::string_view s, const PrintedValue& v, char32_t verb);
    void formatPointer(const PrintedValue& v, char32_t verb);
    bool formatBytes(const PrintedValue& v, std::string_view s, bool isNil, char32_t verb);
    void copied(const runtime::Type& t);
    void printMap(const PrintedValue& v, char32_t verb, int depth);
    void printStruct(const PrintedValue& v, char32_t verb, int depth);
    void printElements(const PrintedValue& v, Addr first, uint64_t n, char32_t verb, int depth);
    void printSequence(const PrintedValue& v, char32_t verb, int depth);
    PrintedValue inside(const PrintedValue& outer, const runtime::Type& t, Addr a, bool ro,
                        bool addressable) {
        return PrintedValue{&t, a, {}, outer.ro || ro, addressable};
    }

    Machine& vm;
    const FormatRequest& request;
    TextFormatter out;
    FormatResult result;
    int64_t textsUsed = 0;
    bool erroring = false, reordered = false, goodArgNum = true, afterIndex = false;
};

}  // namespace tricolor::golang
