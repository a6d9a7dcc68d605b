#include "sim/runtime/symtab.h"

#include <algorithm>

namespace tricolor::runtime {

bool Type::pointerAt(uint64_t word) const {
    if (repeatSize) {
        if (word * 8 >= ptrdata) return false;
        word %= repeatSize / 8;
    }
    return word / 64 < ptrmask.size() && (ptrmask[word / 64] >> (word % 64) & 1);
}

int32_t Module::method(const Type& t, std::string_view name) const {
    const auto it = std::lower_bound(t.methods.begin(), t.methods.end(), name,
                                     [](const Method& m, std::string_view n) { return m.name < n; });
    return it != t.methods.end() && it->name == name ? it->func : -1;
}

int32_t Module::method(const Type& t, std::string_view name, std::string_view signature) const {
    const auto it = std::lower_bound(t.methods.begin(), t.methods.end(), name,
                                     [](const Method& m, std::string_view n) { return m.name < n; });
    return it != t.methods.end() && it->name == name && it->signature == signature ? it->func : -1;
}

bool Module::implements(const Type& t, const Type& iface, std::string* missing) const {
    for (size_t i = 0; i < iface.ifaceMethods.size(); ++i) {
        const std::string &name = iface.ifaceMethods[i], &signature = iface.ifaceSignatures[i];
        const std::string* have = nullptr;
        if (t.kind == Kind::Interface) {
            const auto it = std::lower_bound(t.ifaceMethods.begin(), t.ifaceMethods.end(), name);
            if (it != t.ifaceMethods.end() && *it == name)
                have = &t.ifaceSignatures[static_cast<size_t>(it - t.ifaceMethods.begin())];
        } else {
            const auto it =
                std::lower_bound(t.methods.begin(), t.methods.end(), name,
                                 [](const Method& m, const std::string& n) { return m.name < n; });
            if (it != t.methods.end() && it->name == name) have = &it->signature;
        }
        if (have && *have == signature) continue;
        if (missing) *missing = name;
        return false;
    }
    return true;
}

}  // namespace tricolor::runtime
