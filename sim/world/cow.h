// CowVector is a vector whose copies share structure: elements live in chunks, a copy shares every chunk, and
// writing to a shared chunk first clones it. It is what makes a copy of World cheap. Single-threaded by
// design.
//
// Invariants:
//  1. a chunk with refs == 1 belongs to one vector only and may be written in place;
//  2. elements at and behind size() in the last chunk are value-initialised;
//  3. a reference returned by mut() stays valid until the vector is copied from, assigned to, or resized
//  below it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/world/check.h"

namespace tricolor {

// A reference to a shared, counted object. Not thread-safe.
template <class T>
class Ref {
  public:
    Ref() = default;
    explicit Ref(T* adopted) : p_(adopted) {}
    Ref(const Ref& o) : p_(o.p_) {
        if (p_) ++p_->refs;
    }
    Ref(Ref&& o) noexcept : p_(std::exchange(o.p_, nullptr)) {}
    Ref& operator=(Ref o) noexcept {
        std::swap(p_, o.p_);
        return *this;
    }
    ~Ref() {
        if (p_ && --p_->refs == 0) delete p_;
    }
    T* get() const { return p_; }
    T* operator->() const { return p_; }
    T& operator*() const { return *p_; }
    explicit operator bool() const { return p_ != nullptr; }
    bool unique() const { return p_ && p_->refs == 1; }

  private:
    T* p_ = nullptr;
};

template <class T, size_t kChunk = 64>
class CowVector {
    static_assert((kChunk & (kChunk - 1)) == 0, "chunk size is a power of two");

  public:
    struct Chunk {
        uint32_t refs = 1;
        std::array<T, kChunk> items{};
    };
    static constexpr size_t chunkSize = kChunk;

    size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const T& operator[](size_t i) const { return chunks_[i / kChunk]->items[i % kChunk]; }
    const T& at(size_t i) const {
        CHECK(i < size_, "CowVector: index out of range");
        return (*this)[i];
    }
    // The element for writing; clones its chunk if a copy shares it.
    T& mut(size_t i) {
        Ref<Chunk>& c = chunks_[i / kChunk];
        if (c->refs != 1) [[unlikely]]
            clone(c);
        return c->items[i % kChunk];
    }
    void push_back(T value) {
        if (size_ % kChunk == 0) chunks_.emplace_back(new Chunk);
        ++size_;
        mut(size_ - 1) = std::move(value);
    }
    // New elements are value-initialised.
    void resize(size_t n) {
        while (chunks_.size() > (n + kChunk - 1) / kChunk) chunks_.pop_back();
        while (chunks_.size() < (n + kChunk - 1) / kChunk) chunks_.emplace_back(new Chunk);
        if (n < size_)
            for (size_t i = n; i < chunks_.size() * kChunk; ++i) mut(i) = T{};
        size_ = n;
    }
    void clear() { resize(0); }

    // Chunks, for accounting of what snapshots share and for walks that skip what is shared.
    size_t chunkCount() const { return chunks_.size(); }
    const Chunk* chunk(size_t c) const { return chunks_[c].get(); }

    friend bool operator==(const CowVector& a, const CowVector& b) {
        if (a.size_ != b.size_) return false;
        for (size_t c = 0; c < a.chunks_.size(); ++c)
            if (a.chunks_[c].get() != b.chunks_[c].get() && !(a.chunks_[c]->items == b.chunks_[c]->items))
                return false;
        return true;
    }

  private:
    [[gnu::noinline, gnu::cold]] static void clone(Ref<Chunk>& c) {
        auto* copy = new Chunk;
        copy->items = c->items;
        c = Ref<Chunk>(copy);
    }

    std::vector<Ref<Chunk>> chunks_;
    size_t size_ = 0;
};

}  // namespace tricolor
