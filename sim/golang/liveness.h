// What:   which pointer slots of a frame are live before each instruction: a backward dataflow over the
//         bytecode of one function, at slot granularity. What the stack maps say, and with it what keeps
//         objects alive.
//
// A slot of the locals and of the incoming arguments holds pointers always or never (localPtr, argPtr); a
// slot of the outgoing area holds what the call that it is prepared for, or that has filled it, has there
// (calls). Frame memory whose address was taken (regions) is live from its initialisation to the end of the
// region.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/golang/bytecode.h"
#include "sim/runtime/symtab.h"

namespace tricolor::golang {

// A call and its part of the outgoing area: argSlots slots of arguments, then the results' slots.
struct CallSite {
    uint32_t instr = 0;
    uint32_t argSlots = 0;
    std::vector<uint8_t> ptr;  // one a slot, of arguments and results: 1 a pointer
};

// Slots [slot, slot+count) are live at every instruction of [from, to), as far as they hold pointers.
struct LiveRegion {
    uint32_t slot = 0, count = 0;
    uint32_t from = 0, to = 0;
};

// An LDI whose number becomes the pc of a function.
struct FuncRef {
    uint32_t instr = 0;
    int32_t func = -1;
};

// Slots that were given out together and hold one value.
struct FrameUnit {
    uint32_t slot = 0, count = 0;
};

// The bytecode of one function with everything that depends on its instructions.
struct FuncCode {
    std::vector<Instr> code;
    std::vector<uint32_t> lines;
    uint32_t frameSlots = 0;  // with saved sp and return address
    uint32_t outSlots = 0;
    uint32_t argSlots = 0;          // incoming arguments and results
    uint32_t firstResult = 0;       // index in the incoming slots of the first result's
    std::vector<uint8_t> localPtr;  // one a slot of the frame
    std::vector<uint8_t> argPtr;    // one an incoming slot
    std::vector<CallSite> calls;    // by instr
    std::vector<LiveRegion> regions;
    std::vector<FuncRef> funcRefs;
    std::vector<runtime::LocalVar> vars;  // offsets and pcs relative to the function
    std::vector<FrameUnit> units;         // of the locals, apart from the closure's address
    bool needctxt = false;
    uint32_t deferreturn = 0;
};

// Live pointer slots before each instruction; bit i: slot i of the frame, then the incoming ones.
struct Liveness {
    uint32_t slots = 0;          // frame and incoming
    uint32_t words = 0;          // 64-bit words a row
    std::vector<uint64_t> rows;  // code.size() * words
    bool live(uint32_t instr, uint32_t slot) const {
        return rows[size_t{instr} * words + slot / 64] >> (slot % 64) & 1;
    }
};
Liveness computeLiveness(const FuncCode& f, const std::vector<runtime::Type>& types);
// The same for all slots, whatever they hold.
Liveness computeOccupancy(const FuncCode& f, const std::vector<runtime::Type>& types);

// The largest product of instructions and row words that is computed; a function beyond is refused.
constexpr uint64_t maxLivenessWords = 32u << 20;
// Beyond this one values do not share places.
constexpr uint64_t maxSharedWords = 4u << 20;

// Appends the stack maps of one function to a module; equal maps share their words.
class StackMapWriter {
  public:
    explicit StackMapWriter(runtime::Module& module) : m(module) {}
    void append(const FuncCode& f, const Liveness& live);

  private:
    uint32_t intern(const std::vector<uint64_t>& words);
    runtime::Module& m;
    std::map<std::vector<uint64_t>, uint32_t> known;
};

// Calls read(slot, count) and write(slot, count) for every run of slots the instruction reads or writes, the
// arguments and results of calls left out.
template <class Read, class Write>
void forEachSlotRun(const Instr& i, const std::vector<runtime::Type>& types, Read read, Write write);

bool isCall(Opcode op);
// Control never goes on behind it.
bool endsFlow(Opcode op);

// ---- implementation of the template ----

inline uint32_t slotsOf(const std::vector<runtime::Type>& types, int32_t id) {
    return static_cast<uint32_t>((types[static_cast<size_t>(id)].size + 7) / 8);
}
// Slots that operand `which` (0 a, 1 b, 2 c) of role rn/wn/rt/wt spans.
uint32_t operandSlots(const Instr& i, int which, Role role, const std::vector<runtime::Type>& types);

template <class Read, class Write>
void forEachSlotRun(const Instr& i, const std::vector<runtime::Type>& types, Read read, Write write) {
    const OpInfo& info = opInfo(i.op);
    const Role roles[3] = {info.a, info.b, info.c};
    const uint16_t slots[3] = {i.a, i.b, i.c};
    for (int k = 0; k < 3; ++k) {
        const Role r = roles[k];
        if (r == Role::none || r == Role::num || slots[k] == kNoSlot) continue;
        const uint32_t n = operandSlots(i, k, r, types);
        const bool writes = r == Role::w1 || r == Role::w2 || r == Role::w3 || r == Role::wn || r == Role::wt;
        if (!writes) read(uint32_t{slots[k]}, n);
        if (writes || r == Role::rw1 || r == Role::rw3) write(uint32_t{slots[k]}, n);
    }
    if (i.op == Opcode::MAPGET2) write(static_cast<uint32_t>(i.hi()), 1);
    // Somebody else writes the value while this goroutine waits: it has to be live then.
    if (i.op == Opcode::RECV && i.a != kNoSlot) read(uint32_t{i.a}, operandSlots(i, 0, Role::wn, types));
}

}  // namespace tricolor::golang
