#include "sim/runtime/alg.h"

#include <cstring>

#include "sim/runtime/panic.h"

namespace tricolor::runtime {

namespace {

template <class T>
T at(const World& w, Addr a) {
    return w.memory.load<T>(a);
}

uint64_t f64hash(Ctx& c, double v, uint64_t seed) {
    if (v == 0) return memhash64(0, seed ^ 0x9e3779b97f4a7c15ull);
    if (v != v)
        return memhash64(static_cast<uint64_t>(c.mp().cheaprand.next()) << 32 | c.mp().cheaprand.next(),
                         seed);
    uint64_t bits;
    std::memcpy(&bits, &v, 8);
    return memhash64(bits, seed);
}

bool plain(Kind k) {
    switch (k) {
        case Kind::Float32:
        case Kind::Float64:
        case Kind::Complex64:
        case Kind::Complex128:
        case Kind::Array:
        case Kind::Interface:
        case Kind::String:
        case Kind::Struct:
            return false;
        default:
            return true;
    }
}

uint64_t scalarHash(const World& w, const Type& t, Addr p, uint64_t seed) {
    switch (t.size) {
        case 1:
            return memhash64(at<uint8_t>(w, p), seed);
        case 2:
            return memhash64(at<uint16_t>(w, p), seed);
        case 4:
            return memhash64(at<uint32_t>(w, p), seed);
        default:
            return memhash64(at<uint64_t>(w, p), seed);
    }
}

uint64_t interhash(Ctx& c, Addr p, uint64_t seed) {
    const Addr type = c.w.memory.load64(p);
    if (!type) return seed;
    const Type& t = c.module.typeAt(type);
    if (!t.comparable) {
        raise(c, Fault::unhashable, type);
        return 0;
    }
    return typehash(c, t, t.directIface ? p + 8 : c.w.memory.load64(p + 8), seed ^ type);
}

}  // namespace

uint64_t memhash(const uint8_t* p, uint64_t n, uint64_t seed) {
    uint64_t h = memhash64(n, seed);
    while (n >= 8) {
        uint64_t v;
        std::memcpy(&v, p, 8);
        h = memhash64(v, h);
        p += 8;
        n -= 8;
    }
    if (n) {
        uint64_t v = 0;
        std::memcpy(&v, p, n);
        h = memhash64(v, h);
    }
    return h;
}

bool regularMemory(const Module& module, const Type& t) {
    if (t.kind == Kind::Array) return regularMemory(module, module.type(t.elem));
    if (t.kind != Kind::Struct) return plain(t.kind);
    uint64_t end = 0;
    for (const Field& f : t.fields) {
        const Type& ft = module.type(f.type);
        if (f.offset != end || f.name == "_" || !regularMemory(module, ft)) return false;
        end += ft.size;
    }
    return end == t.size;
}

uint64_t typehash(Ctx& c, const Type& t, Addr p, uint64_t seed) {
    const World& w = c.w;
    switch (t.kind) {
        case Kind::Float32:
            return f64hash(c, static_cast<double>(at<float32>(w, p)), seed);
        case Kind::Float64:
            return f64hash(c, at<double>(w, p), seed);
        case Kind::Complex64:
            return f64hash(c, static_cast<double>(at<float32>(w, p + 4)),
                           f64hash(c, static_cast<double>(at<float32>(w, p)), seed));
        case Kind::Complex128:
            return f64hash(c, at<double>(w, p + 8), f64hash(c, at<double>(w, p), seed));
        case Kind::String: {
            const uint64_t n = w.memory.load64(p + 8);
            return memhash(n ? w.memory.host(w.memory.load64(p)) : nullptr, n, seed);
        }
        case Kind::Interface:
            return interhash(c, p, seed);
        case Kind::Array: {
            const Type& elem = c.module.type(t.elem);
            for (uint64_t i = 0; i < t.len; ++i) seed = typehash(c, elem, p + i * elem.size, seed);
            return seed;
        }
        case Kind::Struct:
            for (const Field& f : t.fields)
                if (f.name != "_") seed = typehash(c, c.module.type(f.type), p + f.offset, seed);
            return seed;
        default:
            return scalarHash(w, t, p, seed);
    }
}

bool ifaceEqual(Ctx& c, Addr typeA, Addr dataA, Addr typeB, Addr dataB) {
    if (typeA != typeB) return false;
    if (!typeA) return true;
    const Type& t = c.module.typeAt(typeA);
    if (!t.comparable) {
        raise(c, Fault::uncomparable, typeA);
        return false;
    }
    return t.directIface ? dataA == dataB : typeEqual(c, t, dataA, dataB);
}

bool typeEqual(Ctx& c, const Type& t, Addr a, Addr b) {
    const World& w = c.w;
    switch (t.kind) {
        case Kind::Float32:
            return at<float32>(w, a) == at<float32>(w, b);
        case Kind::Float64:
            return at<double>(w, a) == at<double>(w, b);
        case Kind::Complex64:
            return at<float32>(w, a) == at<float32>(w, b) && at<float32>(w, a + 4) == at<float32>(w, b + 4);
        case Kind::Complex128:
            return at<double>(w, a) == at<double>(w, b) && at<double>(w, a + 8) == at<double>(w, b + 8);
        case Kind::String: {
            const uint64_t n = w.memory.load64(a + 8);
            if (n != w.memory.load64(b + 8)) return false;
            const Addr pa = w.memory.load64(a), pb = w.memory.load64(b);
            return n == 0 || pa == pb || std::memcmp(w.memory.host(pa), w.memory.host(pb), n) == 0;
        }
        case Kind::Interface:
            return ifaceEqual(c, w.memory.load64(a), w.memory.load64(a + 8), w.memory.load64(b),
                              w.memory.load64(b + 8));
        case Kind::Array: {
            const Type& elem = c.module.type(t.elem);
            for (uint64_t i = 0; i < t.len; ++i)
                if (!typeEqual(c, elem, a + i * elem.size, b + i * elem.size)) return false;
            return true;
        }
        case Kind::Struct:
            for (const Field& f : t.fields)
                if (f.name != "_" && !typeEqual(c, c.module.type(f.type), a + f.offset, b + f.offset))
                    return false;
            return true;
        default:
            return t.size == 0 || std::memcmp(w.memory.host(a), w.memory.host(b), t.size) == 0;
    }
}

Addr unhashableIn(Ctx& c, const Type& t, Addr p) {
    switch (t.kind) {
        case Kind::Interface: {
            const Addr type = c.w.memory.load64(p);
            if (!type) return 0;
            const Type& dynamic = c.module.typeAt(type);
            if (!dynamic.comparable) return type;
            return unhashableIn(c, dynamic, dynamic.directIface ? p + 8 : c.w.memory.load64(p + 8));
        }
        case Kind::Array: {
            const Type& elem = c.module.type(t.elem);
            for (uint64_t i = 0; i < t.len; ++i)
                if (const Addr bad = unhashableIn(c, elem, p + i * elem.size)) return bad;
            return 0;
        }
        case Kind::Struct:
            for (const Field& f : t.fields)
                if (f.name != "_")
                    if (const Addr bad = unhashableIn(c, c.module.type(f.type), p + f.offset)) return bad;
            return 0;
        default:
            return 0;
    }
}

}  // namespace tricolor::runtime
