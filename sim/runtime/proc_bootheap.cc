#include "sim/runtime/proc_bootheap.h"

#include <array>

#include "sim/runtime/fixalloc.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/slice.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

namespace {

using enum bootPhase;

// clang-format off
constexpr bootObject kObjects[] = {
    // phase, count, elements, size of one, pointer bytes of one, kept
    // internal/cpu: its list of options, which grows
    {cpuinit, 1, 8, 32, 24, false}, {cpuinit, 1, 16, 32, 24, false}, {cpuinit, 1, 35, 32, 24, true},
    // makeProfStackFP, anew when the debug variables are known; modulesinit; goargs
    {modules, 2, 135, 8, 0, false}, {modules, 1, 1, 24, 8, true}, {modules, 1, 1, 8, 0, true},
    {modules, 1, 1, 16, 8, true},
    // goenvs: the slice, then the strings, among them GOGC=off, GOMAXPROCS=1 and a GODEBUG
    {environ, 1, 43, 16, 8, true},
    {environ, 1, 1, 20, 0, true}, {environ, 1, 1, 40, 0, true}, {environ, 1, 1, 55, 0, true},
    {environ, 1, 1, 70, 0, true}, {environ, 1, 1, 28, 0, true}, {environ, 1, 1, 215, 0, true},
    {environ, 1, 1, 8, 0, true}, {environ, 1, 1, 7, 0, true}, {environ, 1, 1, 9, 0, true},
    {environ, 1, 1, 10, 0, true}, {environ, 1, 1, 6, 0, true}, {environ, 1, 1, 12, 0, true},
    {environ, 5, 1, 13, 0, true}, {environ, 7, 1, 22, 0, true}, {environ, 1, 1, 25, 0, true},
    {environ, 6, 1, 30, 0, true}, {environ, 6, 1, 44, 0, true}, {environ, 5, 1, 60, 0, true},
    {environ, 1, 1, 75, 0, true},
    // finishDebugVarsSetup
    {debugVars, 1, 1, 16, 8, true},
    // make(chan int, 2), closures of bgsweep and bgscavenge
    {gcenable, 1, 1, 128, 0, false}, {gcenable, 2, 1, 16, 16, false},
    {scavenger, 1, 1, 96, 80, true},
    // main_init_done
    {mainInit, 1, 1, 112, 0, true},
    // iter; internal/godebug: two functions, and the one setting of GODEBUG
    {osInit, 1, 1, 8, 0, true}, {osInit, 1, 1, 8, 8, true}, {osInit, 1, 1, 152, 152, true},
    {osInit, 1, 1, 24, 24, true}, {osInit, 1, 1, 40, 40, true}, {osInit, 1, 1, 16, 8, false},
    {osInit, 1, 1, 48, 48, true}, {osInit, 1, 1, 8, 8, true},
    // syscall: a copy of the environment, functions to be called once, a map, the limit of open files
    {osInit, 1, 43, 16, 8, true}, {osInit, 1, 1, 40, 40, true}, {osInit, 1, 1, 16, 16, true},
    {osInit, 1, 1, 48, 24, true}, {osInit, 1, 1, 16, 0, true}, {osInit, 1, 1, 48, 40, true},
    {osInit, 1, 1, 24, 24, true},
    // os.Stdin, os.Stdout, os.Stderr
    {osInit, 1, 1, 8, 8, true}, {osInit, 1, 1, 88, 80, true},
    {osInitRest, 1, 1, 8, 8, true}, {osInitRest, 1, 1, 88, 80, true},
    {osInitRest, 1, 1, 8, 8, true}, {osInitRest, 1, 1, 88, 80, true},
    // os: a function to be called once, the arguments
    {osInitRest, 1, 1, 56, 56, true}, {osInitRest, 1, 1, 24, 24, true}, {osInitRest, 1, 1, 16, 8, true},
    // unicode: two maps
    {osInitRest, 1, 1, 48, 24, true}, {osInitRest, 1, 1, 200, 200, true},
    {osInitRest, 1, 1, 48, 24, true}, {osInitRest, 1, 1, 200, 200, true},
};
// clang-format on

const Type* typeOfRow(const Module& m, size_t row) {
    if (row >= m.bootTypes.size() || m.bootTypes[row] < 0) return nullptr;
    return &m.type(m.bootTypes[row]);
}

void keep(Ctx& c, Addr object) {
    if (object >= kHeapBase) c.w.sched.globals.objects.push_back(object);
}

}  // namespace

std::span<const bootObject> bootObjects() {
    return kObjects;
}

void makeBootObjects(Ctx& c, bootPhase phase) {
    for (size_t row = 0; row < std::size(kObjects); ++row) {
        const bootObject& o = kObjects[row];
        if (o.phase != phase) continue;
        for (uint32_t i = 0; i < o.count; ++i) {
            const Addr object = mallocgc(c, uint64_t{o.n} * o.size, typeOfRow(c.module, row), true);
            if (o.kept) keep(c, object);
        }
    }
}

void bootPointerMasks(Ctx& c) {
    // A bit a word, one mask for data and one for bss, a byte more each.
    const uint64_t bytes = (c.w.gcController.globalsScan + 63) / 64 + 3;
    persistentalloc(c.w, ownP(c), bytes, 1, sysMemStat::buckHash);
}

void bootProfileSample(Ctx& c) {
    constexpr uint64_t buckhashArrayBytes = 179999 * 8, bucketBytes = 224;
    sysAlloc(c.w, buckhashArrayBytes, sysMemStat::buckHash);
    persistentalloc(c.w, ownP(c), bucketBytes, 8, sysMemStat::buckHash);
    fixallocAlloc(c.w, ownP(c), c.w.mheap_.specialprofilealloc);
}

void bootFileFinalizers(Ctx& c) {
    for (int file = 0; file < 3; ++file) fixallocAlloc(c.w, ownP(c), c.w.mheap_.specialfinalizeralloc);
}

void growProcTables(Ctx& c, int32_t from, int32_t to) {
    const auto words = [](int32_t procs) { return static_cast<uint64_t>((procs + 31) / 32); };
    const Type* pointer = c.module.pointerType >= 0 ? &c.module.type(c.module.pointerType) : nullptr;
    c.w.sched.globals.allp = mallocgc(c, static_cast<uint64_t>(to) * 8, pointer, true);
    if (words(to) > words(from))
        for (int mask = 0; mask < 3; ++mask) keep(c, mallocgc(c, words(to) * 4, nullptr, true));
}

void allgadd(Ctx& c, GId id) {
    runtimeGlobals& all = c.w.sched.globals;
    if (c.module.pointerType < 0) return;  // a test without a program
    if (all.allgsLen == all.allgsCap) {
        const Slice grown = growslice(c, all.allgs, all.allgsLen, all.allgsCap, all.allgsLen + 1,
                                      c.module.type(c.module.pointerType));
        if (grown.array == 0) return;
        all.allgs = grown.array;
        all.allgsCap = grown.cap;
    }
    c.w.memory.store64(all.allgs + all.allgsLen * 8, c.w.g(id).addr);
    ++all.allgsLen;
}

}  // namespace tricolor::runtime
