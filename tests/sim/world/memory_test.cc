#include "sim/world/memory.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "sim/world/random.h"

using namespace tricolor;

namespace {

constexpr uint64_t kMiB = 1 << 20;

// Another store in the place of the usual one.
class WithStore {
  public:
    explicit WithStore(PageStore::Options options) : store_(options), before_(PageStore::replace(&store_)) {}
    ~WithStore() { PageStore::replace(before_); }

  private:
    PageStore store_;
    PageStore* before_;
};

// Writes a word on each page of [first, first+n).
void writePages(Memory& m, uint64_t first, uint64_t n, uint64_t word) {
    for (uint64_t i = first; i < first + n; ++i) m.store64(kHeapBase + i * kPageSize + 8, word + i);
}

}  // namespace

TEST(memory, readsWhatWasWrittenInBothSegments) {
    Memory m(64 << 20);
    m.mapHeap(4 << 20);
    m.store64(kHeapBase + 16, 7);
    m.store<uint8_t>(kLowBase + 3, 9);
    EXPECT_EQ(m.load64(kHeapBase + 16), 7u);
    EXPECT_EQ(m.load<uint8_t>(kLowBase + 3), 9);
    EXPECT_EQ(m.load64(kHeapBase + 24), 0u);
}

TEST(memory, knowsWhatIsMapped) {
    Memory m(64 << 20);
    m.mapHeap(4 << 20);
    EXPECT_TRUE(m.mapped(kHeapBase, 4 << 20));
    EXPECT_FALSE(m.mapped(kHeapBase, (4 << 20) + 1));
    EXPECT_FALSE(m.mapped(kHeapBase - 1, 1));
    EXPECT_FALSE(m.mapped(0, 8));
    EXPECT_FALSE(m.mapped(kHeapBase + 8, ~0ull));
}

TEST(memory, aCopyDoesNotSeeLaterWritesAndTheOtherWayRound) {
    Memory a(64 << 20);
    a.mapHeap(4 << 20);
    a.store64(kHeapBase, 1);
    Memory b = a;
    a.store64(kHeapBase, 2);
    b.store64(kHeapBase + 8192, 3);
    EXPECT_EQ(a.load64(kHeapBase), 2u);
    EXPECT_EQ(b.load64(kHeapBase), 1u);
    EXPECT_EQ(a.load64(kHeapBase + 8192), 0u);
    EXPECT_FALSE(a == b);
}

TEST(memory, discardedPagesReadZeroAndEqualPagesNeverTouched) {
    Memory a(64 << 20), b(64 << 20);
    a.mapHeap(4 << 20);
    b.mapHeap(4 << 20);
    a.store64(kHeapBase + 8192, 5);
    a.discard(kHeapBase + 8192, 8192);
    EXPECT_EQ(a.load64(kHeapBase + 8192), 0u);
    EXPECT_TRUE(a == b);
    EXPECT_EQ(a.hash(), b.hash());
}

// Random writes, copies and assignments against a map from address to word.
TEST(memory, behavesAsAMapOfWordsUnderRandomCopies) {
    Random random{42};
    using Model = std::map<Addr, uint64_t>;
    std::vector<Memory> real(3, Memory(16 << 20));
    std::vector<Model> model(3);
    for (Memory& m : real) m.mapHeap(1 << 20);
    for (int op = 0; op < 20000; ++op) {
        const size_t i = random.below(3), k = random.below(3);
        if (random.below(200) == 0) {
            real[i] = real[k];
            model[i] = model[k];
        } else if (random.below(4) == 0) {
            const Addr a = kHeapBase + random.below(1 << 17) * 8;
            const auto it = model[i].find(a);
            ASSERT_EQ(real[i].load64(a), it == model[i].end() ? 0 : it->second) << "operation " << op;
        } else {
            const Addr a = kHeapBase + random.below(1 << 17) * 8;
            real[i].store64(a, model[i][a] = random.next());
        }
    }
    for (size_t i = 0; i < 3; ++i) {
        for (const auto& [a, v] : model[i]) ASSERT_EQ(real[i].load64(a), v);
        EXPECT_TRUE(real[i] == Memory(real[i]));
    }
}

// A gigabyte would be the same, only slower: what counts is how many pages are the mirror's own.
TEST(memory, aCopyOfABigHeapLeavesOneCopyOfItsPages) {
    if (!PageStore::current().canMap()) GTEST_SKIP() << "no memory files here";
    Memory m(256 * kMiB);
    m.mapHeap(128 * kMiB);
    writePages(m, 0, 16384, 1);
    EXPECT_EQ(m.bytesOfMirror(), 128 * kMiB);
    const Memory first = m;
    EXPECT_EQ(m.bytesOfMirror(), 0u);
    EXPECT_EQ(PageStore::current().slotsInUse(), 16384u);
    writePages(m, 1000, 100, 2);
    const Memory second = m;
    EXPECT_EQ(PageStore::current().slotsInUse(), 16484u);
    EXPECT_LE(m.bytesOfMirror(), 100 * kPageSize);
    EXPECT_EQ(m.load64(kHeapBase + 1000 * kPageSize + 8), 1002u);
    EXPECT_EQ(first.load64(kHeapBase + 1000 * kPageSize + 8), 1001u);
    EXPECT_EQ(second.load64(kHeapBase + 1000 * kPageSize + 8), 1002u);
    EXPECT_EQ(second.load64(kHeapBase + 999 * kPageSize + 8), 1000u);
    EXPECT_LT(PageStore::current().mappings(), 400u);
}

