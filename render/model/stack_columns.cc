#include "render/model/stack_columns.h"

#include <algorithm>
#include <array>

namespace tricolor::render {

namespace {

constexpr float kGutter = 26;

// What is shown, and the least that each column then needs.
struct Plan {
    bool types, shortAddresses;
    float heap;  // width of the boxes, 0: none
};
constexpr std::array<Plan, 5> kPlans = {
    {{true, false, 178}, {false, false, 178}, {false, true, 178}, {false, true, 112}, {false, true, 0}}};

struct Widths {
    float at, before, name, type, value, heap;
    float sum() const { return at + before + name + type + value + heap; }
};

Widths leastOf(const Plan& p, const StackColumnInput& in) {
    const float address = in.digit * (p.shortAddresses ? 6 : 12);
    Widths w{};
    w.at = address + 12 * in.scale;
    w.before = in.copy ? address + 28 * in.scale : 0;
    w.name = 96 * in.scale;
    w.type = p.types ? 92 * in.scale : 0;
    w.value = address + 2 * in.digit + 20 * in.scale;  // behind an arrow and a space
    w.heap = p.heap * in.scale;
    return w;
}

bool hexDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

}  // namespace

StackColumns layOutStackColumns(const StackColumnInput& in) {
    const float room = in.width - kGutter * in.scale;
    const auto fits = [&](const Plan& p) { return leastOf(p, in).sum() <= room; };
    const auto found = std::find_if(kPlans.begin(), kPlans.end(), fits);
    const Plan& plan = found == kPlans.end() ? kPlans.back() : *found;
    Widths w = leastOf(plan, in);
    const float more = std::max(0.0f, room - w.sum());
    w.name += std::min(more * 0.3f, 40 * in.scale);
    if (plan.types) w.type += std::min(more * 0.3f, 90 * in.scale);

    StackColumns x;
    x.gutter = in.left, x.right = in.left + in.width;
    x.at = in.left + kGutter * in.scale;
    x.before = x.at + w.at;
    x.name = x.before + w.before;
    x.type = x.name + w.name;
    x.value = x.type + w.type;
    x.types = plan.types, x.heaps = plan.heap > 0, x.shortAddresses = plan.shortAddresses;
    x.heap = x.heaps ? x.right - w.heap : x.right + 8 * in.scale;
    return x;
}

std::string shortAddresses(std::string_view text) {
    constexpr size_t kKept = 5;
    std::string out;
    for (size_t i = 0; i < text.size();) {
        size_t end = i + 2;
        if (text.substr(i, 2) == "0x")
            while (end < text.size() && hexDigit(text[end])) ++end;
        if (end > i + 2 + kKept) {
            out += "…";
            out += text.substr(end - kKept, kKept);
            i = end;
        } else {
            out += text[i++];
        }
    }
    return out;
}

}  // namespace tricolor::render
