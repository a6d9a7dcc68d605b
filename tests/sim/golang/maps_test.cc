// Maps in simulated memory against std::map under random operations, with their invariants after each.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "sim/golang/load.h"
#include "sim/golang/step.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/map.h"

namespace tricolor::golang {
namespace {

using namespace runtime;

struct Maps {
    std::shared_ptr<const Program> program =
        load({{"test.go",
               "package main\n\nvar a map[int]int\nvar b map[string][20]int\n\nfunc main() { println(len(a), "
               "len(b), any(a) == nil, any(b) == nil) }\n"}})
            .program;
    World w = boot(*program, Knobs{});
    EventSink sink;
    Ctx c{w, program->module, sink, MId{0}};

    const Type& type(std::string_view name) {
        for (const Type& t : program->module.types)
            if (t.string == name) return t;
        ADD_FAILURE() << "no type " << name;
        return program->module.types[0];
    }
};

void randomOperations(uint64_t seed, uint64_t keys, int operations) {
    Maps h;
    const Type& t = h.type("map[int]int");
    const Addr m = makemap(h.c, t, 0, 0), key = newobject(h.c, h.type("int"));
    std::map<uint64_t, uint64_t> model;
    std::mt19937_64 random(seed);
    for (int i = 0; i < operations; ++i) {
        const uint64_t k = random() % keys;
        h.w.memory.store64(key, k);
        switch (random() % 8) {
            case 0:
            case 1:
            case 2:
            case 3:
                h.w.memory.store64(mapassign(h.c, t, m, key), static_cast<uint64_t>(i));
                model[k] = static_cast<uint64_t>(i);
                break;
            case 4:
            case 5:
                mapdelete(h.c, t, m, key);
                model.erase(k);
                break;
            default: {
                const Addr e = mapaccess(h.c, t, m, key);
                ASSERT_EQ(e != 0, model.count(k) != 0) << "seed " << seed << " operation " << i;
                if (e) {
                    ASSERT_EQ(h.w.memory.load64(e), model[k]) << "seed " << seed << " operation " << i;
                }
            }
        }
        if (random() % (4 * keys) == 0) {
            mapclear(h.c, t, m);
            model.clear();
        }
        ASSERT_EQ(maplen(h.w, m), model.size()) << "seed " << seed << " operation " << i;
        if (i % 16 == 0) {
            ASSERT_EQ(validateMap(h.w, h.program->module, t, m), "") << "seed " << seed;
        }
    }
}

TEST(map, behavesAsAMapUnderRandomOperations) {
    for (uint64_t seed = 1; seed <= 6; ++seed) {
        randomOperations(seed, 6, 300);
        randomOperations(seed, 100, 3000);
        randomOperations(seed, 3000, 20000);
    }
}

TEST(map, iterationGivesEveryEntryOnceWhileOthersComeAndGo) {
    for (uint64_t seed = 1; seed <= 8; ++seed) {
        Maps h;
        const Type& t = h.type("map[int]int");
        const Addr m = makemap(h.c, t, 0, 0), key = newobject(h.c, h.type("int"));
        const Addr it = mallocgc(h.c, mapIterBytes, nullptr, true);
        constexpr uint64_t kStay = 200;
        const auto put = [&](uint64_t k) {
            h.w.memory.store64(key, k);
            h.w.memory.store64(mapassign(h.c, t, m, key), k * 3);
        };
        for (uint64_t k = 0; k < kStay; ++k) put(k);
        std::map<uint64_t, int> seen;
        std::mt19937_64 random(seed);
        uint64_t next = kStay;
        for (mapiterinit(h.c, t, m, it); h.w.memory.load64(it); mapiternext(h.c, it)) {
            const uint64_t k = h.w.memory.load64(h.w.memory.load64(it));
            ASSERT_EQ(h.w.memory.load64(h.w.memory.load64(it + 8)), k * 3) << "seed " << seed;
            ++seen[k];
            for (uint64_t n = random() % 12; n > 0 && next < 5000; --n) put(next++);
            h.w.memory.store64(key, kStay + random() % (next - kStay + 1));
            mapdelete(h.c, t, m, key);
        }
        for (uint64_t k = 0; k < kStay; ++k) ASSERT_EQ(seen[k], 1) << "seed " << seed << " key " << k;
        for (const auto& [k, times] : seen) ASSERT_EQ(times, 1) << "seed " << seed << " key " << k;
        ASSERT_EQ(validateMap(h.w, h.program->module, t, m), "") << "seed " << seed;
    }
}

TEST(map, allocatesWhatRealMapsAllocate) {
    // Objects and bytes at each growth of a map[int]int [fidelity notes: memory §11].
    Maps h;
    const Type& t = h.type("map[int]int");
    const Addr key = newobject(h.c, h.type("int"));
    std::vector<uint64_t> sizes;
    struct Sizes : EventSink {
        std::vector<uint64_t>* out = nullptr;
        void event(const Event& e) override { out->push_back(e.b); }
    } listener;
    listener.out = &sizes;
    listener.want(EventKind::Alloc);
    Ctx c{h.w, h.program->module, listener, MId{0}};
    const Addr m = makemap(c, t, 0, 0);
    const std::map<uint64_t, std::vector<uint64_t>> want = {
        {0, {48}},        {1, {136}},        {9, {32, 272, 8}}, {15, {32, 544}},   {29, {32, 1088}},
        {57, {32, 2176}}, {113, {32, 4352}}, {225, {32, 8704}}, {449, {32, 17408}}};
    std::map<uint64_t, std::vector<uint64_t>> got = {{0, sizes}};
    for (uint64_t k = 1; k <= 800; ++k) {
        sizes.clear();
        h.w.memory.store64(key, k);
        mapassign(c, t, m, key);
        if (!sizes.empty()) got[k] = sizes;
    }
    EXPECT_EQ(got, want);
}

}  // namespace
}  // namespace tricolor::golang
