// What:    sudogs: a goroutine's place in a queue it waits in. Each P keeps up to 128 used ones.
// Follows: runtime/proc.go (acquireSudog, releaseSudog), runtime2.go.
// Differs: the record stands in World::sudogs; its number stands in the object's releasetime word, its links
//          are written to the object in Go's layout.
// Invariants (validateScheduler):
//  10. a record with an address is the one its object names.
#include "sim/runtime/chan.h"
#include "sim/runtime/malloc.h"

namespace tricolor::runtime {

namespace {

constexpr size_t sudogCacheCap = 128;
constexpr Addr slotWord = 48;  // releasetime: used by profiles only

Addr newSudog(Ctx& c) {
    World& w = c.w;
    const Type* typ = c.module.sudogType >= 0 ? &c.module.type(c.module.sudogType) : nullptr;
    const Addr addr = mallocgc(c, sudogBytes, typ, true);
    uint32_t slot;
    if (w.freeSudogs.empty()) {
        slot = static_cast<uint32_t>(w.sudogs.size());
        w.sudogs.push_back(sudog{});
    } else {
        slot = w.freeSudogs.back();
        w.freeSudogs.pop_back();
    }
    w.sudogs.mut(slot) = sudog{};
    w.sudogs.mut(slot).addr = addr;
    w.memory.store64(addr + slotWord, slot);
    return addr;
}

}  // namespace

sudog& sudogAt(World& w, Addr s) {
    sudog& rec = w.sudogs.mut(w.memory.load64(s + slotWord));
    CHECK(rec.addr == s, "not a sudog");
    return rec;
}

const sudog& sudogAt(const World& w, Addr s) {
    const sudog& rec = w.sudogs[w.memory.load64(s + slotWord)];
    CHECK(rec.addr == s, "not a sudog");
    return rec;
}

void storeSudog(World& w, const sudog& s) {
    Memory& m = w.memory;
    m.store64(s.addr, s.g ? w.g(s.g).addr : 0);
    m.store64(s.addr + 8, s.next);
    m.store64(s.addr + 16, s.prev);
    m.store64(s.addr + 24, s.elem);
    m.store64(s.addr + 32, static_cast<uint64_t>(s.acquiretime));
    m.store<uint32_t>(s.addr + 56, s.ticket);
    m.store<uint8_t>(s.addr + 60, s.isSelect);
    m.store<uint8_t>(s.addr + 61, s.success);
    m.store64(s.addr + 72, s.waitlink);
    m.store64(s.addr + 88, s.c);
}

Addr acquireSudog(Ctx& c) {
    P& pp = c.pp();
    std::vector<Addr>& central = c.w.sched.sudogcache;
    if (pp.sudogcache.empty()) {
        while (pp.sudogcache.size() < sudogCacheCap / 2 && !central.empty()) {
            pp.sudogcache.push_back(central.back());
            central.pop_back();
        }
        if (pp.sudogcache.empty()) pp.sudogcache.push_back(newSudog(c));
    }
    const Addr s = pp.sudogcache.back();
    pp.sudogcache.pop_back();
    sudogAt(c.w, s).live = true;
    return s;
}

void releaseSudog(Ctx& c, Addr s) {
    sudog& rec = sudogAt(c.w, s);
    CHECK(rec.live && !rec.next && !rec.prev && !rec.waitlink, "runtime: releaseSudog with links");
    rec = sudog{};
    rec.addr = s;
    storeSudog(c.w, rec);
    P& pp = c.pp();
    if (pp.sudogcache.size() == sudogCacheCap)
        while (pp.sudogcache.size() > sudogCacheCap / 2) {
            c.w.sched.sudogcache.push_back(pp.sudogcache.back());
            pp.sudogcache.pop_back();
        }
    pp.sudogcache.push_back(s);
}

void clearSudogCache(World& w) {
    for (const Addr s : w.sched.sudogcache) {
        const uint64_t slot = w.memory.load64(s + slotWord);
        w.sudogs.mut(slot) = sudog{};
        w.freeSudogs.push_back(static_cast<uint32_t>(slot));
    }
    w.sched.sudogcache.clear();
}

}  // namespace tricolor::runtime
