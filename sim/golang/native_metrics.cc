// Natives of package runtime/metrics.
#include "sim/golang/native_define.h"
#include "sim/runtime/metrics.h"

namespace tricolor::golang {

namespace {

// Words of a histogram into a slice that has room for them.
template <class T>
void store(Machine& vm, const SliceVal& to, const std::vector<T>& values) {
    CHECK(static_cast<uint64_t>(to.n) >= values.size(), "a histogram is longer than its slice");
    for (size_t i = 0; i < values.size(); ++i)
        vm.w.memory.store64(to.p + i * 8, std::bit_cast<uint64_t>(values[i]));
}

std::string named(Machine& vm, Str name) {
    return std::string(text(vm, name));
}

}  // namespace

void addMetricsNatives(NativeTable& t) {
    t.define("runtime/metrics.float64frombits",
             [](Machine&, uint64_t b) { return std::bit_cast<double>(b); });
    t.define("runtime/metrics.read", [](Machine& vm, Str name) {
        const runtime::metricValue v = runtime::readMetric(vm.w, named(vm, name));
        return std::tuple<int64_t, uint64_t>(static_cast<int64_t>(v.kind), v.scalar);
    });
    t.define("runtime/metrics.counts", [](Machine& vm, Str name, SliceVal to) {
        store(vm, to, runtime::readMetric(vm.w, named(vm, name)).counts);
    });
    t.define("runtime/metrics.boundaries", [](Machine& vm, Str name) {
        return static_cast<int64_t>(runtime::metricBuckets(named(vm, name)).size());
    });
    t.define("runtime/metrics.buckets", [](Machine& vm, Str name, SliceVal to) {
        store(vm, to, runtime::metricBuckets(named(vm, name)));
    });
}

}  // namespace tricolor::golang
