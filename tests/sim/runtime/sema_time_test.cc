#include <gtest/gtest.h>

#include <random>

#include "sim/runtime/malloc.h"
#include "sim/runtime/validate.h"
#include "tests/sim/runtime/sched_script.h"

namespace tricolor::runtime {
namespace {

using Order = std::vector<int64_t>;
constexpr uint64_t kReason = static_cast<uint64_t>(waitReason::SyncMutexLock);

// n goroutines wait (for whatever `wait` is); then main does `wake` and lets them run.
Order waitersAfter(Scripts& s, int n, const Scripts::Action& wait, const std::vector<Scripts::Action>& wake) {
    for (int i = 0; i < n; ++i) s.main.push_back(s.go(s.script({wait, s.say(i)})));
    s.main.push_back(s.gosched());
    for (const auto& a : wake) s.main.push_back(a);
    for (int i = 0; i < 3; ++i) s.main.push_back(s.gosched());
    s.run();
    EXPECT_EQ(s.failure, "");
    return s.order;
}

TEST(semrelease1, sixReleasesInARowRunTheLastFirst) {
    Scripts s;
    const Addr sema = s.word();
    const Scripts::Action release = [sema](Ctx& c) { return semrelease1(c, sema, false), true; };
    EXPECT_EQ(waitersAfter(s, 6, Scripts::task(TaskKind::semacquire1, {sema, 0, kReason}),
                           std::vector<Scripts::Action>(6, release)),
              (Order{4, 5, 0, 1, 2, 3}));
    EXPECT_TRUE(s.w.semtable.empty());
}

TEST(semrelease1, aHandOffRunsTheWaiterAtOnce) {
    Scripts s;
    const Addr sema = s.word();
    s.main.push_back(s.go(s.script({Scripts::task(TaskKind::semacquire1, {sema, 0, kReason}), s.say(1)})));
    s.main.push_back(s.gosched());
    s.main.push_back([sema](Ctx& c) { return semrelease1(c, sema, true), true; });
    s.main.push_back(s.say(2));
    s.run();
    EXPECT_EQ(s.order, (Order{1, 2}));
    EXPECT_EQ(s.w.memory.load<uint32_t>(sema), 0u);
}

TEST(semacquire1, lifoStandsInFront) {
    Scripts s;
    const Addr sema = s.word();
    for (int i = 0; i < 3; ++i) {
        s.main.push_back(s.go(
            s.script({Scripts::task(TaskKind::semacquire1, {sema, static_cast<uint64_t>(i == 2), kReason}),
                      s.say(i)})));
        s.main.push_back(s.gosched());
    }
    for (int i = 0; i < 3; ++i) {
        s.main.push_back([sema](Ctx& c) { return semrelease1(c, sema, false), true; });
        s.main.push_back(s.gosched());
    }
    s.run();
    EXPECT_EQ(s.order, (Order{2, 0, 1}));
}

TEST(notifyListNotifyAll, wakesInTheOrderOfTickets) {
    Scripts s;
    const Addr list = s.word();
    const Scripts::Action wait = [list](Ctx& c) {
        const uint32_t ticket = notifyListAdd(c, list);
        pushTask(c.w, c.mp().curg, TaskKind::notifyListWait, {list, ticket});
        return true;
    };
    EXPECT_EQ(waitersAfter(s, 6, wait, {[list](Ctx& c) { return notifyListNotifyAll(c, list), true; }}),
              (Order{4, 5, 0, 1, 2, 3}));
}

TEST(notifyListNotifyOne, wakesTheOldestTicket) {
    Scripts s;
    const Addr list = s.word();
    const Scripts::Action wait = [list](Ctx& c) {
        const uint32_t ticket = notifyListAdd(c, list);
        pushTask(c.w, c.mp().curg, TaskKind::notifyListWait, {list, ticket});
        return true;
    };
    EXPECT_EQ(waitersAfter(s, 5, wait,
                           std::vector<Scripts::Action>(
                               5, [list](Ctx& c) { return notifyListNotifyOne(c, list), true; })),
              (Order{3, 4, 0, 1, 2}));
}

// Nanoseconds that a sleep takes in a process that has nothing else to do.
int64_t sleepTime(int64_t ns) {
    Scripts s;
    int64_t from = 0, took = 0;
    s.main = {[&](Ctx& c) { return from = c.nanotime(), true; },
              Scripts::task(TaskKind::timeSleep, {static_cast<uint64_t>(ns)}),
              [&](Ctx& c) { return took = c.nanotime() - from, true; }};
    s.run();
    EXPECT_EQ(s.failure, "");
    EXPECT_EQ(s.w.exitCode, 0);
    return took;
}

TEST(timeSleep, anIdleProcessWakesAtWholeMilliseconds) {
    EXPECT_NEAR(sleepTime(50000), 1070000, 30000);
    EXPECT_NEAR(sleepTime(1500000), 2200000, 100000);
    EXPECT_NEAR(sleepTime(2200000), 3200000, 100000);
    EXPECT_NEAR(sleepTime(10000000), 10200000, 200000);
    EXPECT_NEAR(sleepTime(10500000), 11200000, 100000);
    EXPECT_LT(sleepTime(0), 1000);
}

TEST(timeSleep, sixEqualSleepsEndLastArmedFirst) {
    Scripts s;
    for (int i = 0; i < 6; ++i)
        s.main.push_back(s.go(s.script({Scripts::task(TaskKind::timeSleep, {2000000}), s.say(i)})));
    s.main.push_back(Scripts::task(TaskKind::timeSleep, {6000000}));
    s.run();
    EXPECT_EQ(s.order, (Order{4, 5, 0, 1, 2, 3}));
}

TEST(timeSleep, differentDeadlinesEndInTheirOrder) {
    Scripts s;
    for (const int ms : {3, 1, 2, 5, 4})
        s.main.push_back(s.go(s.script(
            {Scripts::task(TaskKind::timeSleep, {static_cast<uint64_t>(ms) * 3000000}), s.say(ms)})));
    s.main.push_back(Scripts::task(TaskKind::timeSleep, {40000000}));
    s.run();
    EXPECT_EQ(s.order, (Order{1, 2, 3, 4, 5}));
}

TEST(resetTimer, functionsStartLastFirst) {
    Scripts s;
    for (int i = 0; i < 6; ++i) {
        const size_t k = s.script({s.say(i)});
        s.main.push_back([&s, k](Ctx& c) {
            resetTimer(c, newTimer(c, TimerFunc, s.closure(k), 0), c.nanotime() + 10, 0);
            return true;
        });
    }
    s.main.push_back(s.work(costs::us));
    s.main.push_back(s.gosched());
    s.main.push_back(s.gosched());
    s.run();
    EXPECT_EQ(s.order, (Order{5, 0, 1, 2, 3, 4}));
}

TEST(stopTimer, tellsWhetherItWasArmed) {
    Scripts s;
    uint32_t t = 0;
    s.main = {[&](Ctx& c) {
        t = newTimer(c, TimerFunc, s.closure(0), 0);
        s.order.push_back(stopTimer(c, t));
        s.order.push_back(resetTimer(c, t, c.nanotime() + 1000000, 0));
        s.order.push_back(resetTimer(c, t, c.nanotime() + 2000000, 0));
        s.order.push_back(stopTimer(c, t));
        s.order.push_back(stopTimer(c, t));
        return true;
    }};
    s.run();
    EXPECT_EQ(s.order, (Order{0, 0, 1, 1, 0}));
    EXPECT_EQ(s.w.p(PId{0}).timers.len, 1u);  // a zombie until somebody looks
    EXPECT_EQ(s.w.p(PId{0}).timers.zombies, 1);
}

// Set, moved and stopped by chance, from anywhere in the heap.
TEST(stopTimer, leavesTheOthersInOrder) {
    Scripts s;
    s.main = {[&](Ctx& c) {
        std::mt19937_64 rng(3);
        std::vector<uint32_t> timers;
        for (int i = 0; i < 300; ++i) timers.push_back(newTimer(c, TimerFunc, s.closure(0), 0));
        for (int i = 0; i < 3000; ++i) {
            const uint32_t t = timers[rng() % timers.size()];
            if (rng() % 3 == 0)
                stopTimer(c, t);
            else
                resetTimer(c, t, c.nanotime() + 1000000 + static_cast<int64_t>(rng() % 1000), 0);
            const std::string wrong = validateScheduler(c.w);
            EXPECT_EQ(wrong, "") << "after " << i;
            if (!wrong.empty()) break;
        }
        for (const uint32_t t : timers) stopTimer(c, t);
        return true;
    }};
    s.main.push_back(s.gosched());
    s.run();
    EXPECT_EQ(s.w.p(PId{0}).timers.len, 0u);
}

TEST(resetTimer, aTickerOnAChannelSendsAgainAndAgain) {
    Scripts s;
    Type time = s.module.types[0];
    time.id = static_cast<TypeId>(s.module.types.size());
    time.addr = s.module.typesBase + static_cast<uint64_t>(time.id) * Module::typeBytes;
    time.size = 24;
    s.module.types.push_back(time);
    Addr ch = 0;
    {
        Ctx c{s.w, s.module, s.sink, MId{0}};
        ch = makechan(c, s.module.types.back(), 1);
        const Addr timer = newobject(c, s.module.type(s.module.timeTimerType)) + 16;
        resetTimer(c, newTimer(c, TimerChan, ch, timer), c.nanotime() + 3000000, 3000000);
    }
    EXPECT_EQ(chancap(s.w, ch), 0);  // as in real Go since 1.23
    int64_t from = 0;
    s.main = {[&](Ctx& c) { return from = c.nanotime(), true; }};
    for (int i = 0; i < 3; ++i) {
        s.main.push_back(Scripts::task(TaskKind::chanrecv, {ch, 0}));
        s.main.push_back([&](Ctx& c) { return s.order.push_back((c.nanotime() - from) / 1000000), true; });
    }
    s.run();
    EXPECT_EQ(s.failure, "");
    EXPECT_EQ(s.order, (Order{3, 6, 9}));
}

}  // namespace
}  // namespace tricolor::runtime