TEST(memory, pagesWrittenAgainAndAgainKeepACopyOfTheirOwn) {
    Memory m(64 * kMiB);
    m.mapHeap(32 * kMiB);
    std::vector<Memory> kept;
    for (uint64_t round = 0; round < 4; ++round) {
        writePages(m, 0, 1500, round + 1);
        kept.push_back(m);
        EXPECT_EQ(m.bytesOfMirror(), 1500 * kPageSize);
    }
    for (int copy = 0; copy < 3; ++copy) kept.push_back(m);  // a few cold pages are no reason to map
    EXPECT_EQ(m.bytesOfMirror(), 1500 * kPageSize);
    EXPECT_EQ(PageStore::current().mappings(), 0u);
    for (uint64_t round = 0; round < 4; ++round)
        EXPECT_EQ(kept[round].load64(kHeapBase + 9 * kPageSize + 8), round + 10);
}

TEST(memory, whatTheMirrorOwnsAndMapsStaysBounded) {
    if (!PageStore::current().canMap()) GTEST_SKIP() << "no memory files here";
    Memory m(128 * kMiB);
    m.mapHeap(128 * kMiB);
    writePages(m, 0, 16384, 1);
    std::vector<Memory> kept{m};
    Random random{11};
    for (int round = 0; round < 20; ++round) {
        for (int i = 0; i < 2000; ++i) writePages(m, random.below(16384), 1, static_cast<uint64_t>(round));
        kept.push_back(m);
        EXPECT_LE(m.bytesOfMirror(), 48 * kMiB) << "round " << round;
        EXPECT_LE(PageStore::current().mappings(), 32 * 341 + 16u);  // 32 chunks, and the low segment
    }
}

// Gathering moves pages that another live Memory may show: then it must not happen.
TEST(memory, pagesThatAnotherMirrorShowsStayWhereTheyAre) {
    Memory m(128 * kMiB);
    m.mapHeap(128 * kMiB);
    writePages(m, 0, 16384, 1);
    const Memory other = m;
    ASSERT_EQ(other.load64(kHeapBase + 8), 1u);  // it has a mirror now
    Random random{12};
    std::vector<Memory> kept;
    for (int round = 0; round < 8; ++round) {
        for (int i = 0; i < 4000; ++i) writePages(m, random.below(16384), 1, 1'000'000);
        kept.push_back(m);
    }
    for (uint64_t i = 0; i < 16384; ++i) ASSERT_EQ(other.load64(kHeapBase + i * kPageSize + 8), 1 + i);
}

TEST(memory, discardingGivesHostMemoryBack) {
    Memory m(256 * kMiB);
    m.mapHeap(128 * kMiB);
    writePages(m, 0, 16384, 1);
    auto snapshot = std::make_unique<Memory>(m);
    m.discard(kHeapBase, 100 * kMiB);
    EXPECT_LE(m.bytesOfMirror(), 28 * kMiB);
    EXPECT_EQ(PageStore::current().slotsInUse(), 16384u);
    snapshot.reset();
    EXPECT_EQ(PageStore::current().slotsInUse(), 28 * kMiB / kPageSize);
    EXPECT_LE(PageStore::current().hostBytes(), 30 * kMiB + PageStore::kWarmMax * kPageSize);
    EXPECT_EQ(m.load64(kHeapBase + 8), 0u);
    EXPECT_EQ(m.load64(kHeapBase + 101 * kMiB + 8), 1u + 101 * kMiB / kPageSize);
}

TEST(memory, aDeadWorldGivesAllItsPagesBack) {
    {
        Memory a(64 * kMiB);
        a.mapHeap(64 * kMiB);
        writePages(a, 0, 8192, 1);
        Memory b = a, c = b;
        writePages(b, 5, 100, 2);
        writePages(c, 0, 8000, 3);
        a = c;
        const Memory d = b, e = c;
        EXPECT_GT(PageStore::current().slotsInUse(), 16000u);
    }
    EXPECT_EQ(PageStore::current().slotsInUse(), 0u);
    EXPECT_EQ(PageStore::current().mappings(), 0u);
    EXPECT_EQ(PageStore::current().mirrors, 0u);
}

namespace {

// Memories and their models side by side, under operations of all sizes.
class Worlds {
  public:
    explicit Worlds(uint64_t seed) : random_{seed} {
        for (int i = 0; i < 3; ++i) add(std::make_unique<Memory>(96 * kMiB), {});
        for (auto& m : real_) m->mapHeap(48 * kMiB);
    }

