#include "sim/golang/layout.h"

#include <algorithm>

#include "sim/golang/type_ops.h"

namespace tricolor::golang {
namespace {

constexpr int64_t wordSize = 8;

int64_t aligned(int64_t offset, int64_t align) {
    return (offset + align - 1) / align * align;
}

Layout basicLayout(TypeKind kind) {
    switch (kind) {
        case TypeKind::Bool:
        case TypeKind::Int8:
        case TypeKind::Uint8:
            return {1, 1, 0};
        case TypeKind::Int16:
        case TypeKind::Uint16:
            return {2, 2, 0};
        case TypeKind::Int32:
        case TypeKind::Uint32:
        case TypeKind::Float32:
            return {4, 4, 0};
        case TypeKind::Complex64:
            return {8, 4, 0};
        case TypeKind::Complex128:
            return {16, 8, 0};
        case TypeKind::String:
            return {16, 8, 8};
        case TypeKind::UnsafePointer:
        case TypeKind::Pointer:
        case TypeKind::Map:
        case TypeKind::Chan:
        case TypeKind::Signature:
            return {8, 8, 8};
        case TypeKind::Slice:
            return {24, 8, 8};
        case TypeKind::Interface:
            return {16, 8, 16};
        case TypeKind::Invalid:
        case TypeKind::UntypedNil:
            return {0, 1, 0};
        default:
            return {8, 8, 0};
    }
}

Layout arrayLayout(TypeTable& table, const ArrayType* a) {
    const Layout e = layoutOf(table, a->element);
    Layout l;
    l.align = e.align;
    if (a->length <= 0 || e.size == 0) return l;
    l.size = a->length > maxTypeSize / e.size ? maxTypeSize + 1 : a->length * e.size;
    l.ptrdata = e.ptrdata == 0 ? 0 : l.size - e.size + e.ptrdata;
    return l;
}

Layout structLayout(TypeTable& table, const StructType* s, std::vector<int64_t>* offsets) {
    Layout l;
    int64_t offset = 0;
    int64_t lastSize = 1;
    for (const VarObject* f : s->fields) {
        const Layout e = layoutOf(table, f->type);
        offset = aligned(offset, e.align);
        if (offsets) offsets->push_back(offset);
        if (e.ptrdata > 0) l.ptrdata = offset + e.ptrdata;
        offset = std::min(offset + e.size, maxTypeSize + 1);
        l.align = std::max(l.align, e.align);
        lastSize = e.size;
    }
    // A pointer to a last field of size zero must not point behind the struct.
    if (offset > 0 && lastSize == 0) offset++;
    l.size = aligned(offset, l.align);
    return l;
}

void markPointers(TypeTable& table, Type* t, int64_t offset, std::vector<uint8_t>& bits) {
    t = underlyingOf(t);
    const Layout l = layoutOf(table, t);
    if (l.ptrdata == 0) return;
    if (const auto* a = typeAs<ArrayType>(t)) {
        const int64_t size = layoutOf(table, a->element).size;
        for (int64_t i = 0; i < a->length; i++) markPointers(table, a->element, offset + i * size, bits);
        return;
    }
    if (const auto* s = typeAs<StructType>(t)) {
        const std::vector<int64_t> offsets = fieldOffsets(table, s);
        for (size_t i = 0; i < offsets.size(); i++)
            markPointers(table, s->fields[i]->type, offset + offsets[i], bits);
        return;
    }
    // The first word of an interface (its itab or type) is never in the heap: gc does not mark it.
    const int64_t first = t->kind == TypeKind::Interface ? wordSize : 0;
    for (int64_t at = first; at < l.ptrdata; at += wordSize)
        bits[static_cast<size_t>((offset + at) / wordSize)] = 1;
}

}  // namespace

Layout layoutOf(TypeTable& table, Type* t) {
    t = underlyingOf(t);
    if (const auto* a = typeAs<ArrayType>(t)) return arrayLayout(table, a);
    if (const auto* s = typeAs<StructType>(t)) return structLayout(table, s, nullptr);
    return basicLayout(t->kind);
}

std::vector<int64_t> fieldOffsets(TypeTable& table, const StructType* t) {
    std::vector<int64_t> offsets;
    structLayout(table, t, &offsets);
    return offsets;
}

std::vector<uint8_t> pointerBitmap(TypeTable& table, Type* t) {
    std::vector<uint8_t> bits(static_cast<size_t>(layoutOf(table, t).ptrdata / wordSize));
    markPointers(table, t, 0, bits);
    return bits;
}

bool comparable(TypeTable&, Type* t) {
    return isComparable(t, true);
}

bool plainMemory(TypeTable& table, Type* t) {
    t = underlyingOf(t);
    if (const auto* a = typeAs<ArrayType>(t)) return a->length == 0 || plainMemory(table, a->element);
    if (const auto* s = typeAs<StructType>(t)) {
        int64_t end = 0;
        const std::vector<int64_t> offsets = fieldOffsets(table, s);
        for (size_t i = 0; i < s->fields.size(); i++) {
            Type* f = s->fields[i]->type;
            if (s->fields[i]->name == "_" || offsets[i] != end || !plainMemory(table, f)) return false;
            end = offsets[i] + layoutOf(table, f).size;
        }
        return end == layoutOf(table, t).size;
    }
    return isIntegerKind(t->kind) || t->kind == TypeKind::Bool || t->kind == TypeKind::UnsafePointer ||
           t->kind == TypeKind::Pointer || t->kind == TypeKind::Chan;
}

}  // namespace tricolor::golang
