// What:    the read-only part of the simulated binary that the runtime needs: functions with their frames,
//          stack maps and lines, type descriptors, globals. sim/golang's compiler makes it; the Program holds
//          it.
// Follows: runtime/symtab.go (moduledata, funcInfo, findfunc), stkframe.go, internal/abi/symtab.go.
// Differs: one module; program counters are the addresses of 16-byte bytecode instructions laid out from
// textBase up.
//
// A frame, from low to high addresses, for a function with frameSize S, called with the stack pointer sp' =
// sp - S:
//     sp'            outgoing area: arguments of the calls this function makes; their results come back in
//     the
//                    same place (of functions that are modelled natively: behind the arguments)
//     …              locals and temporaries (8-byte slots; aggregates in Go's layout)
//     sp'+S-16       saved frame pointer: the caller's sp  (0 in the outermost frame)
//     sp'+S-8        return address: pc of the instruction after the call (0 in the outermost frame: goexit)
//     sp'+S          = the caller's sp: this function's incoming arguments, then its results
// Invariant: G::sched.sp is the sp of the innermost frame, G::sched.pc the pc of its next instruction.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/runtime/type.h"
#include "sim/world/ids.h"

namespace tricolor::runtime {

inline constexpr Addr textBase = 0x401000;
inline constexpr uint64_t instrBytes = 16;

// Which 8-byte slots hold live pointers at one pc: bit i of words ↔ slot i. Two bit strings, over the frame
// from sp' (locals: S/8 slots, outgoing area included) and over the incoming arguments and results.
struct StackMap {
    uint32_t locals = 0;  // offset into Module::stackMapWords of ceil(frameSize/8/64) words
    uint32_t args = 0;    // … of ceil(argsSize/8/64) words
};

enum class VarRole : uint8_t { variable, argument, result };
struct LocalVar {  // for the Stacks view and for debuggers of lessons
    std::string name;
    TypeId type = -1;
    int32_t offset = 0;             // from sp'; ≥ frameSize: incoming argument or result
    uint32_t fromPc = 0, toPc = 0;  // instruction indices in which it is in scope
    bool heap = false;              // moved to heap: the slot holds its address
    VarRole role = VarRole::variable;
};

struct Func {
    std::string name;        // "main.build", "main.main.func1", "main.(*T).M"
    uint32_t entry = 0;      // first instruction's index; its pc is textBase + entry*instrBytes
    uint32_t end = 0;        // one behind its last instruction
    uint32_t frameSize = 0;  // bytes, multiple of 8, with the 16 bytes of saved sp and return address
    uint32_t argsSize = 0;   // bytes of incoming arguments, or of results if that is more
    // Bytes of the outgoing area. While a frame waits for a call, these slots belong to the callee (whose
    // args map describes them): whoever walks a stack skips slots below outSize in every frame but the
    // innermost.
    uint32_t outSize = 0;
    uint32_t deferreturn = 0;  // its DEFERRETURN, where it goes on after a recovered panic; 0: has no defer
    bool needctxt = false;     // gets its closure's address in slot frameSize/8 - 3 (below the saved sp)
    bool wrapper = false;      // made by the compiler: transparent to recover, hidden in tracebacks
    bool nosplit = false;      // no stack check (leaf with a small frame)
    bool system = false;       // of the runtime's own: hidden from user views
    int32_t file = 0, line = 0;
    std::vector<LocalVar> locals;
};

struct Module {
    std::vector<Func> funcs;
    std::vector<uint32_t> funcOfInstr;      // instruction index → func index
    std::vector<uint32_t> lineOfInstr;      // instruction index → line
    std::vector<StackMap> stackMapOfInstr;  // instruction index → map valid when it is about to execute
    std::vector<uint64_t> stackMapWords;
    std::vector<std::string> files;
    std::vector<std::string> sources;  // text of each file, for views
    std::vector<Type> types;
    // internal/runtime/maps.Map, .table, *.table, .Iter; made by addMapTypes (maptype.h)
    TypeId mapHeader = -1, mapTable = -1, mapTablePtr = -1, mapIter = -1;
    TypeId deferRecord = -1;  // runtime._defer: the record of a call deferred in a loop; made there too
    TypeId gType = -1, sudogType = -1, hchanType = -1, timerType = -1, timeTimerType = -1,
           timerWhenType = -1;  // runtime.g … (schedtype.h)
    // runtime.p, runtime.mPadded, *T, and one for each row of bootObjects
    TypeId pType = -1, mType = -1, pointerType = -1;
    std::vector<TypeId> bootTypes;
    bool linksMetrics = false;  // the program's packages need runtime/metrics
    bool linksOs = true;        // the program's packages need os: its start makes the finalizer goroutine
    Addr typesBase = 0, typesEnd = 0;  // descriptors, typeBytes apart
    static constexpr uint64_t typeBytes = 64;

    Addr dataBase = 0, dataEnd = 0;    // initialised globals
    Addr bssBase = 0, bssEnd = 0;      // zero globals
    std::vector<uint64_t> gcdatamask;  // a bit a word over data, then over bss (gcbssmask)
    std::vector<uint64_t> gcbssmask;
    uint64_t runtimeGlobals = 0;  // bytes of the real runtime's own data+bss that the pacer counts as globals
    std::vector<LocalVar> globals;  // offset from dataBase; for views
    Addr zerobase = 0;
    Addr allPools = 0, oldPools = 0;  // package sync's lists of pools, []*Pool; 0: it is not linked
    // Where every goroutine starts: a stub that calls the closure in gobuf::ctxt and then ends the goroutine
    // (GOEXIT). Its frame is at most 32 bytes, so newproc1 sets sched = {sp: hi-32, pc: gostartPc, ctxt:
    // closure}.
    Addr gostartPc = 0;
    Addr mainClosure =
        0;  // static closure of the main goroutine's function: package initialisation, then main.main

    static Addr pcOf(uint32_t instr) { return textBase + instr * instrBytes; }
    static uint32_t instrOf(Addr pc) { return static_cast<uint32_t>((pc - textBase) / instrBytes); }
    const Func& findfunc(Addr pc) const { return funcs[funcOfInstr[instrOf(pc)]]; }
    uint32_t lineOf(Addr pc) const { return lineOfInstr[instrOf(pc)]; }
    const Type& type(TypeId id) const { return types[static_cast<size_t>(id)]; }
    const Type& typeAt(Addr descriptor) const { return types[(descriptor - typesBase) / typeBytes]; }
    // Function that implements a method for a dynamic type; -1: it has none.
    int32_t method(const Type& t, std::string_view name) const;
    // The same if its signature is this one ("func() string").
    int32_t method(const Type& t, std::string_view name, std::string_view signature) const;
    bool implements(const Type& t, const Type& iface, std::string* missing = nullptr) const;
};

}  // namespace tricolor::runtime
