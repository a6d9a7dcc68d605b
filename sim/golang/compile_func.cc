#include "sim/golang/compile_func.h"

#include <algorithm>

#include "sim/world/check.h"

namespace tricolor::golang {

namespace {

// gc makes more than one basic block of this: it branches, or checks something.
bool endsBlock(Opcode op) {
    switch (op) {
        case Opcode::DIVS:
        case Opcode::DIVU:
        case Opcode::REMS:
        case Opcode::REMU:
        case Opcode::STREQ:
        case Opcode::IFACEEQ:
        case Opcode::EQTYPE:
        case Opcode::U2F:
        case Opcode::U2F32:
        case Opcode::F2U:
        case Opcode::COPY:
        case Opcode::CLEARS:
        case Opcode::CHKARR:
        case Opcode::CHKSHIFT:
        case Opcode::CHKTYPE:
        case Opcode::ASSERTI:
        case Opcode::ASSERTI2:
        case Opcode::RET:
        case Opcode::DEFER:
        case Opcode::DEFERRETURN:
        case Opcode::PANIC:
        case Opcode::CHANLEN:
        case Opcode::CHANCAP:
        case Opcode::MAPLEN:
        case Opcode::SELECT:
        case Opcode::SELECTNB:
        case Opcode::TRYSEND:
        case Opcode::TRYRECV:
            return true;
        default:
            return (op >= Opcode::LDX8U && op <= Opcode::SLICESTR) ||
                   (op >= Opcode::APPEND64 && op <= Opcode::MOVE2HEAP);
    }
}

constexpr int64_t maxAggregatedHeapAllocation = 16;

}  // namespace

void FuncBuilder::emit(Opcode op, Slot a, Slot b, Slot c, int64_t imm) {
    code.push_back({op, a, b, c, imm, line});
    if (endsBlock(op)) blockStart = here();
}

void FuncBuilder::newHeapVar(Slot box, int64_t bytes, Type* type, runtime::TypeId id) {
    int64_t used = bytes;
    for (const HeapVar& v : pending) used += v.bytes;
    const bool small = bytes > 0 && bytes < maxAggregatedHeapAllocation;
    const bool joins = small && !pending.empty() && pending.front().at >= blockStart;
    if (small && !(joins && used <= maxAggregatedHeapAllocation)) pending.clear();
    if (small) pending.push_back({here(), box, bytes, type});
    if (!small || pending.size() == 1) return emit2(Opcode::NEW, box, noSlot, noSlot, id, 0);
    if (pending.size() == 2) {
        Wide& first = code[pending.front().at];
        first.a = pendingBase = alloc({1});
        pendingInsertion = inserted.size();
        inserted.push_back({pending.front().at + 1,
                            {Opcode::ADDI, pending.front().box, pendingBase, noSlot, 0, first.line}});
    }
    emit(Opcode::ADDI, box, pendingBase);
}

void FuncBuilder::placePending(runtime::TypeId type, const std::vector<int64_t>& offsets) {
    code[pending.front().at].imm = Instr::pair(type, 0);
    inserted[pendingInsertion].instr.imm = offsets[0];
    for (size_t i = 1; i < pending.size(); ++i) code[pending[i].at].imm = offsets[i];
}

Label FuncBuilder::newLabel() {
    labels.push_back(kUnbound);
    return static_cast<Label>(labels.size() - 1);
}

void FuncBuilder::bind(Label l) {
    CHECK(!bound(l), "a label is bound twice");
    labels[static_cast<size_t>(l)] = lastLabelAt = blockStart = here();
}

void FuncBuilder::branch(Opcode op, Slot a, Slot b, Label l, int32_t imm) {
    emit2(op, a, b, noSlot, l, imm);
    blockStart = here();
}

bool FuncBuilder::unreachable() const {
    return !code.empty() && endsFlow(code.back().op) && lastLabelAt != here();
}

Slot FuncBuilder::alloc(const SlotMask& mask) {
    if (mask.empty()) return 0;
    auto& known = pool[mask];
    if (!known.empty()) {
        const Slot s = known.back();
        known.pop_back();
        return s;
    }
    const Slot s = static_cast<Slot>(localPtr.size());
    if (localPtr.size() + mask.size() > maxFrameSlots) {
        if (refusal.empty()) refusal = "stack frame too large (>480 KiB)";
        return 0;
    }
    localPtr.insert(localPtr.end(), mask.begin(), mask.end());
    units.push_back({static_cast<uint32_t>(s), static_cast<uint32_t>(mask.size())});
    return s;
}

void FuncBuilder::release(Slot slot, const SlotMask& mask) {
    // As long as there is room every value has slots of its own, so that the layout can tell them apart.
    if (localPtr.size() < 1024 && mask.size() <= 8) return;
    if (!mask.empty() && refusal.empty()) pool[mask].push_back(slot);
}

Slot FuncBuilder::out(uint32_t k, uint32_t count) {
    if (k + count > maxFrameSlots) {
        if (refusal.empty()) refusal = "arguments of a call are too large";
        return kOut;
    }
    outSlots = std::max(outSlots, k + count);
    return kOut + static_cast<Slot>(k);
}

void FuncBuilder::call(Opcode op, Slot a, int64_t imm, uint32_t argSlots, SlotMask ptr) {
    out(0, static_cast<uint32_t>(ptr.size()));
    sites.push_back({here(), argSlots, std::move(ptr)});
    emit(op, a, noSlot, noSlot, imm);
}

void FuncBuilder::loadFunc(Slot to, int32_t func) {
    funcRefs.push_back({here(), func});
    emit(Opcode::LDI, to);
}

size_t FuncBuilder::beginRegion(Slot slot, uint32_t count) {
    regions.push_back({slot, count, here(), kUnbound, false});
    return regions.size() - 1;
}

void FuncBuilder::endRegion(size_t id) {
    regions[id].to = here();
}

size_t FuncBuilder::beginRegionAt(uint32_t from, Slot slot, uint32_t count, bool zero) {
    if (zero && from == 0) zeroAtEntry(slot, count);
    if (zero && from != 0) inserted.push_back({from, {Opcode::ZERON, slot, noSlot, noSlot, count, line}});
    regions.push_back({slot, count, from, kUnbound, true});
    return regions.size() - 1;
}

void FuncBuilder::zeroAtEntry(Slot slot, uint32_t count) {
    entry.push_back(
        {count == 1 ? Opcode::ZERO : Opcode::ZERON, slot, noSlot, noSlot, count == 1 ? 0 : count, 0});
}

void FuncBuilder::addVar(const std::string& name, runtime::TypeId type, Slot slot, uint32_t from, uint32_t to,
                         bool heap, runtime::VarRole role) {
    vars.push_back({name, type, slot, from, to, heap, role});
}

uint32_t FuncBuilder::finalSlot(Slot s) const {
    if (s >= kCtx) return frameSlots - 3;
    if (s >= kIn) return frameSlots + static_cast<uint32_t>(s - kIn);
    if (s >= kOut) return static_cast<uint32_t>(s - kOut);
    return outSlots + static_cast<uint32_t>(s);
}

uint16_t FuncBuilder::operand(Slot s, Role role) const {
    if (role == Role::num) return static_cast<uint16_t>(s == noSlot ? 0 : s);
    if (s == noSlot) return role == Role::none ? 0 : kNoSlot;
    CHECK(role != Role::none, "an operand for an instruction that has none there");
    return static_cast<uint16_t>(finalSlot(s));
}

uint32_t FuncBuilder::ofInstr(uint32_t at) const {
    const auto n = std::upper_bound(inserted.begin(), inserted.end(), at,
                                    [](uint32_t p, const Insertion& x) { return p < x.at; });
    return at + static_cast<uint32_t>(entry.size()) + static_cast<uint32_t>(n - inserted.begin());
}

uint32_t FuncBuilder::ofPlace(uint32_t at) const {
    const auto n = std::lower_bound(inserted.begin(), inserted.end(), at,
                                    [](const Insertion& x, uint32_t p) { return x.at < p; });
    return at + static_cast<uint32_t>(entry.size()) + static_cast<uint32_t>(n - inserted.begin());
}

Instr FuncBuilder::finalInstr(const Wide& w, uint32_t index) const {
    const OpInfo& info = opInfo(w.op);
    Instr i{w.op, operand(w.a, info.a), operand(w.b, info.b), operand(w.c, info.c), w.imm};
    const int32_t low = i.lo(), high = i.hi();
    if (info.imm == Role::jump) {
        const uint32_t at = labels[static_cast<size_t>(low)];
        CHECK(at != kUnbound, "a jump to a label that is bound nowhere");
        i.imm = Instr::pair(static_cast<int32_t>(ofPlace(at)) - static_cast<int32_t>(index), high);
    }
    if (info.imm == Role::frame) {
        const int64_t slot = w.imm / 8;
        i.imm = Instr::pair(static_cast<int32_t>(finalSlot(static_cast<Slot>(slot)) * 8 + w.imm % 8), 0);
    }
    if (w.op == Opcode::MAPGET2) i.imm = Instr::pair(low, static_cast<int32_t>(finalSlot(high)));
    return i;
}

void FuncBuilder::merge(FuncCode& f) const {
    const auto put = [&](const Wide& w) {
        f.code.push_back(finalInstr(w, static_cast<uint32_t>(f.code.size())));
        f.lines.push_back(w.line);
        if (w.op == Opcode::DEFERRETURN) f.deferreturn = static_cast<uint32_t>(f.code.size() - 1);
    };
    for (const Wide& w : entry) put(w);
    size_t k = 0;
    for (uint32_t i = 0; i < code.size(); ++i) {
        for (; k < inserted.size() && inserted[k].at <= i; ++k) put(inserted[k].instr);
        put(code[i]);
    }
}

FuncCode FuncBuilder::finish(const SlotMask& argPtr, uint32_t firstResult) {
    FuncCode f;
    if (code.empty() || !endsFlow(code.back().op) || lastLabelAt == here()) emit(Opcode::UNREACHABLE);
    std::stable_sort(inserted.begin(), inserted.end(),
                     [](const auto& x, const auto& y) { return x.at < y.at; });
    frameSlots = outSlots + static_cast<uint32_t>(localPtr.size()) + (needctxt ? 3 : 2);
    if (frameSlots + argPtr.size() > maxFrameSlots + 5000 && refusal.empty())
        refusal = "stack frame too large (>480 KiB)";
    if (!refusal.empty()) return f;
    if (!entry.empty() && !code.empty())
        for (Wide& w : entry) w.line = code.front().line;
    f.frameSlots = frameSlots;
    f.outSlots = outSlots;
    f.argSlots = static_cast<uint32_t>(argPtr.size());
    f.firstResult = firstResult;
    f.argPtr = argPtr;
    f.localPtr.assign(outSlots, 0);
    f.localPtr.insert(f.localPtr.end(), localPtr.begin(), localPtr.end());
    if (needctxt) f.localPtr.push_back(1);
    f.localPtr.resize(frameSlots, 0);
    merge(f);
    for (const FrameUnit& u : units) f.units.push_back({outSlots + u.slot, u.count});
    f.needctxt = needctxt;
    for (Site& s : sites) f.calls.push_back({ofInstr(s.at), s.argSlots, std::move(s.ptr)});
    for (const FuncRef& r : funcRefs) f.funcRefs.push_back({ofInstr(r.instr), r.func});
    const uint32_t end = here();
    for (const Region& r : regions)
        f.regions.push_back({finalSlot(r.slot), r.count, r.afterInsertion ? ofInstr(r.from) : ofPlace(r.from),
                             ofPlace(r.to == kUnbound ? end : r.to)});
    for (const Var& v : vars) {
        runtime::LocalVar l;
        l.name = v.name;
        l.type = v.type;
        l.offset = static_cast<int32_t>(finalSlot(v.slot) * 8);
        l.fromPc = ofPlace(v.from);
        l.toPc = ofPlace(v.to == kUnbound ? end : v.to);
        l.heap = v.heap;
        l.role = v.role;
        f.vars.push_back(std::move(l));
    }
    return f;
}

}  // namespace tricolor::golang
