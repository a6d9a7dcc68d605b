// Arithmetic, comparisons, conditions.
#include "sim/golang/compile_fn.h"
#include "sim/world/check.h"

namespace tricolor::golang {

namespace {

bool fits32(int64_t v) {
    return v >= INT32_MIN && v <= INT32_MAX;
}

// A value read from a variable at the last moment.
bool plainVariable(const Expr* e) {
    e = unparen(e);
    return e->kind == NodeKind::Ident && e->mode == Mode::Variable;
}

Op mirrored(Op op) {
    switch (op) {
        case Op::Less:
            return Op::Greater;
        case Op::LessEqual:
            return Op::GreaterEqual;
        case Op::Greater:
            return Op::Less;
        case Op::GreaterEqual:
            return Op::LessEqual;
        default:
            return op;
    }
}

Op negated(Op op) {
    switch (op) {
        case Op::Equal:
            return Op::NotEqual;
        case Op::NotEqual:
            return Op::Equal;
        case Op::Less:
            return Op::GreaterEqual;
        case Op::LessEqual:
            return Op::Greater;
        case Op::Greater:
            return Op::LessEqual;
        default:
            return Op::Less;
    }
}

}  // namespace

// The constant in an expression, as its type's 64-bit slot value.
bool FuncCompiler::constOperand(const TypeInfo& t, const Expr* y, int64_t& k) {
    y = unparen(y);
    if (t.rep == Rep::Pointer && y->mode == Mode::NilValue) {
        k = 0;
        return true;
    }
    if (!y->isConstant() || t.rep != Rep::Int) return false;
    if (y->constant.kind() == Constant::Kind::Bool) {
        k = y->constant.boolValue();
        return true;
    }
    k = static_cast<int64_t>(y->constant.wordValue());
    if (t.size < 8) {
        const int drop = static_cast<int>(64 - 8 * t.size);
        const uint64_t u = static_cast<uint64_t>(k) << drop;
        k = t.isSigned ? static_cast<int64_t>(u) >> drop : static_cast<int64_t>(u >> drop);
    }
    return true;
}

void FuncCompiler::binaryTo(const BinaryExpr* e, Slot to) {
    mark(e);
    if (e->op == Op::AndAnd || e->op == Op::OrOr) return logicalTo(e, to);
    if (isComparison(e->op)) return compareTo(e, to);
    const TypeInfo& t = infoOf(e);
    if (t.rep == Rep::String) return concatTo(e, to);
    if (isShift(e->op)) return shift(e->op, t, to, valueAs(e->x, t), e->y);
    int64_t k = 0;
    if (constOperand(t, e->y, k)) return arithConst(e->op, t, to, valueAs(e->x, t), k);
    if (constOperand(t, e->x, k) && (e->op == Op::Add || e->op == Op::Mul))
        return arithConst(e->op, t, to, valueAs(e->y, t), k);
    const auto [x, y] = operands(e, t, t);
    mark(e);
    arith(e->op, t, to, x, y);
}

// Both operands; a variable on the left is read after a call on the right, as gc does.
std::pair<Slot, Slot> FuncCompiler::operands(const BinaryExpr* e, const TypeInfo& xt, const TypeInfo& yt) {
    if (plainVariable(e->x) && hasCall(e->y)) {
        const Slot y = valueAs(e->y, yt);
        return {valueAs(e->x, xt), y};
    }
    const bool look = isComparison(e->op) && xt.rep == Rep::String;
    const Slot x = look ? glance(e->x, xt) : valueAs(e->x, xt);
    return {x, look ? glance(e->y, yt) : valueAs(e->y, yt)};
}

void FuncCompiler::arithConst(Op op, const TypeInfo& t, Slot to, Slot x, int64_t k) {
    const bool int32 = t.size == 4, byte = t.size == 1 && !t.isSigned;
    const auto fused = [&](Opcode s32, Opcode u32, Opcode u8, Opcode full, int64_t imm) {
        if (t.size == 8) return b.emit(full, to, x, noSlot, imm);
        if (int32) return b.emit(t.isSigned ? s32 : u32, to, x, noSlot, imm);
        if (byte) return b.emit(u8, to, x, noSlot, imm);
        const Slot v = via(to, t);
        b.emit(full, v, x, noSlot, imm);
        extend(to, t, v);
    };
    const auto plain = [&](Opcode o) {
        if (t.size == 8) return b.emit(o, to, x, noSlot, k);
        const Slot v = via(to, t);
        b.emit(o, v, x, noSlot, k);
        extend(to, t, v);
    };
    switch (op) {
        case Op::Add:
            return fused(Opcode::ADDI32S, Opcode::ADDI32U, Opcode::ADDI8U, Opcode::ADDI, k);
        case Op::Sub:
            return fused(Opcode::ADDI32S, Opcode::ADDI32U, Opcode::ADDI8U, Opcode::ADDI,
                         static_cast<int64_t>(0 - static_cast<uint64_t>(k)));
        case Op::Mul:
            return plain(Opcode::MULI);
        case Op::And:
            return b.emit(Opcode::ANDI, to, x, noSlot, k);
        case Op::Or:
            return b.emit(Opcode::ORI, to, x, noSlot, k);
        case Op::Xor:
            return b.emit(Opcode::XORI, to, x, noSlot, k);
        case Op::AndNot:
            return b.emit(Opcode::ANDI, to, x, noSlot, ~k);
        case Op::Div:
            if (k) return plain(t.isSigned ? Opcode::DIVSI : Opcode::DIVUI);
            break;
        case Op::Rem:
            if (k) return plain(t.isSigned ? Opcode::REMSI : Opcode::REMUI);
            break;
        default:
            break;
    }
    const Slot y = tempInt();
    loadInt(y, k);
    arith(op, t, to, x, y);
}

void FuncCompiler::arithInt(Op op, const TypeInfo& t, Slot to, Slot x, Slot y) {
    const auto fused = [&](Opcode s32, Opcode u32, Opcode u8, Opcode full) {
        if (t.size == 8) return b.emit(full, to, x, y);
        if (t.size == 4) return b.emit(t.isSigned ? s32 : u32, to, x, y);
        if (t.size == 1 && !t.isSigned && u8 != Opcode::NOP) return b.emit(u8, to, x, y);
        const Slot v = via(to, t);
        b.emit(full, v, x, y);
        extend(to, t, v);
    };
    const auto divide = [&](Opcode o) {
        if (t.size == 8 || !t.isSigned) return b.emit(o, to, x, y);
        const Slot v = via(to, t);
        b.emit(o, v, x, y);
        extend(to, t, v);
    };
    switch (op) {
        case Op::Add:
            return fused(Opcode::ADD32S, Opcode::ADD32U, Opcode::ADD8U, Opcode::ADD);
        case Op::Sub:
            return fused(Opcode::SUB32S, Opcode::SUB32U, Opcode::SUB8U, Opcode::SUB);
        case Op::Mul:
            return fused(Opcode::MUL32S, Opcode::MUL32U, Opcode::NOP, Opcode::MUL);
        case Op::And:
            return b.emit(Opcode::AND, to, x, y);
        case Op::Or:
            return b.emit(Opcode::OR, to, x, y);
        case Op::Xor:
            return b.emit(Opcode::XOR, to, x, y);
        case Op::AndNot:
            return b.emit(Opcode::ANDNOT, to, x, y);
        case Op::Div:
            return divide(t.isSigned ? Opcode::DIVS : Opcode::DIVU);
        case Op::Rem:
            return divide(t.isSigned ? Opcode::REMS : Opcode::REMU);
        default:
            CHECK(false, "an operator that is no arithmetic");
    }
}

void FuncCompiler::arith(Op op, const TypeInfo& t, Slot to, Slot x, Slot y) {
    const auto pickOf = [&](Opcode add, Opcode sub, Opcode mul, Opcode div) {
        return op == Op::Add ? add : op == Op::Sub ? sub : op == Op::Mul ? mul : div;
    };
    switch (t.rep) {
        case Rep::Int:
            return arithInt(op, t, to, x, y);
        case Rep::Float64:
            return b.emit(pickOf(Opcode::FADD, Opcode::FSUB, Opcode::FMUL, Opcode::FDIV), to, x, y);
        case Rep::Float32:
            return b.emit(pickOf(Opcode::FADD32, Opcode::FSUB32, Opcode::FMUL32, Opcode::FDIV32), to, x, y);
        case Rep::Complex128:
            return b.emit(pickOf(Opcode::CADD, Opcode::CSUB, Opcode::CMUL, Opcode::CDIV), to, x, y);
        case Rep::Complex64: {
            const Slot p = temp(SlotMask{0, 0}), q = temp(SlotMask{0, 0});
            b.emit(Opcode::C2C128, p, x);
            b.emit(Opcode::C2C128, q, y);
            b.emit(pickOf(Opcode::CADD, Opcode::CSUB, Opcode::CMUL, Opcode::CDIV), p, p, q);
            return b.emit(Opcode::C2C64, to, p);
        }
        case Rep::String:
            return b.emit2(Opcode::CONCAT, to, pairOf(x, y), noSlot, 2, 0);
        default:
            CHECK(false, "arithmetic on a type that has none");
    }
}

// Two strings next to each other.
Slot FuncCompiler::pairOf(Slot x, Slot y) {
    const Slot p = temp(SlotMask{1, 0, 1, 0});
    move(p, x, 2);
    move(p + 2, y, 2);
    return p;
}

void FuncCompiler::shift(Op op, const TypeInfo& t, Slot to, Slot x, const Expr* count) {
    const TypeInfo& ct = infoOf(count);
    const bool left = op == Op::Shl;
    const Opcode full = left ? Opcode::SHL : t.isSigned ? Opcode::SAR : Opcode::SHR;
    const Slot v = left && t.narrow() ? via(to, t) : to;
    if (count->isConstant()) {
        const uint64_t k = count->constant.toInt().uint64Value().value_or(64);
        if (k < 64)
            b.emit(left         ? Opcode::SHLI
                   : t.isSigned ? Opcode::SARI
                                : Opcode::SHRI,
                   v, x, noSlot, static_cast<int64_t>(k));
        else if (!left && t.isSigned)
            b.emit(Opcode::SARI, v, x, noSlot, 63);
        else
            loadInt(v, 0);
    } else {
        const Slot n = value(count);
        if (ct.isSigned) b.emit(Opcode::CHKSHIFT, n);
        b.emit(full, v, x, n);
    }
    if (left && t.narrow()) extend(to, t, v);
}

// The operands of a + b + c, which is one concatenation.
std::vector<const Expr*> FuncCompiler::concatParts(const BinaryExpr* e) {
    std::vector<const Expr*> parts;
    const Expr* x = e;
    for (;;) {
        const auto* bin = as<BinaryExpr>(unparen(x));
        if (!bin || bin->op != Op::Add || bin->isConstant()) break;
        parts.insert(parts.begin(), bin->y);
        x = bin->x;
    }
    parts.insert(parts.begin(), x);
    return parts;
}

// Their values, one after the other.
Slot FuncCompiler::concatOperands(const BinaryExpr* e, const std::vector<const Expr*>& parts) {
    const TypeInfo& t = infoOf(e);
    SlotMask mask;
    for (size_t i = 0; i < parts.size(); ++i) mask.insert(mask.end(), {1, 0});
    // With a text that is not empty among them the result is a copy, so bytes need none before.
    bool copied = false;
    for (const Expr* part : parts) copied = copied || (part->isConstant() && !isEmptyString(part));
    std::vector<Slot> from;
    if (copied && std::any_of(parts.begin(), parts.end(), [this](const Expr* p) { return bytesOfString(p); }))
        for (const Expr* part : parts)
            from.push_back(bytesOfString(part) ? glance(part, t) : copyAs(part, t));
    else
        from = values(parts);
    const Slot run = temp(mask);
    for (size_t i = 0; i < parts.size(); ++i) move(run + static_cast<Slot>(2 * i), from[i], 2);
    return run;
}

void FuncCompiler::concatTo(const BinaryExpr* e, Slot to) {
    const std::vector<const Expr*> parts = concatParts(e);
    const Slot run = concatOperands(e, parts);
    mark(e);
    // No buffer for what is too long already.
    size_t known = 0;
    for (const Expr* part : parts)
        if (part->isConstant()) known += part->constant.stringValue().size();
    const bool inFrame = !c.escapes.heap(e) && known < static_cast<size_t>(stackBufferBytes);
    b.emit2(Opcode::CONCAT, to, run, inFrame ? stackBuffer(stackBufferBytes) : noSlot,
            static_cast<int32_t>(parts.size()), 0);
}

// []byte(a + b): the bytes are joined where they stay.
void FuncCompiler::concatBytesTo(const CallExpr* conversion, const BinaryExpr* e, Slot to) {
    const std::vector<const Expr*> parts = concatParts(e);
    const Slot run = concatOperands(e, parts);
    mark(conversion);
    const bool inFrame = !c.escapes.heap(static_cast<const Node*>(conversion));
    b.emit2(Opcode::CONCATB, to, run, inFrame ? stackBuffer(stackBufferBytes) : noSlot,
            static_cast<int32_t>(parts.size()), 0);
}

void FuncCompiler::logicalTo(const BinaryExpr* e, Slot to) {
    const Label done = b.newLabel(), other = b.newLabel();
    cond(e, other, false);
    loadInt(to, 1);
    b.jump(done);
    b.bind(other);
    loadInt(to, 0);
    b.bind(done);
}

// ---- comparisons ----

void FuncCompiler::compareTo(const BinaryExpr* e, Slot to) {
    const TypeInfo& xt = valueInfo(e->x);
    int64_t k = 0;
    if ((xt.rep == Rep::Int || xt.rep == Rep::Pointer) && constOperand(xt, e->y, k)) {
        const Slot x = value(e->x);
        Opcode op = Opcode::EQI;
        switch (e->op) {
            case Op::Equal:
                op = Opcode::EQI;
                break;
            case Op::NotEqual:
                op = Opcode::NEI;
                break;
            case Op::Less:
                op = xt.isSigned ? Opcode::LTSI : Opcode::LTUI;
                break;
            case Op::GreaterEqual:
                op = xt.isSigned ? Opcode::GESI : Opcode::GEUI;
                break;
            case Op::LessEqual:
                op = xt.isSigned ? Opcode::LESI : Opcode::NOP;
                break;
            default:
                op = xt.isSigned ? Opcode::GTSI : Opcode::NOP;
                break;
        }
        if (op != Opcode::NOP) return b.emit(op, to, x, noSlot, k);
    }
    if (isNil(e->x) || isNil(e->y)) {
        const Slot x = value(isNil(e->x) ? e->y : e->x);
        return b.emit(e->op == Op::Equal ? Opcode::EQI : Opcode::NEI, to, x, noSlot, 0);
    }
    if (mixedInterface(e)) return compareMixed(e, to);
    const auto [x, y] = operands(e, xt, valueInfo(e->y));
    compare(e->op, xt, to, x, y);
}

bool FuncCompiler::isNil(const Expr* e) {
    return unparen(e)->mode == Mode::NilValue;
}

bool FuncCompiler::mixedInterface(const BinaryExpr* e) {
    const bool x = infoOf(e->x).rep == Rep::Interface, y = infoOf(e->y).rep == Rep::Interface;
    return x != y;
}

// One side an interface, the other a concrete value: the types must agree, then the values.
void FuncCompiler::compareMixed(const BinaryExpr* e, Slot to) {
    const bool ifaceLeft = infoOf(e->x).rep == Rep::Interface;
    const Expr* concrete = ifaceLeft ? e->y : e->x;
    const TypeInfo& t = infoOf(concrete);
    const Slot x = ifaceLeft ? raw(e->x) : raw(concrete);
    const Slot y = ifaceLeft ? raw(concrete) : raw(e->y);
    const Slot iface = ifaceLeft ? x : y, other = ifaceLeft ? y : x;
    c.wantMethods(t.type);
    const Slot r = via(to, boolInfo()), word = tempInt();
    const Label done = b.newLabel();
    loadInt(r, e->op == Op::NotEqual);
    loadInt(word, static_cast<int64_t>(c.typeAddr(t.type)));
    b.branch(Opcode::BNE, iface, word, done);
    {
        Temps scope(*this);
        const Slot v = temp(t);
        unpackInterface(iface, t, v);
        compare(e->op, t, r, v, other);
    }
    b.bind(done);
    move(to, r, 1);
}

void FuncCompiler::compareInt(Op op, bool sg, Slot to, Slot x, Slot y) {
    switch (op) {
        case Op::Equal:
            return b.emit(Opcode::EQ, to, x, y);
        case Op::NotEqual:
            return b.emit(Opcode::NE, to, x, y);
        case Op::Less:
            return b.emit(sg ? Opcode::LTS : Opcode::LTU, to, x, y);
        case Op::LessEqual:
            return b.emit(sg ? Opcode::LES : Opcode::LEU, to, x, y);
        case Op::Greater:
            return b.emit(sg ? Opcode::LTS : Opcode::LTU, to, y, x);
        default:
            return b.emit(sg ? Opcode::LES : Opcode::LEU, to, y, x);
    }
}

void FuncCompiler::compareFloat(Op op, bool single, Slot to, Slot x, Slot y) {
    switch (op) {
        case Op::Equal:
            return b.emit(single ? Opcode::FEQ32 : Opcode::FEQ, to, x, y);
        case Op::NotEqual:
            return b.emit(single ? Opcode::FNE32 : Opcode::FNE, to, x, y);
        case Op::Less:
            return b.emit(single ? Opcode::FLT32 : Opcode::FLT, to, x, y);
        case Op::LessEqual:
            return b.emit(single ? Opcode::FLE32 : Opcode::FLE, to, x, y);
        case Op::Greater:
            return b.emit(single ? Opcode::FLT32 : Opcode::FLT, to, y, x);
        default:
            return b.emit(single ? Opcode::FLE32 : Opcode::FLE, to, y, x);
    }
}

void FuncCompiler::compare(Op op, const TypeInfo& t, Slot to, Slot x, Slot y) {
    const bool equality = op == Op::Equal || op == Op::NotEqual;
    // Equality made by an instruction that knows only ==.
    const auto equal = [&](auto emitEqual) {
        if (op == Op::Equal) return emitEqual(to);
        const Slot r = tempInt();
        emitEqual(r);
        b.emit(Opcode::XORI, to, r, noSlot, 1);
    };
    switch (t.rep) {
        case Rep::Int:
            return compareInt(op, t.isSigned, to, x, y);
        case Rep::Slice:
        case Rep::Pointer:
            return compareInt(op, false, to, x, y);
        case Rep::Float64:
            return compareFloat(op, false, to, x, y);
        case Rep::Float32:
            return compareFloat(op, true, to, x, y);
        case Rep::String:
            if (equality) return equal([&](Slot r) { b.emit(Opcode::STREQ, r, x, y); });
            {
                const Slot r = tempInt(), z = tempInt();
                b.emit(Opcode::STRCMP, r, x, y);
                loadInt(z, 0);
                return compareInt(op, true, to, r, z);
            }
        case Rep::Interface:
            return equal([&](Slot r) { b.emit(Opcode::IFACEEQ, r, x, y); });
        case Rep::Complex64: {
            const Slot p = temp(SlotMask{0, 0}), q = temp(SlotMask{0, 0});
            b.emit(Opcode::C2C128, p, x);
            b.emit(Opcode::C2C128, q, y);
            return compareComplex(op, to, p, q);
        }
        case Rep::Complex128:
            return compareComplex(op, to, x, y);
        case Rep::Aggregate:
            return equal([&](Slot r) {
                if (t.size == 0) return loadInt(r, 1);
                const Slot p = spill(x, t), q = spill(y, t);
                if (plainMemory(c.types, t.type))
                    b.emit(Opcode::MEMEQ, r, p, q, t.size);
                else
                    b.emit2(Opcode::EQTYPE, r, p, q, c.typeId(t.type), 0);
            });
    }
}

void FuncCompiler::compareComplex(Op op, Slot to, Slot x, Slot y) {
    const Slot re = tempInt(), im = tempInt();
    b.emit(op == Op::Equal ? Opcode::FEQ : Opcode::FNE, re, x, y);
    b.emit(op == Op::Equal ? Opcode::FEQ : Opcode::FNE, im, x + 1, y + 1);
    b.emit(op == Op::Equal ? Opcode::AND : Opcode::OR, to, re, im);
}

// ---- conditions ----

// Jumps to target if e is `sense`, else goes on.
void FuncCompiler::cond(const Expr* e, Label target, bool sense) {
    e = unparen(e);
    if (e->isConstant()) {
        if (e->constant.boolValue() == sense) b.jump(target);
        return;
    }
    if (const auto* u = as<UnaryExpr>(e); u && u->op == Op::Not) return cond(u->x, target, !sense);
    if (const auto* x = as<BinaryExpr>(e)) {
        if (x->op == Op::AndAnd || x->op == Op::OrOr) {
            const bool both = (x->op == Op::AndAnd) == sense;  // target only if both say so
            if (!both) {
                cond(x->x, target, sense);
                return cond(x->y, target, sense);
            }
            const Label skip = b.newLabel();
            cond(x->x, skip, !sense);
            cond(x->y, target, sense);
            return b.bind(skip);
        }
    }
    Temps scope(*this);
    mark(e);
    const CallsFirst order(*this, {e}, false);
    if (const auto* x = as<BinaryExpr>(e); x && isComparison(x->op)) return compareBranch(x, target, sense);
    b.branch(sense ? Opcode::BNZ : Opcode::BZ, raw(e), noSlot, target);
}

void FuncCompiler::branchInt(Op op, bool sg, Slot x, Slot y, Label target) {
    switch (op) {
        case Op::Equal:
            return b.branch(Opcode::BEQ, x, y, target);
        case Op::NotEqual:
            return b.branch(Opcode::BNE, x, y, target);
        case Op::Less:
            return b.branch(sg ? Opcode::BLTS : Opcode::BLTU, x, y, target);
        case Op::LessEqual:
            return b.branch(sg ? Opcode::BLES : Opcode::BLEU, x, y, target);
        case Op::Greater:
            return b.branch(sg ? Opcode::BLTS : Opcode::BLTU, y, x, target);
        default:
            return b.branch(sg ? Opcode::BLES : Opcode::BLEU, y, x, target);
    }
}

bool FuncCompiler::branchConst(Op op, const TypeInfo& t, Slot x, int64_t k, Label target) {
    if (!fits32(k)) return false;
    const int32_t imm = static_cast<int32_t>(k);
    if (op == Op::Equal || op == Op::NotEqual) {
        if (k == 0)
            b.branch(op == Op::Equal ? Opcode::BZ : Opcode::BNZ, x, noSlot, target);
        else
            b.branch(op == Op::Equal ? Opcode::BEQI : Opcode::BNEI, x, noSlot, target, imm);
        return true;
    }
    // Unsigned values narrower than 64 bits are small positive numbers.
    if (!t.isSigned && t.size == 8) return false;
    const Opcode o = op == Op::Less        ? Opcode::BLTSI
                     : op == Op::LessEqual ? Opcode::BLESI
                     : op == Op::Greater   ? Opcode::BGTSI
                                           : Opcode::BGESI;
    b.branch(o, x, noSlot, target, imm);
    return true;
}

void FuncCompiler::compareBranch(const BinaryExpr* e, Label target, bool sense) {
    Temps scope(*this);
    mark(e);
    const TypeInfo& t = valueInfo(e->x);
    Op op = sense ? e->op : negated(e->op);
    if (isNil(e->x) || isNil(e->y)) {
        const Slot x = value(isNil(e->x) ? e->y : e->x);
        return b.branch(op == Op::Equal ? Opcode::BZ : Opcode::BNZ, x, noSlot, target);
    }
    if (t.rep == Rep::Int || t.rep == Rep::Pointer) {
        if (!mixedInterface(e)) {
            int64_t k = 0;
            const Expr* cx = e->x;
            const Expr* cy = e->y;
            if (constOperand(t, cx, k)) {
                std::swap(cx, cy);
                op = mirrored(op);
            }
            if (constOperand(t, cy, k)) {
                const Slot x = value(cx);
                mark(e);
                if (branchConst(op, t, x, k, target)) return;
                const Slot y = tempInt();
                loadInt(y, k);
                return branchInt(op, t.isSigned, x, y, target);
            }
            const auto [x, y] = operands(e, t, t);
            mark(e);
            return branchInt(op, t.isSigned, x, y, target);
        }
    }
    if (t.rep == Rep::String && isEmptyString(e->y) && (op == Op::Equal || op == Op::NotEqual)) {
        const Slot x = value(e->x);
        return b.branch(op == Op::Equal ? Opcode::BZ : Opcode::BNZ, x + 1, noSlot, target);
    }
    const Slot r = tempInt();
    compareTo(e, r);
    b.branch(sense ? Opcode::BNZ : Opcode::BZ, r, noSlot, target);
}

bool FuncCompiler::isEmptyString(const Expr* e) {
    return e->isConstant() && e->constant.kind() == Constant::Kind::String &&
           e->constant.stringValue().empty();
}

}  // namespace tricolor::golang
