// Room in the frame for what would be allocated otherwise: small strings, slices, maps and the first elements
// that are appended to a slice; and conversions that need no copy at all.
//
// Follows: cmd/compile/internal/walk (tmpstringbufsize, walkMakeSlice, walkMakeMap, OBYTES2STRTMP), ssagen's
// append.
#include <algorithm>

#include "sim/golang/compile_fn.h"
#include "sim/runtime/maptype.h"
#include "sim/runtime/string.h"
#include "sim/world/check.h"

namespace tricolor::golang {

Slot FuncCompiler::stackBuffer(int64_t bytes) {
    const Slot s = b.alloc(SlotMask(static_cast<size_t>(bytes + 7) / 8, 0));  // never given back
    const Slot a = tempPtr();
    b.emit(Opcode::LEA, a, noSlot, noSlot, int64_t{s} * 8);
    return a;
}

// The type struct{ F0 …; F1 … } of these fields.
const TypeInfo& FuncCompiler::structOf(const std::vector<const TypeInfo*>& fields) {
    auto* s = c.types.make<StructType>();
    for (const TypeInfo* t : fields) {
        auto* v = c.types.object<VarObject>("F" + std::to_string(s->fields.size()), Pos{});
        v->varKind = VarKind::Field;
        v->type = t->type;
        v->package = c.checked.main;
        v->index = static_cast<uint32_t>(s->fields.size());
        s->fields.push_back(v);
    }
    return c.info(c.types.canonical(s));
}

// make([]T, n, cap) that does not escape: in the frame if cap is at most `room`. Falls through otherwise.
void FuncCompiler::sliceInBuffer(const TypeInfo& element, Slot n, Slot cap, int64_t room, Slot to,
                                 Label done) {
    const Label heap = b.newLabel();
    const Slot limit = tempInt(), a = tempPtr();
    loadInt(limit, room);
    b.branch(Opcode::BLTU, limit, cap, heap);
    if (n != cap) b.branch(Opcode::BLTU, cap, n, heap);
    newObject(c.info(c.types.arrayOf(element.type, room)), false, a);
    move(to, a, 1);
    move(to + 1, n, 1);
    move(to + 2, cap, 1);
    b.jump(done);
    b.bind(heap);
}

// large: the hint is known to need more than one group.
void FuncCompiler::makeMap(const TypeInfo& map, Slot hint, bool heap, bool large, Slot to) {
    const auto* m = typeAs<MapType>(map.under);
    Slot room = noSlot;
    if (!heap) {
        const auto stored = [&](Type* t, uint64_t most) {
            const TypeInfo& i = info(t);
            return static_cast<uint64_t>(i.size) > most ? &pointerInfo() : &i;
        };
        const TypeInfo &word = uintptrInfo(), &pair = structOf({stored(m->key, runtime::mapMaxKeyBytes),
                                                                stored(m->value, runtime::mapMaxElemBytes)});
        const TypeInfo& slots =
            c.info(c.types.arrayOf(pair.type, static_cast<int64_t>(runtime::mapGroupSlots)));
        room = temp(SlotMask{1, 1});
        newObject(structOf({&word, &word, &pointerInfo(), &word, &word, &word}), false, room);
        if (large)
            loadInt(room + 1, 0);
        else
            newObject(structOf({&word, &slots}), false, room + 1);
    }
    b.emit2(Opcode::MAKEMAP, to, hint, room, c.typeId(map.type), 0);
}

// ---- append ----

// The first elements appended to a slice that does not leave may stand in the frame. Emits the append with
// the buffer and a jump to done, and falls through where the buffer is of no use; or emits nothing (false).
bool FuncCompiler::appendInBuffer(const CallExpr* e, Slot s, const std::vector<Slot>& items,
                                  const TypeInfo& element, Slot to, Label done) {
    const int64_t room = element.size ? stackBufferBytes / element.size : 0;
    const auto plan = stackAppends.appends.find(e->id);
    const bool planned = plan != stackAppends.appends.end();
    if (room == 0 || (!planned && c.escapes.heap(static_cast<const Node*>(e)))) return false;
    const auto* id = as<Ident>(unparen(e->args[0]));
    const auto* v = id ? objectAs<VarObject>(id->object) : nullptr;
    if (v && (heapVar(v) || v->addressTaken || v->function != fi)) return false;  // appended in its place
    const auto count = static_cast<int64_t>(items.size());
    const bool step = planned && plan->second;
    if (v && !step) {
        if (std::find(bufferedVars.begin(), bufferedVars.end(), v->id) != bufferedVars.end()) return false;
        bufferedVars.push_back(v->id);
    }
    if (count > room) return false;
    const TypeInfo& array = c.info(c.types.arrayOf(element.type, room));
    const Slot buffer = step ? stepBuffer(v, array) : b.alloc(array.mask);
    if (element.pointers && !step) b.beginRegionAt(0, buffer, array.slots, true);
    const Slot w = temp(SlotMask{1, 0, 0});
    if (step) {
        const Slot how = temp(SlotMask{1, 0});
        b.emit(Opcode::LEA, how, noSlot, noSlot, int64_t{buffer} * 8);
        loadInt(how + 1, count);
        b.emit2(Opcode::GROWBUF, w, s, how, c.typeId(element.type), static_cast<int32_t>(room));
        append(w, items, element, to);
        b.jump(done);
        return true;
    }
    const Label ordinary = b.newLabel();
    const Slot used = b.alloc(SlotMask{0});
    b.zeroAtEntry(used, 1);
    b.branch(Opcode::BNZ, s + 1, noSlot, ordinary);
    b.branch(Opcode::BGESI, s + 2, noSlot, ordinary, static_cast<int32_t>(count));
    b.branch(Opcode::BNZ, used, noSlot, ordinary);
    loadInt(used, 1);
    zero(buffer, array.slots);
    b.emit(Opcode::LEA, w, noSlot, noSlot, int64_t{buffer} * 8);
    loadInt(w + 1, 0);
    loadInt(w + 2, room);
    append(w, items, element, to);
    b.jump(done);
    b.bind(ordinary);
    return true;
}

// The buffer that all appends to a variable share whose capacity somebody looks at.
Slot FuncCompiler::stepBuffer(const VarObject* v, const TypeInfo& array) {
    for (const auto& [id, slot] : stepBuffers)
        if (id == v->id) return slot;
    const Slot s = b.alloc(array.mask);
    stepBuffers.emplace_back(v->id, s);
    if (array.pointers) b.beginRegionAt(0, s, array.slots, true);
    return s;
}

// Slices that leave the function in statement s and may stand in the frame until now.
void FuncCompiler::moveToHeap(const Stmt* s) {
    const auto found = stackAppends.moves.find(s->id);
    if (found == stackAppends.moves.end()) return;
    for (const StackAppends::Move& m : found->second) {
        const Place p = homePlace(m.variable);
        if (p.kind != Place::Kind::frame || p.part) continue;  // its appends had no buffer
        const Slot at = static_cast<Slot>(p.off / 8);
        const auto* t = typeAs<SliceType>(info(m.variable->type).under);
        b.emit2(Opcode::MOVE2HEAP, at, at, noSlot, c.typeId(typ(t->element)), m.keepCap ? 1 : 0);
    }
}

// ---- conversions without a copy ----

namespace {

const CallExpr* conversion(const Expr* e) {
    const auto* k = as<CallExpr>(unparen(e));
    return k && k->callKind == CallKind::Conversion && !k->isConstant() && k->args.size() == 1 ? k : nullptr;
}

}  // namespace

const Expr* FuncCompiler::bytesOfString(const Expr* e) {
    const CallExpr* k = conversion(e);
    if (!k || infoOf(k).rep != Rep::String) return nullptr;
    const auto* s = typeAs<SliceType>(valueInfo(k->args[0]).under);
    return s && info(s->element).size == 1 ? k->args[0] : nullptr;
}

const Expr* FuncCompiler::stringOfBytes(const Expr* e) {
    const CallExpr* k = conversion(e);
    const auto* s = k ? typeAs<SliceType>(infoOf(k).under) : nullptr;
    return s && info(s->element).size == 1 && valueInfo(k->args[0]).rep == Rep::String ? k->args[0] : nullptr;
}

Slot FuncCompiler::glance(const Expr* e, const TypeInfo& t) {
    const Expr* bytes = t.rep == Rep::String ? bytesOfString(e) : nullptr;
    return bytes ? value(bytes) : valueAs(e, t);
}

bool FuncCompiler::plainCases(const SwitchStmt* s) {
    return std::all_of(s->clauses.begin(), s->clauses.end(), [](const CaseClause* k) {
        return std::all_of(k->exprs.begin(), k->exprs.end(), [](const Expr* x) { return x->isConstant(); });
    });
}

// []byte("text"), []rune("text"): an array of exactly that size.
void FuncCompiler::sliceOfConstant(const CallExpr* e, const std::string& text, Slot to) {
    const TypeInfo& element = info(typeAs<SliceType>(infoOf(e).under)->element);
    std::string data = text;
    if (element.size == 4) {
        data.clear();
        for (size_t i = 0; i < text.size();) {
            const runtime::Rune r = runtime::decoderune(text, i);
            for (int k = 0; k < 4; ++k) data.push_back(static_cast<char>(r.value >> (8 * k)));
            i += static_cast<size_t>(r.size);
        }
    }
    const auto bytes = static_cast<int64_t>(data.size()), n = bytes / element.size;
    const TypeInfo& array = c.info(c.types.arrayOf(element.type, n));
    const Slot a = tempPtr(), from = tempInt();
    mark(e);
    newObject(array, c.escapes.heap(static_cast<const Node*>(e)) || bytes > maxImplicitStackVarSize, a);
    if (n) {
        loadInt(from, static_cast<int64_t>(c.stringData(data)));
        b.emit(Opcode::MOVEMEM, a, from, noSlot, bytes);
    }
    move(to, a, 1);
    loadInt(to + 1, n);
    loadInt(to + 2, n);
}

}  // namespace tricolor::golang
