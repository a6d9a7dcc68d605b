#include "sim/runtime/mgcwork.h"

#include <algorithm>
#include <utility>

#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/mheap.h"

namespace tricolor::runtime {

namespace {

void putempty(World& w, int32_t b) {
    CHECK(workbufOf(w, b).nobj == 0, "workbuf is not empty");
    w.work.empty.push_back(b);
}
void putfull(World& w, int32_t b) {
    CHECK(workbufOf(w, b).nobj != 0, "workbuf is empty");
    w.work.full.push_back(b);
}
int32_t pop(std::vector<int32_t>& list) {
    if (list.empty()) return -1;
    const int32_t b = list.back();
    list.pop_back();
    return b;
}

// A span of 16 buffers: one from the free spans, or a new one. -1: out of memory, the process has died.
int32_t newWorkbufs(Ctx& c) {
    World& w = c.w;
    if (w.process == ProcessState::exited) return -1;
    SpanId s;
    if (!w.work.wbufSpansFree.empty()) {
        s = w.work.wbufSpansFree.back();
        w.work.wbufSpansFree.pop_back();
    } else {
        s = allocManual(c, workbufAlloc / kPageSize, spanAllocType::WorkBuf);
        if (!s.valid()) {
            throwOutOfMemory(c);
            return -1;
        }
    }
    w.work.wbufSpansBusy.push_back(s);
    const Addr base = w.span(s).base();
    const auto first = static_cast<int32_t>(w.work.bufs.size());
    for (uint64_t off = 0; off + workbufBytes <= workbufAlloc; off += workbufBytes) {
        w.work.bufs.push_back({base + off, 0});
        if (off != 0) putempty(w, first + static_cast<int32_t>(off / workbufBytes));
    }
    return first;
}

// -1: the process has died. Its callers leave everything as it is then: nobody will mark any more.
int32_t getempty(Ctx& c) {
    const int32_t b = pop(c.w.work.empty);
    return b >= 0 ? b : newWorkbufs(c);
}

bool initBufs(Ctx& c, PId p) {
    const int32_t b1 = getempty(c);
    if (b1 < 0) return false;
    int32_t b2 = pop(c.w.work.full);
    if (b2 < 0) b2 = getempty(c);
    if (b2 < 0) return false;
    gcWork& gcw = c.w.p(p).gcw;
    gcw.wbuf1 = b1;
    gcw.wbuf2 = b2;
    return true;
}

// More can be done at once now. Classic marking asks for a worker at once, Green Tea after the object.
void published(Ctx& c, PId p) {
    World& w = c.w;
    if (w.gcphase != GCPhase::mark) return;
    if (w.knobs.collector == Collector::greentea)
        w.p(p).gcw.mayNeedWorker = true;
    else
        enlistWorker(c);
}

}  // namespace

void gcwPut(Ctx& c, PId p, Addr obj) {
    World& w = c.w;
    bool flushed = false;
    if (w.p(p).gcw.wbuf1 < 0) {
        if (!initBufs(c, p)) return;
        // The second buffer may be a full one, the first is empty.
    } else if (workbufOf(w, w.p(p).gcw.wbuf1).nobj == workbufSlots) {
        gcWork& gcw = w.p(p).gcw;
        std::swap(gcw.wbuf1, gcw.wbuf2);
        if (workbufOf(w, gcw.wbuf1).nobj == workbufSlots) {
            const int32_t fresh = getempty(c);
            if (fresh < 0) return;
            putfull(w, w.p(p).gcw.wbuf1);
            w.p(p).gcw.flushedWork = true;
            w.p(p).gcw.wbuf1 = fresh;
            flushed = true;
        }
    }
    const bool stored = gcwPutFast(w, p, obj);
    CHECK(stored, "no room in a work buffer");
    if (flushed) published(c, p);
}

void gcwPutBatch(Ctx& c, PId p, const Addr* objs, uint32_t n) {
    if (n == 0) return;
    World& w = c.w;
    bool flushed = false;
    if (w.p(p).gcw.wbuf1 < 0 && !initBufs(c, p)) return;
    for (uint32_t i = 0; i < n; ++i) {
        while (workbufOf(w, w.p(p).gcw.wbuf1).nobj == workbufSlots) {
            const int32_t fresh = getempty(c);
            if (fresh < 0) return;
            gcWork& gcw = w.p(p).gcw;
            putfull(w, gcw.wbuf1);
            gcw.flushedWork = true;
            gcw.wbuf1 = gcw.wbuf2;
            gcw.wbuf2 = fresh;
            flushed = true;
        }
        gcwPutFast(w, p, objs[i]);
    }
    if (flushed) published(c, p);
}

Addr gcwTryGet(Ctx& c, PId p) {
    World& w = c.w;
    if (w.p(p).gcw.wbuf1 < 0 && !initBufs(c, p)) return 0;
    gcWork& gcw = w.p(p).gcw;
    if (workbufOf(w, gcw.wbuf1).nobj == 0) {
        std::swap(gcw.wbuf1, gcw.wbuf2);
        if (workbufOf(w, gcw.wbuf1).nobj == 0) {
            const int32_t b = pop(w.work.full);
            if (b < 0) return 0;
            putempty(w, gcw.wbuf1);
            gcw.wbuf1 = b;
        }
    }
    return gcwTryGetFast(w, p);
}

void gcwBalance(Ctx& c, PId p) {
    World& w = c.w;
    gcWork& gcw = w.p(p).gcw;
    if (gcw.wbuf1 < 0) return;
    if (workbufOf(w, gcw.wbuf2).nobj != 0) {
        const int32_t fresh = getempty(c);
        if (fresh < 0) return;
        putfull(w, w.p(p).gcw.wbuf2);
        w.p(p).gcw.flushedWork = true;
        w.p(p).gcw.wbuf2 = fresh;
    } else if (workbufOf(w, gcw.wbuf1).nobj > 4) {
        // The newest half stays here, the older rest is for others.
        const int32_t mine = getempty(c), rest = w.p(p).gcw.wbuf1;
        if (mine < 0) return;
        workbuf& from = workbufOf(w, rest);
        workbuf& to = workbufOf(w, mine);
        const uint32_t n = from.nobj / 2;
        from.nobj -= n;
        to.nobj = n;
        w.memory.copy(workbufSlot(to, 0), workbufSlot(from, from.nobj), uint64_t{n} * 8);
        putfull(w, rest);
        w.p(p).gcw.wbuf1 = mine;
        w.p(p).gcw.flushedWork = true;
    } else {
        return;
    }
    published(c, p);
}

void gcwDispose(Ctx& c, PId p) {
    World& w = c.w;
    gcWork& gcw = w.p(p).gcw;
    for (int32_t* slot : {&gcw.wbuf1, &gcw.wbuf2}) {
        if (*slot < 0) continue;
        if (workbufOf(w, *slot).nobj == 0) {
            putempty(w, *slot);
        } else {
            putfull(w, *slot);
            gcw.flushedWork = true;
        }
        *slot = -1;
    }
    w.work.bytesMarked += gcw.bytesMarked;
    gcw.bytesMarked = 0;
    w.gcController.heapScanWork += gcw.heapScanWork;
    gcw.heapScanWork = 0;
}

bool gcwEmpty(const World& w, PId p) {
    const gcWork& gcw = w.p(p).gcw;
    if (gcw.wbuf1 < 0) return true;
    const auto& bufs = w.work.bufs;
    return bufs[static_cast<size_t>(gcw.wbuf1)].nobj == 0 && bufs[static_cast<size_t>(gcw.wbuf2)].nobj == 0;
}

std::vector<Addr> greyObjects(const World& w) {
    std::vector<Addr> grey;
    for (const workbuf& b : w.work.bufs)
        for (uint32_t i = 0; i < b.nobj; ++i) grey.push_back(w.memory.load64(workbufSlot(b, i)));
    std::stable_sort(grey.begin(), grey.end());
    return grey;
}

void prepareFreeWorkbufs(World& w) {
    workType& work = w.work;
    CHECK(work.full.empty(), "cannot free workbufs when work.full != 0");
    // Every buffer is empty and on the empty list, so it does not matter which span it is in.
    work.empty.clear();
    work.bufs.clear();
    work.wbufSpansFree.insert(work.wbufSpansFree.end(), work.wbufSpansBusy.begin(), work.wbufSpansBusy.end());
    work.wbufSpansBusy.clear();
}

bool freeSomeWbufs(Ctx& c, bool preemptible) {
    constexpr int batchSize = 64;
    workType& work = c.w.work;
    if (c.w.gcphase != GCPhase::off || work.wbufSpansFree.empty()) return false;
    for (int i = 0; i < batchSize && !work.wbufSpansFree.empty(); ++i) {
        if (preemptible && c.gp().preempt) break;
        const SpanId s = work.wbufSpansFree.back();
        work.wbufSpansFree.pop_back();
        freeManual(c, s, spanAllocType::WorkBuf);
    }
    return !work.wbufSpansFree.empty();
}

}  // namespace tricolor::runtime
