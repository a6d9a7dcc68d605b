#include "render/used_slots.h"

#include <algorithm>

namespace tricolor::render {

void UsedSlots::note(uint64_t step, Addr base, uint64_t slots) {
    if (count_ >= kMost) forgetFormerSpans();
    std::vector<Note>& notes = notes_[base];
    if (notes.empty() ? slots == 0 : notes.back().slots == slots) return;
    notes.push_back({step, slots});
    ++count_;
}

void UsedSlots::swept(uint64_t step, Addr base, uint64_t before) {
    const auto known = notes_.find(base);
    const uint64_t used = known == notes_.end() || known->second.empty() ? 0 : known->second.back().slots;
    if (before > used) note(step, base, before);
}

void UsedSlots::forgetFormerSpans() {
    count_ = 0;
    for (auto it = notes_.begin(); it != notes_.end();) {
        std::vector<Note>& notes = it->second;
        notes.erase(notes.begin(), notes.end() - std::min<ptrdiff_t>(1, std::ssize(notes)));
        const bool empty = notes.empty() || notes.back().slots == 0;
        if (!empty) ++count_;
        it = empty ? notes_.erase(it) : std::next(it);
    }
}

void UsedSlots::truncate(uint64_t step) {
    for (auto& [base, notes] : notes_)
        while (!notes.empty() && notes.back().step > step) notes.pop_back(), --count_;
}

uint64_t UsedSlots::of(const mspan& s, uint64_t step) const {
    const auto known = notes_.find(s.base());
    uint64_t used = s.allocCount;
    if (known == notes_.end()) return used;
    const std::vector<Note>& notes = known->second;
    const auto behind =
        std::partition_point(notes.begin(), notes.end(), [&](const Note& n) { return n.step <= step; });
    if (behind != notes.begin()) used = std::max(used, std::prev(behind)->slots);
    return used;
}

}  // namespace tricolor::render
