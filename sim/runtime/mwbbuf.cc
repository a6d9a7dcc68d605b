#include "sim/runtime/mwbbuf.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/runtime/mgcmark_object.h"
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
    {
        Marker marker(c, p);
        const auto& buf = std::as_const(w).p(p).wbBuf.buf;
        for (uint32_t i = 0; i < n; ++i)
            if (const Addr obj = marker.mark(buf[i], 0)) grey[ngrey++] = obj;
    }
    gcwPutBatch(c, p, grey.data(), ngrey);
    P& pp = w.p(p);
    pp.wbBuf.next = 0;
    std::fill_n(pp.wbBuf.buf.begin(), n, 0);  // equal worlds are equal
}

}  // namespace tricolor::runtime
