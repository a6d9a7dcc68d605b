#include "sim/runtime/mwbbuf.h"

#include <array>

#include "sim/runtime/mbitmap.h"
#include "sim/runtime/mgcmark.h"
#include "sim/runtime/mgcwork.h"

namespace tricolor::runtime {

Addr* wbBufGet(Ctx& c, PId p, uint32_t n) {
    if (c.w.p(p).wbBuf.next + n > wbBufEntries) wbBufFlush(c, p);
    wbBuf& b = c.w.p(p).wbBuf;
    Addr* const first = &b.buf[b.next];
    b.next += n;
    return first;
}

void wbBufFlush(Ctx& c, PId p) {
    World& w = c.w;
    const uint32_t n = w.p(p).wbBuf.next;
    if (n == 0) return;
    c.emit(EventKind::WBFlush, n);
    std::array<Addr, wbBufEntries> grey;
    uint32_t ngrey = 0;
    for (uint32_t i = 0; i < n; ++i) {
        const Addr ptr = w.p(p).wbBuf.buf[i];
        const ObjectRef obj = findObject(w, ptr);
        if (!obj.base || isUnusableLost(w, obj)) continue;
        c.charge(costs::greyObject);
        if (markObject(c, p, obj, 0)) grey[ngrey++] = obj.base;
    }
    gcwPutBatch(c, p, grey.data(), ngrey);
    P& pp = w.p(p);
    pp.wbBuf.next = 0;
    pp.wbBuf.buf.fill(0);  // equal worlds are equal
}

}  // namespace tricolor::runtime
