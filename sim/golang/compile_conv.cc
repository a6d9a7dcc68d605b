// Conversions, interfaces, type assertions.
#include "sim/golang/compile_fn.h"
#include "sim/world/check.h"

namespace tricolor::golang {

namespace {

using Bytes = std::vector<uint8_t>;
constexpr int64_t staticBytesMax = 256 << 10;

void putWord(Bytes& to, int64_t at, uint64_t v, int64_t size) {
    for (int64_t k = 0; k < size; ++k) to[static_cast<size_t>(at + k)] = static_cast<uint8_t>(v >> (8 * k));
}

// Writes a constant as a value of type t; false: of another kind than the type.
bool constantBytes(FuncCompiler& f, const Constant& k, const TypeInfo& t, Bytes& to, int64_t at) {
    const bool boolean = k.kind() == Constant::Kind::Bool, text = k.kind() == Constant::Kind::String;
    switch (t.rep) {
        case Rep::Int:
            if (text) return false;
            putWord(to, at, boolean ? uint64_t{k.boolValue()} : k.wordValue(), t.size);
            return true;
        case Rep::Float64:
            if (boolean || text) return false;
            putWord(to, at, std::bit_cast<uint64_t>(k.doubleValue()), 8);
            return true;
        case Rep::Float32:
            if (boolean || text) return false;
            putWord(to, at, std::bit_cast<uint32_t>(k.floatValue()), 4);
            return true;
        case Rep::Complex64:
            if (boolean || text) return false;
            putWord(to, at, std::bit_cast<uint32_t>(k.toComplex().realPart().floatValue()), 4);
            putWord(to, at + 4, std::bit_cast<uint32_t>(k.toComplex().imagPart().floatValue()), 4);
            return true;
        case Rep::Complex128:
            if (boolean || text) return false;
            putWord(to, at, std::bit_cast<uint64_t>(k.toComplex().realPart().doubleValue()), 8);
            putWord(to, at + 8, std::bit_cast<uint64_t>(k.toComplex().imagPart().doubleValue()), 8);
            return true;
        case Rep::String:
            if (!text) return false;
            putWord(to, at, f.c.stringData(k.stringValue()), 8);
            putWord(to, at + 8, k.stringValue().size(), 8);
            return true;
        default:
            return false;
    }
}

// The same for constants and for struct and array literals of nothing but such.
bool staticBytes(FuncCompiler& f, const Expr* e, const TypeInfo& t, Bytes& to, int64_t at) {
    e = unparen(e);
    if (e->mode == Mode::NilValue) return true;
    if (e->isConstant()) return constantBytes(f, e->constant, t, to, at);
    const auto* lit = as<CompositeLit>(e);
    if (!lit || t.rep != Rep::Aggregate || &f.infoOf(e) != &t) return false;
    const auto* array = typeAs<ArrayType>(t.under);
    for (size_t i = 0; i < lit->elements.size(); ++i) {
        const Expr* x = lit->elements[i];
        if (const auto* kv = as<KeyValueExpr>(x)) x = kv->value;
        if (array) {
            const TypeInfo& element = f.info(array->element);
            if (!staticBytes(f, x, element, to, at + lit->indices[i] * element.size)) return false;
        } else {
            const Place field = f.fieldOf(f.memory(0, 0, t), t, lit->fields[i]);
            if (!staticBytes(f, x, *field.type, to, at + field.off)) return false;
        }
    }
    return true;
}

// A conversion between the two changes no bit (gc: OCONVNOP).
bool sameBits(const TypeInfo& a, const TypeInfo& b) {
    if (identical(a.under, b.under)) return true;
    if (a.rep != b.rep || a.size != b.size) return false;
    return a.rep == Rep::Int ? a.isSigned == b.isSigned
                             : a.rep == Rep::Float32 || a.rep == Rep::Float64 || a.rep == Rep::Complex64 ||
                                   a.rep == Rep::Complex128;
}

// The value is handed to the runtime by address (gc: convT, convTnoptr), not in a register.
bool boxedByAddress(const FuncCompiler& f, const TypeInfo& t) {
    const TypeInfo* sole = &t;
    for (;;) {
        const auto* s = typeAs<StructType>(sole->under);
        const auto* a = typeAs<ArrayType>(sole->under);
        if (s && s->fields.size() == 1)
            sole = &f.c.info(s->fields[0]->type);
        else if (a && a->length == 1)
            sole = &f.c.info(a->element);
        else
            break;
    }
    if (sole->rep == Rep::String || sole->rep == Rep::Slice) return false;
    return t.align != t.size || t.size == 1 || t.pointers;
}

}  // namespace

// The earliest expression that always has the value of e: through variables that are never changed and
// conversions that change nothing. outside: also what functions around this one declare.
const Expr* FuncCompiler::staticValue(const Expr* e, bool outside) {
    for (;;) {
        e = unparen(e);
        if (e->isConstant()) return e;
        if (const auto* k = as<CallExpr>(e)) {
            if (k->callKind != CallKind::Conversion || !sameBits(infoOf(k->args[0]), infoOf(k))) return e;
            e = k->args[0];
            continue;
        }
        const auto* id = as<Ident>(e);
        const auto* v = id ? objectAs<VarObject>(id->object) : nullptr;
        if (!v || v->varKind != VarKind::Local || !v->init || v->reassigned || v->addressTaken) return e;
        if (!outside && v->function != fi) return e;
        e = v->init;
    }
}

// A constant in an interface is a static read-only object, and so is a literal of constants.
bool FuncCompiler::constantInterface(const Expr* e, const TypeInfo& t, Slot to) {
    if (c.directIface(t) || t.size == 0 || t.size > staticBytesMax) return false;
    Bytes bytes(static_cast<size_t>(t.size));
    const Expr* k = staticValue(e, true);
    const TypeInfo* kt = &t;
    if (!k->isConstant()) {
        k = e;
        if (boxedByAddress(*this, t)) k = staticValue(e, false);
        kt = &infoOf(k);
        if (kt->size != t.size) return false;
    }
    if (!staticBytes(*this, k, *kt, bytes, 0)) return false;
    c.wantMethods(t.type);
    loadInt(to, static_cast<int64_t>(c.typeAddr(t.type)));
    loadInt(to + 1, static_cast<int64_t>(c.rodataBytes(bytes, 8)));
    return true;
}

void FuncCompiler::toInterface(Slot from, const TypeInfo& t, Slot to, const Expr* site) {
    c.wantMethods(t.type);
    const int64_t word = static_cast<int64_t>(c.typeAddr(t.type));
    if (c.directIface(t)) {
        const Slot v = from >= kOut || !(to <= from && from <= to + 1) ? from : tempPtr();
        move(v, from, 1);
        loadInt(to, word);
        return move(to + 1, v, 1);
    }
    if (t.size == 0) {
        loadInt(to, word);
        return loadInt(to + 1, static_cast<int64_t>(c.module.zerobase));
    }
    if (site && !c.escapes.heapConversion(site) && t.size <= maxImplicitStackVarSize) {
        const Slot a = tempPtr();
        const Place p = newObject(t, false, a);
        store(p, from);
        loadInt(to, word);
        return move(to + 1, a, 1);
    }
    b.emit2(Opcode::CONVT, to, from, noSlot, c.typeId(t.type), 0);
}

void FuncCompiler::unpackInterface(Slot iface, const TypeInfo& t, Slot to) {
    if (c.directIface(t)) return move(to, iface + 1, 1);
    if (t.size) load(memory(iface + 1, 0, t), to);
}

// ok: slot of the comma-ok, or none: then a mismatch panics. to: none if the value is not wanted.
void FuncCompiler::assertTo(const TypeAssertExpr* e, Slot to, Slot ok) {
    const TypeInfo& t = info(e->target->type);
    const TypeInfo& from = infoOf(e->x);
    const Slot x = value(e->x);
    mark(e);
    if (t.rep == Rep::Interface) {
        const Slot v = to == noSlot ? temp(t) : to;
        if (ok == noSlot)
            return b.emit2(Opcode::ASSERTI, v, x, noSlot, c.typeId(t.type), c.typeId(from.type));
        return b.emit2(Opcode::ASSERTI2, v, x, ok, c.typeId(t.type), c.typeId(from.type));
    }
    if (ok == noSlot) {
        b.emit2(Opcode::CHKTYPE, x, noSlot, noSlot, c.typeId(t.type), c.typeId(from.type));
        if (to != noSlot) unpackInterface(x, t, to);
        return;
    }
    const Slot word = tempInt();
    const Label other = b.newLabel(), done = b.newLabel();
    loadInt(word, static_cast<int64_t>(c.typeAddr(t.type)));
    b.branch(Opcode::BNE, x, word, other);
    if (to != noSlot) unpackInterface(x, t, to);
    loadInt(ok, 1);
    b.jump(done);
    b.bind(other);
    if (to != noSlot) zero(to, t.slots);
    loadInt(ok, 0);
    b.bind(done);
}

// ---- conversions ----

void FuncCompiler::numeric(Slot from, const TypeInfo& ft, const TypeInfo& tt, Slot to) {
    const bool ff = ft.rep == Rep::Float64 || ft.rep == Rep::Float32;
    if (ft.rep == Rep::Int && tt.rep == Rep::Int)
        return tt.size == 8 ? move(to, from, 1) : extend(to, tt, from);
    if (ft.rep == Rep::Int) {
        const bool u = !ft.isSigned && ft.size == 8;
        if (tt.rep == Rep::Float64) return b.emit(u ? Opcode::U2F : Opcode::S2F, to, from);
        return b.emit(u ? Opcode::U2F32 : Opcode::S2F32, to, from);
    }
    if (ff && tt.rep == Rep::Int) {
        Slot f = from;
        if (ft.rep == Rep::Float32) {
            f = tempInt();
            b.emit(Opcode::F322F, f, from);
        }
        if (tt.size == 8) return b.emit(tt.isSigned ? Opcode::F2S : Opcode::F2U, to, f);
        const Slot v = via(to, tt);
        b.emit(Opcode::F2S, v, f);
        return extend(to, tt, v);
    }
    if (ft.rep == tt.rep) return move(to, from, ft.slots);
    if (ff) return b.emit(tt.rep == Rep::Float32 ? Opcode::F2F32 : Opcode::F322F, to, from);
    b.emit(tt.rep == Rep::Complex64 ? Opcode::C2C64 : Opcode::C2C128, to, from);
}

namespace {

bool numericRep(Rep r) {
    return r == Rep::Int || r == Rep::Float32 || r == Rep::Float64 || r == Rep::Complex64 ||
           r == Rep::Complex128;
}

}  // namespace

void FuncCompiler::convert(Slot from, const TypeInfo& ft, const TypeInfo& tt, Slot to, const Expr* site) {
    if (tt.rep == Rep::Interface && ft.rep != Rep::Interface) return toInterface(from, ft, to, site);
    const bool stays = site && !c.escapes.heap(static_cast<const Node*>(site));
    const auto buffer = [&](int64_t bytes) { return stays ? stackBuffer(bytes) : noSlot; };
    if (tt.rep == Rep::String && ft.rep == Rep::Int) return b.emit(Opcode::RUNE2STR, to, from, buffer(4));
    if (numericRep(ft.rep) && numericRep(tt.rep)) return numeric(from, ft, tt, to);
    const auto* fs = typeAs<SliceType>(ft.under);
    const auto* ts = typeAs<SliceType>(tt.under);
    if (tt.rep == Rep::String && fs)
        return b.emit(info(fs->element).size == 1 ? Opcode::BYTES2STR : Opcode::RUNES2STR, to, from,
                      buffer(stackBufferBytes));
    if (ft.rep == Rep::String && ts && info(ts->element).size == 1)
        return b.emit(Opcode::STR2BYTES, to, from, buffer(stackBufferBytes));
    if (ft.rep == Rep::String && ts) return b.emit(Opcode::STR2RUNES, to, from, buffer(4 * stackBufferBytes));
    if (fs && tt.rep == Rep::Pointer) {
        const auto* a = typeAs<ArrayType>(c.types.underlying(typ(typeAs<PointerType>(tt.under)->element)));
        b.emit(Opcode::CHKARR, from, noSlot, noSlot, a->length);
        return move(to, from, 1);
    }
    if (fs && tt.rep == Rep::Aggregate) {
        b.emit(Opcode::CHKARR, from, noSlot, noSlot, typeAs<ArrayType>(tt.under)->length);
        if (tt.size) load(memory(from, 0, tt), to);
        return;
    }
    move(to, from, tt.slots);  // the same representation (also unsafe.Pointer ↔ uintptr)
}

void FuncCompiler::conversionTo(const CallExpr* e, Slot to) {
    const TypeInfo& tt = infoOf(e);
    const Expr* x = unparen(e->args[0]);
    if (x->mode == Mode::NilValue) return zero(to, tt.slots);
    if (tt.rep == Rep::Interface && constantInterface(x, infoOf(x), to)) return;
    if (x->isConstant() && numericRep(tt.rep) && x->constant.kind() != Constant::Kind::String)
        return constant(x->constant, tt, to);
    const TypeInfo& ft = valueInfo(x);
    if (x->isConstant() && ft.rep == Rep::String && tt.rep == Rep::Slice)
        return sliceOfConstant(e, x->constant.stringValue(), to);
    const auto* sum = as<BinaryExpr>(x);
    if (sum && ft.rep == Rep::String && tt.rep == Rep::Slice &&
        info(typeAs<SliceType>(tt.under)->element).size == 1)
        return concatBytesTo(e, sum, to);
    const Slot from = value(x);
    mark(e);
    if (ft.rep == Rep::String && tt.rep == Rep::Slice && c.escapes.zeroCopy(e)) {  // bytes
        const Slot v = temp(tt);
        move(v, from, 2);
        move(v + 2, v + 1, 1);
        return move(to, v, 3);
    }
    convert(from, ft, tt, to, tt.rep == Rep::Interface ? e->args[0] : e);
}

}  // namespace tricolor::golang
