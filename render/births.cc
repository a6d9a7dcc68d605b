#include "render/births.h"

#include <algorithm>

namespace tricolor::render {

void Births::startAt(uint64_t step) {
    births_.clear();
    last_.clear();
    slow_.clear();
    from_ = to_ = step;
}

void Births::index() {
    last_.clear();
    for (size_t i = 0; i < births_.size(); ++i) {
        uint32_t& last = last_[births_[i].addr];
        births_[i].before = last;
        last = static_cast<uint32_t>(i + 1);
    }
}

void Births::add(Birth birth) {
    if (births_.size() >= kMost) {
        births_.erase(births_.begin(), births_.begin() + static_cast<int64_t>(kMost / 2));
        from_ = births_.front().step;
        index();
    }
    uint32_t& last = last_[birth.addr];
    birth.before = last;
    births_.push_back(birth);
    last = static_cast<uint32_t>(births_.size());
}

uint64_t& Births::slowPathOf(int16_t m) {
    const auto i = static_cast<size_t>(std::max<int16_t>(m, 0));
    if (slow_.size() <= i) slow_.resize(i + 1);
    return slow_[i];
}

void Births::truncate(uint64_t step) {
    if (step >= to_) return;
    slow_.clear();
    while (!births_.empty() && births_.back().step > step) births_.pop_back();
    index();
    to_ = step < from_ ? from_ : step;
}

const Birth* Births::find(Addr slot, uint64_t step) const {
    const auto known = last_.find(slot);
    for (uint32_t i = known == last_.end() ? 0 : known->second; i != 0; i = births_[i - 1].before)
        if (births_[i - 1].step <= step) return &births_[i - 1];
    return nullptr;
}

const Birth* Births::latest(uint64_t step) const {
    const auto behind =
        std::partition_point(births_.begin(), births_.end(), [&](const Birth& b) { return b.step <= step; });
    return behind == births_.begin() ? nullptr : &*std::prev(behind);
}

}  // namespace tricolor::render
