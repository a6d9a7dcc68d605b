// Nanoseconds of one simulated allocation: the fast path alone, and with the refills it leads to.
#include <benchmark/benchmark.h>

#include <memory>

#include "tests/sim/runtime/heap_fixture.h"

namespace tricolor::runtime {
namespace {

// A heap that is thrown away when it has grown to this; its growth is part of what is measured.
constexpr uint64_t kHeapBytes = 256 << 20;

void allocate(benchmark::State& state, uint64_t size, bool scan) {
    auto h = std::make_unique<Heap>();
    for (unsigned k = 0; k < kEventKinds; ++k) h->sink.want(static_cast<EventKind>(k), false);
    const TypeId id = addType(h->module, size / 8 * 8 + (size < 8 ? 8 : 0), {0});
    const Type* t = scan ? &h->type(id) : nullptr;
    uint64_t bytes = 0;
    for (auto _ : state) {
        Addr x = mallocgcFast(h->c, size, t, true);
        if (!x) x = mallocgc(h->c, size, t, true);
        benchmark::DoNotOptimize(x);
        bytes += size;
        if (bytes > kHeapBytes) {
            state.PauseTiming();
            bytes = 0;
            h = std::make_unique<Heap>();
            for (unsigned k = 0; k < kEventKinds; ++k) h->sink.want(static_cast<EventKind>(k), false);
            addType(h->module, size / 8 * 8 + (size < 8 ? 8 : 0), {0});
            t = scan ? &h->type(id) : nullptr;
            state.ResumeTiming();
        }
    }
}

// The fast path alone: the span's free slots are put back whenever they are used up.
void fastPath(benchmark::State& state, uint64_t size, bool scan) {
    Heap h;
    for (unsigned k = 0; k < kEventKinds; ++k) h.sink.want(static_cast<EventKind>(k), false);
    const TypeId id = addType(h.module, size, {0});
    const Type* t = scan ? &h.type(id) : nullptr;
    const Addr first = mallocgc(h.c, size, t, true);
    const SpanId span = h.w.spanOf(first);
    for (auto _ : state) {
        Addr x = mallocgcFast(h.c, size, t, true);
        if (!x) {
            mspan& s = h.w.span(span);
            s.freeindex = s.allocCount = 0;
            s.allocCache = ~0ull;
            x = mallocgcFast(h.c, size, t, true);
        }
        benchmark::DoNotOptimize(x);
    }
}

BENCHMARK_CAPTURE(fastPath, scan32, 32, true);
BENCHMARK_CAPTURE(fastPath, scan512, 512, true);
BENCHMARK_CAPTURE(fastPath, noscan32, 32, false);
BENCHMARK_CAPTURE(fastPath, tiny8, 8, false);
BENCHMARK_CAPTURE(allocate, scan32, 32, true);
BENCHMARK_CAPTURE(allocate, noscan1000, 1000, false);

}  // namespace
}  // namespace tricolor::runtime

BENCHMARK_MAIN();
