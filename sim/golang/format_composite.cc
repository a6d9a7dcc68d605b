// Values that have parts: structs, arrays, slices, maps, and what stands in interfaces and behind pointers.
#include <algorithm>
#include <vector>

#include "sim/golang/format_printer.h"
#include "sim/runtime/map.h"

namespace tricolor::golang {

using runtime::Kind;
using runtime::Type;

namespace {

int order(auto x, auto y) {
    return x < y ? -1 : x > y ? 1 : 0;
}
int orderOfFloats(double x, double y) {  // NaN first
    if (x != x) return y != y ? 0 : -1;
    return y != y ? 1 : order(x, y);
}
int orderOfStrings(std::string_view x, std::string_view y) {
    return order(x.compare(y), 0);
}
uint64_t bitsAt(const Machine& vm, Addr p, uint64_t size) {
    switch (size) {
        case 1:
            return vm.mem.load<uint8_t>(p);
        case 2:
            return vm.mem.load<uint16_t>(p);
        case 4:
            return vm.mem.load<uint32_t>(p);
        default:
            return vm.mem.load64(p);
    }
}
int64_t signedAt(const Machine& vm, Addr p, uint64_t size) {
    const auto unused = static_cast<unsigned>(64 - 8 * std::min<uint64_t>(size, 8));
    return static_cast<int64_t>(bitsAt(vm, p, size) << unused);
}

// Order of map keys, as internal/fmtsort has it: negative, 0 or positive.
int compareKeys(Machine& vm, const Type& t, Addr a, Addr b) {
    const Memory& mem = vm.mem;
    switch (t.kind) {
        case Kind::Int:
        case Kind::Int8:
        case Kind::Int16:
        case Kind::Int32:
        case Kind::Int64:
            return order(signedAt(vm, a, t.size), signedAt(vm, b, t.size));
        case Kind::Float32:
            return orderOfFloats(static_cast<double>(mem.load<float32>(a)),
                                 static_cast<double>(mem.load<float32>(b)));
        case Kind::Float64:
            return orderOfFloats(mem.load<double>(a), mem.load<double>(b));
        case Kind::Complex128:
            if (const int c = orderOfFloats(mem.load<double>(a), mem.load<double>(b))) return c;
            return orderOfFloats(mem.load<double>(a + 8), mem.load<double>(b + 8));
        case Kind::String:
            return orderOfStrings(vm.view(mem.load64(a), mem.load64(a + 8)),
                                  vm.view(mem.load64(b), mem.load64(b + 8)));
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
            const Addr ta = mem.load64(a), tb = mem.load64(b);
            if (!ta || !tb) return ta ? 1 : tb ? -1 : 0;
            if (ta != tb) return order(ta, tb);
            const Type& held = vm.program.module.typeAt(ta);
            return compareKeys(vm, held, held.directIface ? a + 8 : mem.load64(a + 8),
                               held.directIface ? b + 8 : mem.load64(b + 8));
        }
        default:
            return order(bitsAt(vm, a, t.size), bitsAt(vm, b, t.size));
    }
}

}  // namespace

void ValuePrinter::printValue(const PrintedValue& v, char32_t verb, int depth) {
    if (result.asks || vm.g.faulting) return;
    if (depth > 0 && v.t->kind != Kind::Interface && !v.ro) {
        char32_t effective = verb;
        const int64_t texts = textsUsed;
        const bool handled = handleMethods(v, effective);
        if (v.addressable && textsUsed == texts) copied(*v.t);  // else it was made for the method
        if (handled) return;
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

void ValuePrinter::copied(const Type& t) {
    if (!t.directIface && t.size) result.copies.push_back({&t, t.size});
}

void ValuePrinter::printStruct(const PrintedValue& v, char32_t verb, int depth) {
    if (flags().sharpV) buf() += v.t->string;
    buf() += '{';
    for (size_t i = 0; i < v.t->fields.size(); ++i) {
        const runtime::Field& f = v.t->fields[i];
        if (i > 0) buf() += flags().sharpV ? ", " : " ";
        if (flags().plusV || flags().sharpV) buf() += f.name + ":";
        PrintedValue field =
            inside(v, vm.program.module.type(f.type), v.a + f.offset, !f.exported, v.addressable);
        if (field.t->kind == Kind::Interface && word(field.a)) {  // shows what is in it
            const Type& t = vm.program.module.typeAt(word(field.a));
            field = inside(field, t, t.directIface ? field.a + 8 : word(field.a + 8), false, false);
        }
        printValue(field, verb, depth + 1);
    }
    buf() += '}';
}

void ValuePrinter::printElements(const PrintedValue& v, Addr first, uint64_t n, char32_t verb, int depth) {
    const Type& elem = vm.program.module.type(v.t->elem);
    for (uint64_t i = 0; i < n && !result.asks; ++i) {
        if (i > 0) buf() += flags().sharpV ? ", " : " ";
        printValue(inside(v, elem, first + i * elem.size, false, v.t->kind == Kind::Slice || v.addressable),
                   verb, depth + 1);
    }
}

void ValuePrinter::printSequence(const PrintedValue& v, char32_t verb, int depth) {
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

void ValuePrinter::printMap(const PrintedValue& v, char32_t verb, int depth) {
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
    // internal/fmtsort: a list of pairs of values, and a copy of each.
    constexpr uint64_t pairBytes = 48;
    if (!entries.empty()) result.copies.push_back({nullptr, pairBytes * entries.size()});
    for (size_t i = 0; i < entries.size(); ++i) {
        copied(key);
        copied(elem);
    }
    for (size_t i = 0; i < entries.size() && !result.asks; ++i) {
        if (i > 0) buf() += flags().sharpV ? ", " : " ";
        printValue(inside(v, key, entries[i].first, false, false), verb, depth + 1);
        buf() += ':';
        printValue(inside(v, elem, entries[i].second, false, false), verb, depth + 1);
    }
    buf() += flags().sharpV ? '}' : ']';
}

}  // namespace tricolor::golang
