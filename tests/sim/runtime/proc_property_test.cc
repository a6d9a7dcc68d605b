// Random programs on 1 to 8 Ps: the scheduler's invariants hold after every step, everything ends, and the
// same seed gives the same world.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/sim/runtime/sched_script.h"

namespace tricolor::runtime {
namespace {

// A program made of random actions of goroutines that send, receive, sleep, yield, lock, call the system,
// start others. Channels are only used in ways that cannot block for ever: a sender never waits (buffer or
// default), a receiver has a default; semaphores are released as often as they are taken.
struct RandomProgram : Scripts {
    RandomProgram(const Knobs& knobs, uint64_t seed) : Scripts(knobs), random{seed} {
        Ctx c{w, module, sink, MId{0}};
        for (int i = 0; i < 3; ++i) chans.push_back(makechan(c, intType(), i));
        mutex = word();
        w.memory.store<uint32_t>(mutex, 1);
        list = word();
        done = word();
        const int n = 1 + static_cast<int>(random.below(12));
        for (int i = 0; i < n; ++i) main.push_back(go(script(body(0))));
        if (random.below(3) == 0) main.push_back(task(TaskKind::GOMAXPROCS, {1 + random.below(8)}));
        main.push_back([this](Ctx& x) { return mainWaits(x); });
    }

    // main sleeps until nobody else is left, waking those that wait for a notification.
    bool mainWaits(Ctx& c) {
        if (gcount(c.w) <= 1) return true;
        notifyListNotifyAll(c, list);
        pushTask(c.w, c.mp().curg, TaskKind::timeSleep, {500000});
        return false;
    }

    Script body(int depth) {
        Script s;
        const auto n = 1 + random.below(8);
        for (uint32_t i = 0; i < n; ++i) append(s, depth);
        s.push_back([this](Ctx&) { return order.push_back(1), true; });
        ++bodies;
        return s;
    }

    void append(Script& s, int depth) {
        const Addr ch = chans[random.below(3)];
        switch (random.below(depth < 2 ? 12 : 11)) {
            case 0:
                s.push_back(work((1 + random.below(300)) * costs::us));
                break;
            case 1:
                s.push_back(gosched());
                break;
            case 2:
                s.push_back(task(TaskKind::timeSleep, {random.below(3000000)}));
                break;
            case 3:
                s.push_back([ch, v = word()](Ctx& c) { return selectnbsend(c, ch, v), true; });
                break;
            case 4:
                s.push_back([ch](Ctx& c) {
                    bool ok = false;
                    return selectnbrecv(c, ch, 0, &ok), true;
                });
                break;
            case 5:
                s.push_back(task(TaskKind::semacquire1, {mutex, random.below(2), 22}));
                s.push_back(work(random.below(50) * costs::us));
                s.push_back([this, handoff = random.below(2) == 0](Ctx& c) {
                    return semrelease1(c, mutex, handoff), true;
                });
                break;
            case 6:
                s.push_back([this](Ctx& c) {
                    const uint32_t t = notifyListAdd(c, list);
                    pushTask(c.w, c.mp().curg, TaskKind::notifyListWait, {list, t});
                    return true;
                });
                break;
            case 7:
                s.push_back([d = random.below(200) * costs::us](Ctx& c) {
                    entersyscall(c, d);
                    pushTask(c.w, c.mp().curg, TaskKind::exitsyscall);
                    return true;
                });
                break;
            case 8:
                s.push_back([](Ctx& c) { return LockOSThread(c), true; });
                s.push_back(gosched());
                if (random.below(2)) s.push_back([](Ctx& c) { return UnlockOSThread(c), true; });
                break;
            case 9:
                // A pair that meets on a channel of their own.
                s.push_back([this](Ctx& c) {
                    const Addr own = makechan(c, intType(), 0);
                    pending.push_back(own);
                    c.gp().sleepWhen = static_cast<int64_t>(own);
                    return true;
                });
                s.push_back(go(script({[this](Ctx& c) {
                    pushTask(c.w, c.mp().curg, TaskKind::chansend, {pending.back(), done});
                    pending.pop_back();
                    return true;
                }})));
                s.push_back([](Ctx& c) {
                    const auto own = static_cast<Addr>(c.gp().sleepWhen);
                    pushTask(c.w, c.mp().curg, TaskKind::chanrecv, {own, 0});
                    return true;
                });
                break;
            case 10:
                s.push_back(work(15 * costs::ms));
                break;
            default:
                s.push_back(go(script(body(depth + 1))));
        }
    }

    Random random;
    std::vector<Addr> chans, pending;
    Addr mutex = 0, list = 0, done = 0;
    size_t bodies = 0;
};

uint64_t firstSeed() {
    const char* s = std::getenv("TRICOLOR_SEED");
    return s ? std::strtoull(s, nullptr, 10) : 1;
}

TEST(scheduler, randomProgramsKeepTheInvariantsAndEnd) {
    const uint64_t first = firstSeed();
    for (uint64_t seed = first; seed < first + 150; ++seed) {
        Knobs knobs;
        knobs.GOMAXPROCS = 1 + static_cast<int32_t>(seed % 8);
        knobs.seed = seed;
        knobs.asyncpreempt = seed % 3 != 0;
        RandomProgram p(knobs, seed * 77);
        p.run(200000);
        ASSERT_EQ(p.failure, "") << "again with TRICOLOR_SEED=" << seed << " after step " << p.w.step;
        ASSERT_EQ(p.w.process, ProcessState::exited) << "again with TRICOLOR_SEED=" << seed;
        ASSERT_EQ(p.w.exitCode, 0) << p.sink.out << "again with TRICOLOR_SEED=" << seed;
        ASSERT_EQ(p.order.size(), p.bodies) << "again with TRICOLOR_SEED=" << seed;
    }
}

TEST(scheduler, theSameSeedGivesTheSameWorld) {
    for (uint64_t seed = 1; seed < 12; ++seed) {
        Knobs knobs;
        knobs.GOMAXPROCS = 4;
        knobs.seed = seed;
        std::vector<uint64_t> hashes;
        for (int i = 0; i < 2; ++i) {
            RandomProgram p(knobs, seed);
            p.validateAlways = false;
            p.run(200000);
            hashes.push_back(hash(p.w));
        }
        EXPECT_EQ(hashes[0], hashes[1]) << "seed " << seed;
    }
}

TEST(pickM, aSliceMayRunUntilTheNextMActs) {
    Scripts s;
    const Next n = pickM(s.w);
    EXPECT_EQ(n.m, MId{0});
    // Only sysmon can come in between, at its wake time; at the same time M0 goes first.
    EXPECT_EQ(n.untilPs, s.w.m(MId{1}).wakeAtPs + 1);
}

}  // namespace
}  // namespace tricolor::runtime