    void operation() {
        while (real_.size() > 6) drop(random_.below(6));
        const size_t i = random_.below(static_cast<uint32_t>(real_.size()));
        const size_t k = random_.below(static_cast<uint32_t>(real_.size()));
        switch (random_.below(16)) {
            case 0:
            case 1:
                *real_[i] = *real_[k], model_[i] = model_[k];
                break;
            case 2:
                add(std::make_unique<Memory>(*real_[i]), model_[i]);
                break;
            case 3:
                add(std::make_unique<Memory>(std::move(*real_[i])), model_[i]), drop(i);
                break;
            case 4:
                if (real_.size() > 1) drop(i);
                break;
            case 5:
                discard(i);
                break;
            case 6:
                real_[i]->mapHeap(std::max(real_[i]->heapBytesMapped(), (1 + random_.below(96)) * kMiB));
                break;
            case 7:
            case 8:
                fill(i, 1 + random_.below(static_cast<uint32_t>(pages(i) - 1)), 1);
                break;
            case 9:
                fill(i, 1 + random_.below(300), 1 + random_.below(8));
                break;
            default:
                fill(i, 1 + random_.below(20), 1 + random_.below(400));
                break;
        }
    }

    void compare() const {
        for (size_t i = 0; i < real_.size(); ++i) {
            const Memory& m = *real_[i];
            for (const auto& [a, v] : model_[i])
                ASSERT_EQ(m.load64(a), v) << "memory " << i << ", address " << a;
            const Memory copy = m;
            EXPECT_TRUE(copy == m);
            EXPECT_EQ(copy.hash(), m.hash());
        }
    }

    // Words that were never written, or were discarded, are zero.
    void compareZeros() {
        for (size_t i = 0; i < real_.size(); ++i)
            for (int n = 0; n < 500; ++n) {
                const Addr a = kHeapBase + random_.below(static_cast<uint32_t>(pages(i) * kPageSize / 8)) * 8;
                const auto found = model_[i].find(a);
                ASSERT_EQ(real_[i]->load64(a), found == model_[i].end() ? 0 : found->second)
                    << "address " << a;
            }
    }

  private:
    using Model = std::map<Addr, uint64_t>;

    uint64_t pages(size_t i) const { return real_[i]->heapBytesMapped() / kPageSize; }
    void add(std::unique_ptr<Memory> m, Model model) {
        real_.push_back(std::move(m));
        model_.push_back(std::move(model));
    }
    void drop(size_t i) {
        real_.erase(real_.begin() + static_cast<ptrdiff_t>(i));
        model_.erase(model_.begin() + static_cast<ptrdiff_t>(i));
    }
    // A word on n pages that are `stride` apart.
    void fill(size_t i, uint64_t n, uint64_t stride) {
        uint64_t page = random_.below(static_cast<uint32_t>(pages(i)));
        const uint64_t offset = random_.below(kPageSize / 8) * 8;
        for (; n && page < pages(i); --n, page += stride) {
            const Addr a = kHeapBase + page * kPageSize + offset;
            const uint64_t v = random_.below(4) ? random_.next() : 0;
            real_[i]->store64(a, model_[i][a] = v);
        }
    }
    void discard(size_t i) {
        const uint64_t first = random_.below(static_cast<uint32_t>(pages(i)));
        const uint64_t n =
            std::min<uint64_t>(pages(i) - first, 1 + random_.below(random_.below(2) ? 3000 : 9));
        const Addr a = kHeapBase + first * kPageSize;
        real_[i]->discard(a, n * kPageSize);
        model_[i].erase(model_[i].lower_bound(a), model_[i].lower_bound(a + n * kPageSize));
    }

    Random random_;
    std::vector<std::unique_ptr<Memory>> real_;
    std::vector<Model> model_;
};

void agreeWithModels(uint64_t seed, int operations, uint32_t mappingsMax = 32768) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Worlds worlds(seed);
    for (int op = 0; op < operations; ++op) {
        worlds.operation();
        if (op % 40 == 39) {
            worlds.compareZeros();
            worlds.compare();
        }
        ASSERT_LE(PageStore::current().mappings(), mappingsMax);
        if (testing::Test::HasFatalFailure()) return;
    }
}

}  // namespace

TEST(memory, agreesWithModelsThroughCopiesDiscardsAndDeaths) {
    for (uint64_t seed = 1; seed <= 2; ++seed) agreeWithModels(seed, 160);
    EXPECT_EQ(PageStore::current().slotsInUse(), 0u);
}

TEST(memory, agreesWithModelsOnAHostWithoutMemoryFiles) {
    const WithStore plain({.memoryFile = false});
    EXPECT_FALSE(PageStore::current().canMap());
    agreeWithModels(5, 160);
    EXPECT_EQ(PageStore::current().slotsInUse(), 0u);
}

TEST(memory, agreesWithModelsWhenMappingsAreFew) {
    const WithStore few({.mappingsMax = 200});
    agreeWithModels(7, 160, 200);
    EXPECT_EQ(PageStore::current().slotsInUse(), 0u);
}
