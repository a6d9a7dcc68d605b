// Calls of built-in functions.
#include "sim/golang/compile_fn.h"
#include "sim/world/check.h"

namespace tricolor::golang {

// append(f()), complex(f()), …: the arguments are the results of one call.
void FuncCompiler::builtinOfTuple(const CallExpr* e, Slot to) {
    std::vector<const TypeInfo*> kinds;
    const std::vector<Slot> v = tupleValues(e->args[0], kinds);
    switch (e->builtin) {
        case Builtin::Append: {
            const TypeInfo& element = info(typeAs<SliceType>(infoOf(e).under)->element);
            std::vector<Slot> items;
            for (size_t i = 1; i < v.size(); ++i) {
                items.push_back(temp(element));
                kinds[i] == &element ? move(items.back(), v[i], element.slots)
                                     : convert(v[i], *kinds[i], element, items.back(), nullptr);
            }
            return appendSeveral(v[0], items, element, to);
        }
        case Builtin::Complex: {
            if (infoOf(e).rep != Rep::Complex128) {
                b.emit(Opcode::SHLI, v[1], v[1], noSlot, 32);
                return b.emit(Opcode::OR, to, v[1], v[0]);
            }
            move(to, v[0], 1);
            return move(to + 1, v[1], 1);
        }
        case Builtin::Copy: {
            const auto* s = typeAs<SliceType>(kinds[0]->under);
            return b.emit2(Opcode::COPY, to == noSlot ? tempInt() : to, v[0], v[1], c.typeId(typ(s->element)),
                           0);
        }
        case Builtin::Delete: {
            const TypeInfo& key = info(typeAs<MapType>(kinds[0]->under)->key);
            Slot k = v[1];
            if (kinds[1] != &key) {
                k = temp(key);
                convert(v[1], *kinds[1], key, k, nullptr);
            }
            return b.emit2(Opcode::MAPDELETE, v[0], k, noSlot, c.typeId(kinds[0]->type), 0);
        }
        case Builtin::Max:
        case Builtin::Min:
            for (size_t i = 1; i < v.size(); ++i) minMax(e->builtin == Builtin::Max, *kinds[0], v[0], v[i]);
            return move(to, v[0], kinds[0]->slots);
        default:
            break;
    }
    refuse(e, "this built-in function with the results of a call is not supported yet");
}

void FuncCompiler::builtinTo(const CallExpr* e, Slot to) {
    mark(e);
    const bool print = e->builtin == Builtin::Print || e->builtin == Builtin::Println;
    if (!print && e->args.size() == 1 && e->args[0]->type && e->args[0]->type->kind == TypeKind::Tuple)
        return builtinOfTuple(e, to);
    switch (e->builtin) {
        case Builtin::Append:
            return appendTo(e, to);
        case Builtin::Len:
            return lenTo(e->args[0], to, false);
        case Builtin::Cap:
            return lenTo(e->args[0], to, true);
        case Builtin::Make:
            return makeTo(e, to);
        case Builtin::New:
            return newTo(e, to);
        case Builtin::Max:
        case Builtin::Min:
            return minMaxTo(e, to);
        case Builtin::Print:
        case Builtin::Println:
            return printCall(e);
        case Builtin::Panic:
            return b.emit(Opcode::PANIC, valueAs(e->args[0], ifaceInfo()));
        case Builtin::Recover: {
            const Slot v = to == noSlot ? temp(ifaceInfo()) : to;
            return b.emit(Opcode::RECOVER, v);
        }
        case Builtin::Close:
            return b.emit(Opcode::CLOSE, value(e->args[0]));
        case Builtin::Copy: {
            const auto* s = typeAs<SliceType>(infoOf(e->args[0]).under);
            const std::vector<Slot> v = values({e->args[0], e->args[1]});
            return b.emit2(Opcode::COPY, to == noSlot ? tempInt() : to, v[0], v[1], c.typeId(typ(s->element)),
                           0);
        }
        case Builtin::Delete:
        case Builtin::Clear:
            return deleteOrClear(e);
        case Builtin::Complex:
        case Builtin::Real:
        case Builtin::Imag:
            return complexPartTo(e, to);
        default:
            return unsafeTo(e, to);
    }
}

void FuncCompiler::lenTo(const Expr* x, Slot to, bool cap) {
    const TypeInfo* t = &infoOf(x);
    if (t->rep == Rep::String || t->rep == Rep::Slice) {
        const Slot word = cap ? 2 : 1;
        const Expr* e = unparen(x);
        const bool variable = as<Ident>(e) || e->kind == NodeKind::SelectorExpr;
        if (!variable || e->mode != Mode::Variable || e->isConstant() || earlySlot(e) != noSlot)
            return move(to, value(x) + word, 1);
        Place p = place(e);
        if (p.kind != Place::Kind::memory && p.kind != Place::Kind::global)
            return move(to, read(p) + word, 1);
        p.off += 8 * word;  // of a value in memory only this word is read
        p.type = &intInfo();
        return load(p, to);
    }
    if (typeAs<MapType>(t->under)) return b.emit(Opcode::MAPLEN, to, value(x));
    if (typeAs<ChanType>(t->under)) return b.emit(cap ? Opcode::CHANCAP : Opcode::CHANLEN, to, value(x));
    // An array that has to be evaluated: len(f()).
    raw(x);
    if (const auto* p = typeAs<PointerType>(t->under)) t = &info(p->element);
    loadInt(to, typeAs<ArrayType>(t->under)->length);
}

void FuncCompiler::appendTo(const CallExpr* e, Slot to) {
    const TypeInfo& t = infoOf(e);
    const TypeInfo& element = info(typeAs<SliceType>(t.under)->element);
    const int32_t id = c.typeId(element.type);
    if (e->args.size() == 1) return valueAsTo(e->args[0], t, to);
    if (e->hasDots) {
        std::vector<Slot> v(2);
        if (const auto* k = as<CallExpr>(unparen(e->args[1]));
            k && k->callKind == CallKind::Builtin && k->builtin == Builtin::Make && k->args.size() == 2) {
            const Slot s = valueAs(e->args[0], t);
            return b.emit2(Opcode::APPENDZ, to, s, value(k->args[1]), id, 0);
        }
        v[0] = hasCall(e->args[1]) && mayCall(e->args[0]) ? copyAs(e->args[0], t) : noSlot;
        v[1] = value(e->args[1]);
        if (v[0] == noSlot) v[0] = valueAs(e->args[0], t);
        return b.emit2(Opcode::APPENDS, to, v[0], v[1], id, 0);
    }
    bool calls = false;
    for (size_t i = 1; i < e->args.size(); ++i) calls = calls || hasCall(e->args[i]);
    Slot s = calls && !mayCall(e->args[0]) ? noSlot : valueAs(e->args[0], t);
    if (calls && s != noSlot && !isTemp(s)) s = copyAs(e->args[0], t);
    std::vector<Slot> items;
    for (size_t i = 1; i < e->args.size(); ++i) {
        Slot v = valueAs(e->args[i], element);
        if (calls && !isTemp(v) && mayCall(e->args[i])) {
            const Slot kept = temp(element);
            move(kept, v, element.slots);
            v = kept;
        }
        items.push_back(v);
    }
    if (s == noSlot) s = valueAs(e->args[0], t);
    mark(e);
    const Label done = b.newLabel();
    if (appendInBuffer(e, s, items, element, to, done)) {
        append(s, items, element, to);
        return b.bind(done);
    }
    append(s, items, element, to);
}

void FuncCompiler::append(Slot s, const std::vector<Slot>& items, const TypeInfo& element, Slot to) {
    if (items.size() != 1) return appendSeveral(s, items, element, to);
    const bool ptr = element.size == 8 && element.pointers;
    const bool word = element.size == 8 && !element.pointers;
    b.emit2(ptr    ? Opcode::APPENDP
            : word ? Opcode::APPEND64
                   : Opcode::APPENDT,
            to, s, items[0], c.typeId(element.type), 0);
}

// append(s, a, b, c): room for all first, then one store each.
void FuncCompiler::appendSeveral(Slot s, const std::vector<Slot>& items, const TypeInfo& element, Slot to) {
    const Slot grown = temp(SlotMask{1, 0, 0}), n = tempInt(), at = tempInt(), a = tempPtr();
    loadInt(n, static_cast<int64_t>(items.size()));
    b.emit2(Opcode::GROW, grown, s, n, c.typeId(element.type), 0);
    for (size_t i = 0; i < items.size(); ++i) {
        b.emit(Opcode::ADDI, at, grown + 1, noSlot,
               static_cast<int64_t>(i) - static_cast<int64_t>(items.size()));
        b.emit(Opcode::INDEX, a, grown, at, element.size);
        store(memory(a, 0, element), items[i]);
    }
    move(to, grown, 3);
}

Slot FuncCompiler::copyAs(const Expr* e, const TypeInfo& t) {
    const Slot s = temp(t);
    valueAsTo(e, t, s);
    return s;
}

void FuncCompiler::newTo(const CallExpr* e, Slot to) {
    const TypeInfo& t = info(typeAs<PointerType>(infoOf(e).under)->element);
    const bool ofValue = !e->args[0]->isType();
    const bool heap = c.escapes.heap(static_cast<const Node*>(e)) || t.slots > maxFrameSlots / 2;
    const Slot a = tempPtr();
    if (!ofValue) {
        newObject(t, heap, a);
    } else if (heap) {  // a variable without a name
        newHeapVar(t, a);
        store(memory(a, 0, t), valueAs(e->args[0], t));
    } else {
        const Slot v = valueAs(e->args[0], t);
        store(newObject(t, false, a), v);
    }
    move(to, a, 1);
}

void FuncCompiler::makeTo(const CallExpr* e, Slot to) {
    const TypeInfo& t = infoOf(e);
    if (typeAs<MapType>(t.under)) {
        const Expr* hintExpr = e->args.size() > 1 ? e->args[1] : nullptr;
        const Slot hint = hintExpr ? value(hintExpr) : noSlot;
        const bool large = hintExpr && hintExpr->isConstant() &&
                           hintExpr->constant.toInt().int64Value().value_or(INT64_MAX) > 8;
        return makeMap(t, hint, c.escapes.heap(static_cast<const Node*>(e)), large, to);
    }
    if (typeAs<ChanType>(t.under)) {
        Slot n = tempInt();
        if (e->args.size() > 1)
            n = indexValue(e->args[1]);
        else
            loadInt(n, 0);
        return b.emit2(Opcode::MAKECHAN, to, n, noSlot, c.typeId(t.type), 0);
    }
    const TypeInfo& element = info(typeAs<SliceType>(t.under)->element);
    const Slot n = indexValue(e->args[1]);
    const Slot m = e->args.size() > 2 ? indexValue(e->args[2]) : n;
    const Expr* capExpr = e->args.back();
    if (!c.escapes.heap(static_cast<const Node*>(e)) && capExpr->isConstant()) {
        const int64_t k = capExpr->constant.toInt().int64Value().value_or(0);
        const TypeInfo& array = c.info(c.types.arrayOf(element.type, k));
        if (k >= 0 && array.size <= maxImplicitStackVarSize) {
            const Slot a = tempPtr();
            newObject(array, false, a);
            if (e->args.size() > 2 && !e->args[1]->isConstant()) checkLength(n, k);
            move(to, a, 1);
            move(to + 1, n, 1);
            return loadInt(to + 2, k);
        }
    }
    mark(e);
    const Label done = b.newLabel();
    const int64_t room = element.size ? stackBufferBytes / element.size : 0;
    if (!c.escapes.heap(static_cast<const Node*>(e)) && !capExpr->isConstant() && room)
        sliceInBuffer(element, n, m, room, to, done);
    b.emit2(Opcode::MAKESLICE, to, n, m, c.typeId(element.type), 0);
    b.bind(done);
}

// make([]T, n, k) on the stack: MAKESLICE's panics, by asking it for a slice that cannot be.
void FuncCompiler::checkLength(Slot n, int64_t k) {
    const Label fine = b.newLabel();
    const Slot limit = tempInt(), s = temp(SlotMask{1, 0, 0});
    loadInt(limit, k);
    b.branch(Opcode::BLEU, n, limit, fine);
    b.emit2(Opcode::MAKESLICE, s, n, limit, c.typeId(c.types.basic(TypeKind::Uint8)), 0);
    b.bind(fine);
}

void FuncCompiler::minMaxTo(const CallExpr* e, Slot to) {
    const TypeInfo& t = infoOf(e);
    const bool max = e->builtin == Builtin::Max;
    const Slot r = temp(t);
    valueAsTo(e->args[0], t, r);
    for (size_t i = 1; i < e->args.size(); ++i) {
        Temps scope(*this);
        minMax(max, t, r, valueAs(e->args[i], t));
    }
    move(to, r, t.slots);
}

// r becomes the greater, or the smaller, of itself and x.
void FuncCompiler::minMax(bool max, const TypeInfo& t, Slot r, Slot x) {
    Temps scope(*this);
    if (t.rep == Rep::Float64) return b.emit(max ? Opcode::FMAX : Opcode::FMIN, r, r, x);
    if (t.rep == Rep::Float32) {
        const Slot p = tempInt(), q = tempInt();
        b.emit(Opcode::F322F, p, r);
        b.emit(Opcode::F322F, q, x);
        b.emit(max ? Opcode::FMAX : Opcode::FMIN, p, p, q);
        return b.emit(Opcode::F2F32, r, p);
    }
    const Label keep = b.newLabel();
    const Slot less = tempInt();
    compare(Op::Less, t, less, max ? r : x, max ? x : r);
    b.branch(Opcode::BZ, less, noSlot, keep);
    move(r, x, t.slots);
    b.bind(keep);
}

void FuncCompiler::complexPartTo(const CallExpr* e, Slot to) {
    if (e->builtin == Builtin::Complex) {
        const TypeInfo& t = infoOf(e);
        const bool wide = t.rep == Rep::Complex128;
        const TypeInfo& part = c.info(c.types.basic(wide ? TypeKind::Float64 : TypeKind::Float32));
        const Slot re = valueAs(e->args[0], part), im = valueAs(e->args[1], part);
        if (wide) {
            const Slot v = temp(t);
            move(v, re, 1);
            move(v + 1, im, 1);
            return move(to, v, 2);
        }
        const Slot high = tempInt();
        b.emit(Opcode::SHLI, high, im, noSlot, 32);
        return b.emit(Opcode::OR, to, high, re);
    }
    const TypeInfo& t = infoOf(e->args[0]);
    const Slot x = value(e->args[0]);
    const bool imag = e->builtin == Builtin::Imag;
    if (t.rep == Rep::Complex128) return move(to, x + (imag ? 1 : 0), 1);
    if (imag) return b.emit(Opcode::SHRI, to, x, noSlot, 32);
    b.emit(Opcode::EXT32U, to, x);
}

void FuncCompiler::deleteOrClear(const CallExpr* e) {
    const TypeInfo& t = infoOf(e->args[0]);
    const auto* m = typeAs<MapType>(t.under);
    if (e->builtin == Builtin::Delete) {
        const Slot map = value(e->args[0]);
        return b.emit2(Opcode::MAPDELETE, map, valueAs(e->args[1], info(m->key)), noSlot, c.typeId(t.type),
                       0);
    }
    const Slot x = value(e->args[0]);
    if (m) return b.emit2(Opcode::MAPCLEAR, x, noSlot, noSlot, c.typeId(t.type), 0);
    b.emit2(Opcode::CLEARS, x, noSlot, noSlot, c.typeId(typ(typeAs<SliceType>(t.under)->element)), 0);
}

void FuncCompiler::unsafeTo(const CallExpr* e, Slot to) {
    const auto arg = [&](size_t i) { return value(e->args[i]); };
    switch (e->builtin) {
        case Builtin::UnsafeAdd: {
            const Slot p = arg(0);
            return b.emit(Opcode::ADD, to, p, indexValue(e->args[1]));
        }
        case Builtin::UnsafeSlice: {
            const Slot p = arg(0);
            const Slot n = indexValue(e->args[1]);
            const auto* s = typeAs<SliceType>(infoOf(e).under);
            return b.emit2(Opcode::UNSAFESLICE, to, p, n, c.typeId(typ(s->element)), 0);
        }
        case Builtin::UnsafeString: {
            const Slot p = arg(0);
            return b.emit(Opcode::UNSAFESTR, to, p, indexValue(e->args[1]));
        }
        case Builtin::UnsafeSliceData:
        case Builtin::UnsafeStringData:
            return move(to, arg(0), 1);
        case Builtin::UnsafeSizeof:
            return loadInt(to, infoOf(e->args[0]).size);
        case Builtin::UnsafeOffsetof: {
            const auto* s = as<SelectorExpr>(unparen(e->args[0]));
            Type* t = typ(s->x->type);
            if (const auto* p = typeAs<PointerType>(c.types.underlying(t))) t = p->element;
            int64_t off = 0;
            for (const SelectionStep& step : s->selection->path) {
                const auto* st = typeAs<StructType>(c.types.underlying(typ(t)));
                off += fieldOffsets(c.types, st)[static_cast<size_t>(step.field)];
                t = st->fields[static_cast<size_t>(step.field)]->type;
            }
            return loadInt(to, off);
        }
        case Builtin::UnsafeAlignof:
            return loadInt(to, infoOf(e->args[0]).align);
        default:
            refuse(e, "this built-in function is not supported yet");
    }
}

// ---- print ----

void FuncCompiler::printValue(Slot s, const TypeInfo& t) {
    PrintKind k = PrintKind::hex;
    Slot v = s;
    switch (t.rep) {
        case Rep::Int:
            k = t.under->kind == TypeKind::Bool || t.under->kind == TypeKind::UntypedBool ? PrintKind::boolean
                : t.isSigned                                                              ? PrintKind::integer
                             : PrintKind::uinteger;
            break;
        case Rep::Float64:
            k = PrintKind::float_;
            break;
        case Rep::Float32:
            v = tempInt();
            b.emit(Opcode::F322F, v, s);
            k = PrintKind::float32_;
            break;
        case Rep::Complex128:
            k = PrintKind::complex_;
            break;
        case Rep::Complex64:
            v = temp(SlotMask{0, 0});
            b.emit(Opcode::C2C128, v, s);
            k = PrintKind::complex64_;
            break;
        case Rep::String:
            k = PrintKind::string;
            break;
        case Rep::Slice:
            k = PrintKind::slice;
            break;
        case Rep::Interface:
            k = PrintKind::interface_;
            break;
        default:
            break;
    }
    b.emit(Opcode::PRINT, v, noSlot, noSlot, static_cast<int64_t>(k));
}

void FuncCompiler::printCall(const CallExpr* e) {
    if (e->args.size() == 1 && e->args[0]->type && e->args[0]->type->kind == TypeKind::Tuple) {
        std::vector<const TypeInfo*> tupleKinds;
        const std::vector<Slot> got = tupleValues(e->args[0], tupleKinds);
        return printAll(got, tupleKinds, e->builtin == Builtin::Println);
    }
    const std::vector<const Expr*> list(e->args.begin(), e->args.end());
    const std::vector<Slot> slots = values(list);
    std::vector<const TypeInfo*> kinds;
    for (const Expr* x : list) kinds.push_back(&valueInfo(x));
    mark(e);
    printAll(slots, kinds, e->builtin == Builtin::Println);
}

void FuncCompiler::printAll(const std::vector<Slot>& slots, const std::vector<const TypeInfo*>& kinds,
                            bool line) {
    for (size_t i = 0; i < slots.size(); ++i) {
        if (line && i) b.emit(Opcode::PRINT, noSlot, noSlot, noSlot, static_cast<int64_t>(PrintKind::space));
        printValue(slots[i], *kinds[i]);
    }
    if (line) b.emit(Opcode::PRINT, noSlot, noSlot, noSlot, static_cast<int64_t>(PrintKind::newline));
}

}  // namespace tricolor::golang
