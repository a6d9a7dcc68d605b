// Natives of package weak: handles of objects, which the collector clears.
#include "sim/golang/native_define.h"
#include "sim/runtime/mfinal.h"

namespace tricolor::golang {

void addWeakNatives(NativeTable& t) {
    t.define("weak.onHeap", [](Machine& vm, Addr p) { return vm.w.spanOf(p).valid(); });
    t.define("weak.handleOf", [](Machine& vm, Addr p) { return runtime::getWeakHandle(vm.w, p); });
    t.define("weak.addHandle", [](Machine& vm, Addr p, Addr box) {
        if (const Addr had = runtime::getWeakHandle(vm.w, p)) return had;
        runtime::addWeakHandle(vm.c, p, box);
        return box;
    });
    t.define("weak.strong", [](Machine& vm, Addr handle) {
        return vm.reachable(handle, 8) ? runtime::makeStrongFromWeak(vm.c, handle) : Addr{0};
    });
}

}  // namespace tricolor::golang
