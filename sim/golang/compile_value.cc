// Temporaries, moves, places: loading, storing, addresses.
#include "sim/golang/compile_fn.h"
#include "sim/world/check.h"

namespace tricolor::golang {

Slot FuncCompiler::temp(const SlotMask& mask) {
    const Slot s = b.alloc(mask);
    temps.push_back({s, mask});
    return s;
}

void FuncCompiler::releaseTemps(size_t mark_, size_t regionMark) {
    for (; temps.size() > mark_; temps.pop_back()) b.release(temps.back().slot, temps.back().mask);
    for (; tempRegions.size() > regionMark; tempRegions.pop_back()) b.endRegion(tempRegions.back());
}

bool FuncCompiler::isTemp(Slot s) const {
    for (const TempSlot& t : temps)
        if (s >= t.slot && s < t.slot + static_cast<Slot>(t.mask.size())) return true;
    return false;
}

void FuncCompiler::move(Slot to, Slot from, uint32_t slots) {
    if (to == from) return;
    switch (slots) {
        case 0:
            break;
        case 1:
            b.emit(Opcode::MOV, to, from);
            break;
        case 2:
            b.emit(Opcode::MOV2, to, from);
            break;
        case 3:
            b.emit(Opcode::MOV3, to, from);
            break;
        default:
            b.emit(Opcode::MOVN, to, from, noSlot, slots);
    }
}

void FuncCompiler::zero(Slot to, uint32_t slots) {
    if (slots == 1) b.emit(Opcode::ZERO, to);
    if (slots > 1) b.emit(Opcode::ZERON, to, noSlot, noSlot, slots);
}

void FuncCompiler::loadString(Slot to, const std::string& s) {
    b.emit2(Opcode::LDSTR, to, noSlot, noSlot, static_cast<int32_t>(c.stringData(s)),
            static_cast<int32_t>(s.size()));
}

void FuncCompiler::extend(Slot s, const TypeInfo& t, Slot from) {
    const bool sg = t.isSigned;
    switch (t.size) {
        case 1:
            b.emit(sg ? Opcode::EXT8S : Opcode::EXT8U, s, from);
            break;
        case 2:
            b.emit(sg ? Opcode::EXT16S : Opcode::EXT16U, s, from);
            break;
        case 4:
            b.emit(sg ? Opcode::EXT32S : Opcode::EXT32U, s, from);
            break;
        default:
            move(s, from, 1);
    }
}

Slot FuncCompiler::via(Slot to, const TypeInfo& t) {
    const bool result = to >= kIn + static_cast<Slot>(self.shape.argSlots) && to < kCtx;
    return (to >= kOut && to < kIn) || result ? temp(t) : to;
}

void FuncCompiler::finishRaw(Slot to, Slot v, const TypeInfo& t) {
    if (t.narrow())
        extend(to, t, v);
    else
        move(to, v, t.slots);
}

Place FuncCompiler::memory(Slot base, int64_t off, const TypeInfo& t, bool onStack) {
    Place p;
    p.kind = Place::Kind::memory;
    p.base = base;
    p.off = off;
    p.type = &t;
    p.onStack = onStack;
    return p;
}

Place FuncCompiler::frame(Slot slot, const TypeInfo& t) {
    Place p;
    p.kind = Place::Kind::frame;
    p.off = int64_t{slot} * 8;
    p.type = &t;
    return p;
}

void FuncCompiler::nilCheck(Slot a) {
    b.emit(Opcode::NILCHECK, a);
}

Place FuncCompiler::fieldOf(const Place& p, const TypeInfo& structInfo, int field) {
    const auto* s = typeAs<StructType>(structInfo.under);
    CHECK(s, "a field of something that is no struct");
    Place q = p;
    q.part = true;
    q.off += fieldOffsets(c.types, s)[static_cast<size_t>(field)];
    q.type = &info(s->fields[static_cast<size_t>(field)]->type);
    return q;
}

namespace {

Opcode pick(const TypeInfo& t, const Opcode (&ops)[7]) {
    switch (t.size) {
        case 1:
            return t.isSigned ? ops[1] : ops[0];
        case 2:
            return t.isSigned ? ops[3] : ops[2];
        case 4:
            return t.isSigned ? ops[5] : ops[4];
        default:
            return ops[6];
    }
}

constexpr Opcode kLoads[7] = {Opcode::LD8U,  Opcode::LD8S,  Opcode::LD16U, Opcode::LD16S,
                              Opcode::LD32U, Opcode::LD32S, Opcode::LD64};
constexpr Opcode kStores[7] = {Opcode::ST8,  Opcode::ST8,  Opcode::ST16, Opcode::ST16,
                               Opcode::ST32, Opcode::ST32, Opcode::ST64};
constexpr Opcode kFrameLoads[7] = {Opcode::LDF8U,  Opcode::LDF8S,  Opcode::LDF16U, Opcode::LDF16S,
                                   Opcode::LDF32U, Opcode::LDF32S, Opcode::NOP};
constexpr Opcode kFrameStores[7] = {Opcode::STF8,  Opcode::STF8,  Opcode::STF16, Opcode::STF16,
                                    Opcode::STF32, Opcode::STF32, Opcode::NOP};

bool scalar(const TypeInfo& t) {
    return t.rep == Rep::Int || t.rep == Rep::Float32 || t.rep == Rep::Float64 || t.rep == Rep::Pointer ||
           t.rep == Rep::Complex64;
}

// The value stands in whole slots of its own.
bool wholeSlots(const Place& p) {
    return p.off % 8 == 0 && p.type->size % 8 == 0;
}

}  // namespace

void FuncCompiler::load(const Place& p, Slot to) {
    const TypeInfo& t = *p.type;
    if (t.size == 0) {
        if (p.kind == Place::Kind::memory) nilCheck(p.base);
        return;
    }
    switch (p.kind) {
        case Place::Kind::element:
        case Place::Kind::blank:
            break;
        case Place::Kind::frame: {
            const Slot s = static_cast<Slot>(p.off / 8);
            if (wholeSlots(p) || !p.part)
                move(to, s, t.slots);
            else if (scalar(t) && t.size < 8)
                b.emit(pick(t, kFrameLoads), to, noSlot, noSlot, p.off);
            else
                load(memory(addressOfFrame(p.off, t.slots, p.pinned), 0, t, true), to);
            break;
        }
        case Place::Kind::memory: {
            if (p.off >= 4096) nilCheck(p.base);
            if (scalar(t))
                b.emit(pick(t, kLoads), to, p.base, noSlot, p.off);
            else if (t.size == 8)
                b.emit(Opcode::LD64, to, p.base, noSlot, p.off);
            else if (t.size == 16)
                b.emit(Opcode::LD128, to, p.base, noSlot, p.off);
            else if (t.size == 24)
                b.emit(Opcode::LD192, to, p.base, noSlot, p.off);
            else
                b.emit2(Opcode::LDN, to, p.base, noSlot, static_cast<int32_t>(p.off),
                        static_cast<int32_t>(t.size));
            break;
        }
        case Place::Kind::global: {
            if (t.size == 8) {
                b.emit(Opcode::LDG64, to, noSlot, noSlot, p.off);
                break;
            }
            Temps scope(*this);
            const Slot a = tempPtr();
            loadInt(a, p.off);
            load(memory(a, 0, t), to);
            break;
        }
        case Place::Kind::mapElement: {
            Temps scope(*this);
            const Slot v = via(to, t);
            b.emit2(Opcode::MAPGET, v, p.base, p.key, p.map->id, 0);
            finishRaw(to, v, t);
            break;
        }
    }
}

Slot FuncCompiler::read(const Place& p) {
    if (p.kind == Place::Kind::frame && p.off % 8 == 0) {
        const Slot s = static_cast<Slot>(p.off / 8);
        if (wholeSlots(p) || !p.part || !scalar(*p.type)) return s;
    }
    const Slot to = temp(*p.type);
    load(p, to);
    return to;
}

void FuncCompiler::storeMemory(const Place& p, Slot from) {
    const TypeInfo& t = *p.type;
    if (p.off >= 4096) nilCheck(p.base);
    if (t.pointers && !p.onStack) {
        if (t.size == 8)
            b.emit(Opcode::STP, p.base, from, noSlot, p.off);
        else
            b.emit2(Opcode::STT, p.base, from, noSlot, c.typeId(t.type), static_cast<int32_t>(p.off));
        return;
    }
    if (scalar(t) || t.size == 8)
        b.emit(pick(t, kStores), p.base, from, noSlot, p.off);
    else
        b.emit2(Opcode::STN, p.base, from, noSlot, static_cast<int32_t>(p.off), static_cast<int32_t>(t.size));
}

void FuncCompiler::store(const Place& p, Slot from) {
    if (p.kind == Place::Kind::blank) return;
    const TypeInfo& t = *p.type;
    if (t.size == 0) {
        if (p.kind == Place::Kind::memory) nilCheck(p.base);
        if (p.kind != Place::Kind::mapElement && p.kind != Place::Kind::element) return;
    }
    Temps scope(*this);
    switch (p.kind) {
        case Place::Kind::blank:
            break;
        case Place::Kind::element: {
            const Slot a = tempPtr();
            b.emit(Opcode::INDEX, a, p.base, p.key, t.size);
            if (t.size) storeMemory(memory(a, 0, t), from);
            break;
        }
        case Place::Kind::frame: {
            const Slot s = static_cast<Slot>(p.off / 8);
            if (wholeSlots(p) || !p.part)
                move(s, from, t.slots);
            else if (scalar(t) && t.size < 8)
                b.emit(pick(t, kFrameStores), from, noSlot, noSlot, p.off);
            else
                storeMemory(memory(addressOfFrame(p.off, t.slots, true), 0, t, true), from);
            break;
        }
        case Place::Kind::memory:
            storeMemory(p, from);
            break;
        case Place::Kind::global: {
            if (t.size == 8) {
                b.emit(t.pointers ? Opcode::STGP : Opcode::STG64, from, noSlot, noSlot, p.off);
                break;
            }
            const Slot a = tempPtr();
            loadInt(a, p.off);
            storeMemory(memory(a, 0, t), from);
            break;
        }
        case Place::Kind::mapElement: {
            const Slot a = tempPtr();
            b.emit2(Opcode::MAPASSIGN, a, p.base, p.key, p.map->id, 0);
            if (t.size) storeMemory(memory(a, 0, t), from);
            break;
        }
    }
}

void FuncCompiler::storeZero(const Place& p) {
    if (p.kind == Place::Kind::blank) return;
    const TypeInfo& t = *p.type;
    if (t.size == 0 && p.kind != Place::Kind::mapElement) return;
    Temps scope(*this);
    if (p.kind == Place::Kind::frame && (wholeSlots(p) || !p.part))
        return zero(static_cast<Slot>(p.off / 8), t.slots);
    if (t.slots <= 3) {
        const Slot z = temp(t);
        zero(z, t.slots);
        return store(p, z);
    }
    Slot a = address(p);
    if (t.pointers && !p.onStack && p.kind != Place::Kind::frame)
        b.emit2(Opcode::CLEART, a, noSlot, noSlot, c.typeId(t.type), 0);
    else
        b.emit(Opcode::CLEARMEM, a, noSlot, noSlot, t.size);
}

Slot FuncCompiler::address(const Place& p) {
    if (p.type->size == 0 && (p.kind == Place::Kind::frame || p.kind == Place::Kind::global)) {
        const Slot a = tempPtr();
        loadInt(a, static_cast<int64_t>(c.module.zerobase));
        return a;
    }
    switch (p.kind) {
        case Place::Kind::frame:
            return addressOfFrame(p.off, p.type->slots, p.pinned);
        case Place::Kind::memory: {
            if (p.off == 0) return p.base;
            nilCheck(p.base);
            const Slot a = tempPtr();
            b.emit(Opcode::ADDI, a, p.base, noSlot, p.off);
            return a;
        }
        case Place::Kind::global: {
            const Slot a = tempPtr();
            loadInt(a, p.off);
            return a;
        }
        case Place::Kind::mapElement: {
            const Slot a = tempPtr();
            b.emit2(Opcode::MAPASSIGN, a, p.base, p.key, p.map->id, 0);
            return a;
        }
        case Place::Kind::element:
        case Place::Kind::blank:
            break;
    }
    CHECK(false, "the address of nothing");
    return noSlot;
}

Slot FuncCompiler::addressOfFrame(int64_t frameOff, uint32_t slots, bool pinned) {
    const Slot a = tempPtr();
    const Slot first = static_cast<Slot>(frameOff / 8);
    const uint32_t count = static_cast<uint32_t>((frameOff % 8 + int64_t{slots} * 8 + 7) / 8);
    if (!pinned) tempRegions.push_back(b.beginRegion(first, count));
    b.emit(Opcode::LEA, a, noSlot, noSlot, frameOff);
    return a;
}

Slot FuncCompiler::spill(Slot v, const TypeInfo& t) {
    return addressOfFrame(int64_t{v} * 8, t.slots, false);
}

}  // namespace tricolor::golang
