// Builds the bytecode of one function: slots, temporaries, labels, lines, call sites; finish() lays out the
// frame and resolves everything.
//
// While a function is built slots are wide numbers in three spaces, since the size of the outgoing area and
// of the locals is known only at the end: locals from 0, the outgoing area from kOut, incoming arguments and
// results from kIn. A frame byte offset is slot*8 + byte.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/golang/bytecode.h"
#include "sim/golang/liveness.h"

namespace tricolor::golang {

using Slot = int32_t;
constexpr Slot noSlot = -1;
constexpr Slot kOut = 1 << 24;
constexpr Slot kIn = 1 << 25;
constexpr Slot kCtx = 1 << 26;  // the slot of the closure's address
using Label = int32_t;
struct Type;
// One a slot: 1 if it holds a pointer.
using SlotMask = std::vector<uint8_t>;

// Frames have 16-bit slot numbers; the rest is room for the incoming arguments.
constexpr uint32_t maxFrameSlots = 60000;

class FuncBuilder {
  public:
    void setLine(uint32_t l) { line = l; }
    uint32_t currentLine() const { return line; }
    uint32_t here() const { return static_cast<uint32_t>(code.size()); }

    void emit(Opcode op, Slot a = noSlot, Slot b = noSlot, Slot c = noSlot, int64_t imm = 0);
    void emit2(Opcode op, Slot a, Slot b, Slot c, int32_t lo, int32_t hi = 0) {
        emit(op, a, b, c, Instr::pair(lo, hi));
    }
    Label newLabel();
    void bind(Label l);
    bool bound(Label l) const { return labels[static_cast<size_t>(l)] != kUnbound; }
    void jump(Label l) { branch(Opcode::JMP, noSlot, noSlot, l); }
    void branch(Opcode op, Slot a, Slot b, Label l, int32_t imm = 0);
    // Control cannot come here: the code before ends in a jump, return or panic and no label is bound here.
    bool unreachable() const;

    // A run of slots with these kinds, and back to the pool. A slot keeps its kind for good.
    Slot alloc(const SlotMask& mask);
    void release(Slot slot, const SlotMask& mask);
    Slot out(uint32_t k, uint32_t count = 1);  // slot k of the outgoing area
    // Emits a call; ptr: kinds of argument and result slots.
    void call(Opcode op, Slot a, int64_t imm, uint32_t argSlots, SlotMask ptr);

    // to = pc of the first instruction of a function.
    void loadFunc(Slot to, int32_t func);

    // Emits the allocation of a variable on the heap, whose address comes into box. Small ones (bytes: their
    // size if they are without pointers, else 0) may share an object with those before them in the same basic
    // block of gc's; placePending() then says how they lie in it.
    struct HeapVar {
        uint32_t at;  // of the instruction that sets box
        Slot box;
        int64_t bytes;
        Type* type;
    };
    void newHeapVar(Slot box, int64_t bytes, Type* type, runtime::TypeId id);
    const std::vector<HeapVar>& pendingHeapVars() const { return pending; }
    void placePending(runtime::TypeId type, const std::vector<int64_t>& offsets);

    // Slots [slot, +count) are live from here (where they are initialised) until endRegion(id).
    size_t beginRegion(Slot slot, uint32_t count);
    void endRegion(size_t id);
    // The same over a stretch that has begun already: [from, end of region); zeroes them at `from`.
    // from 0: the function's entry.
    size_t beginRegionAt(uint32_t from, Slot slot, uint32_t count, bool zero);
    // Zeroes slots at the function's entry.
    void zeroAtEntry(Slot slot, uint32_t count);

    void addVar(const std::string& name, runtime::TypeId type, Slot slot, uint32_t from, uint32_t to,
                bool heap, runtime::VarRole role = runtime::VarRole::variable);

    bool needctxt = false;
    std::string refusal;  // why the function cannot be compiled; empty: fine

    // argPtr: kinds of the incoming slots; firstResult: the first result's.
    FuncCode finish(const SlotMask& argPtr, uint32_t firstResult);

  private:
    static constexpr uint32_t kUnbound = ~0u;
    struct Wide {
        Opcode op;
        Slot a, b, c;
        int64_t imm;
        uint32_t line;
    };
    struct Insertion {
        uint32_t at;
        Wide instr;
    };
    struct Site {
        uint32_t at, argSlots;
        SlotMask ptr;
    };
    struct Region {
        Slot slot;
        uint32_t count, from, to;
        bool afterInsertion;
    };
    struct Var {
        std::string name;
        runtime::TypeId type;
        Slot slot;
        uint32_t from, to;
        bool heap;
        runtime::VarRole role;
    };
    uint32_t finalSlot(Slot s) const;
    uint16_t operand(Slot s, Role role) const;
    Instr finalInstr(const Wide& w, uint32_t index) const;
    uint32_t ofInstr(uint32_t at) const;  // final index of instruction `at`
    uint32_t ofPlace(uint32_t at) const;  // final index of a label bound at `at`
    void merge(FuncCode& f) const;

    std::vector<HeapVar> pending;
    size_t pendingInsertion = 0;  // of two and more: which insertion sets the first one's box
    Slot pendingBase = noSlot;
    uint32_t blockStart = 0;  // where the current basic block of gc's began

    std::vector<Wide> code;
    std::vector<uint32_t> labels;
    std::vector<Wide> entry;
    std::vector<Insertion> inserted;
    std::vector<Site> sites;
    std::vector<FuncRef> funcRefs;
    std::vector<Region> regions;
    std::vector<Var> vars;
    std::vector<uint8_t> localPtr;
    std::vector<FrameUnit> units;  // of the locals
    struct MaskOrder {             // as operator<, which gcc 12 warns about at -O3
        bool operator()(const SlotMask& a, const SlotMask& b) const {
            for (size_t i = 0; i < a.size() && i < b.size(); ++i)
                if (a[i] != b[i]) return a[i] < b[i];
            return a.size() < b.size();
        }
    };
    std::map<SlotMask, std::vector<Slot>, MaskOrder> pool;
    uint32_t outSlots = 0, line = 0, lastLabelAt = kUnbound;
    uint32_t frameSlots = 0;
};

}  // namespace tricolor::golang
