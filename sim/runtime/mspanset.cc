#include "sim/runtime/mspanset.h"

namespace tricolor::runtime {

void push(spanSet& s, SpanId span) {
    s.spans.push_back(span);
}

SpanId pop(spanSet& s) {
    return s.empty() ? SpanId{} : s.spans[s.head++];
}

void reset(spanSet& s) {
    CHECK(s.empty(), "attempt to clear non-empty span set");
    s.spans.clear();
    s.head = 0;
}

}  // namespace tricolor::runtime
