#include "sim/runtime/iface.h"

namespace tricolor::runtime {

namespace {

// The only field or element of a struct or array, at any depth.
const Type& soleComponent(const Module& m, const Type& t) {
    const Type* p = &t;
    for (;;) {
        if (p->kind == Kind::Struct && p->fields.size() == 1)
            p = &m.type(p->fields[0].type);
        else if (p->kind == Kind::Array && p->len == 1)
            p = &m.type(p->elem);
        else
            return *p;
    }
}

}  // namespace

void initStatics(World& w, const Module& m) {
    for (uint64_t i = 0; i < 256; ++i) w.memory.store64(staticuint64s + 8 * i, i);
    for (const Func& f : m.funcs) {
        if (f.name == "runtime.runFinalizers") w.memory.store64(runFinalizersClosure, Module::pcOf(f.entry));
        if (f.name == "runtime.runCleanups") w.memory.store64(runCleanupsClosure, Module::pcOf(f.entry));
    }
}

Addr staticInterfaceData(const World& w, const Module& m, const Type& t, Addr value) {
    if (t.size == 0) return m.zerobase;
    if (t.size == 1) return staticuint64s + 8 * w.memory.load<uint8_t>(value);
    if (t.noscan() && t.align == t.size && (t.size == 2 || t.size == 4 || t.size == 8)) {
        const uint64_t v = t.size == 2   ? w.memory.load<uint16_t>(value)
                           : t.size == 4 ? w.memory.load<uint32_t>(value)
                                         : w.memory.load64(value);
        return v < 256 ? staticuint64s + 8 * v : 0;
    }
    const Kind sole = soleComponent(m, t).kind;
    if (sole == Kind::String && w.memory.load64(value + 8) == 0) return zeroVal;
    if (sole == Kind::Slice && w.memory.load64(value) == 0) return zeroVal;
    return 0;
}

}  // namespace tricolor::runtime
