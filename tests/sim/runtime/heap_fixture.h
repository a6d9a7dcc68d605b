// A world with one M that holds one P and runs one goroutine: enough for the allocator, without a scheduler.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "sim/runtime/malloc.h"
#include "sim/runtime/mcache.h"
#include "sim/runtime/stack.h"
#include "sim/runtime/symtab.h"
#include "sim/runtime/validate.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

struct RecordingSink : EventSink {
    RecordingSink() { wantAll(); }
    void event(const Event& e) override { events.push_back(e); }
    void output(int fd, std::string_view bytes) override {
        if (fd == 2) err += bytes;
    }
    uint64_t count(EventKind k) const {
        return static_cast<uint64_t>(
            std::count_if(events.begin(), events.end(), [&](const Event& e) { return e.kind == k; }));
    }
    std::vector<Event> events;
    std::string err;
};

// Types by size and which words are pointers.
inline TypeId addType(Module& m, uint64_t size, const std::vector<uint64_t>& pointerWords) {
    Type t;
    t.id = static_cast<TypeId>(m.types.size());
    t.addr = m.typesBase + m.types.size() * Module::typeBytes;
    t.size = size;
    t.align = 8;
    for (const uint64_t word : pointerWords) {
        t.ptrdata = std::max(t.ptrdata, word * 8 + 8);
        if (t.ptrmask.size() <= word / 64) t.ptrmask.resize(word / 64 + 1);
        t.ptrmask[word / 64] |= 1ull << (word % 64);
    }
    m.types.push_back(t);
    return t.id;
}

struct Heap {
    explicit Heap(const Knobs& knobs = {}) : w(newWorld(knobs)), c{w, module, sink, MId{0}} {
        module.typesBase = 0x500000;
        module.zerobase = 0x600000;
        mallocinit(w);
        w.allgs.resize(2);  // g0 and the goroutine
        w.g(GId{0}).isG0 = true;
        w.g(GId{1}).atomicstatus = Grunning;
        w.allm.resize(1);
        w.m(MId{0}).id = 0;
        w.m(MId{0}).g0 = GId{0};
        w.m(MId{0}).curg = GId{1};
        w.m(MId{0}).p = PId{0};
        w.allp.resize(1);
        w.p(PId{0}).id = 0;
        w.p(PId{0}).status = Prunning;
        w.p(PId{0}).m = MId{0};
    }
    Heap(const Heap&) = delete;
    Heap& operator=(const Heap&) = delete;

    Addr noscan(uint64_t size) { return mallocgc(c, size, nullptr, true); }
    P& p() { return w.p(PId{0}); }
    const Type& type(TypeId id) const { return module.type(id); }
    // The staged way: the tasks that an instruction would wait for.
    Addr slow(uint64_t size, const Type* typ) {
        pushTask(w, GId{1}, TaskKind::mallocgcSlow, {size, typ ? typ->addr : 0, 1});
        while (!w.g(GId{1}).tasks.empty() && w.process == ProcessState::running) stepTask(c);
        return w.process == ProcessState::running ? w.g(GId{1}).tasks.ret[0] : 0;
    }

    World w;
    Module module;
    RecordingSink sink;
    Ctx c;
};

}  // namespace tricolor::runtime
