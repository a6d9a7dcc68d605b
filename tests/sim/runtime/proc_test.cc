#include "sim/runtime/proc.h"

#include <gtest/gtest.h>

#include "tests/sim/runtime/sched_script.h"

namespace tricolor::runtime {
namespace {

using Order = std::vector<int64_t>;

// main starts n goroutines and waits for all of them (a semaphore that the last one releases).
Order startAndWait(Scripts& s, int64_t n) {
    const Addr sema = s.word();
    auto left = std::make_shared<int64_t>(n);
    for (int64_t i = 0; i < n; ++i) {
        const size_t k = s.script({s.say(i), [left, sema](Ctx& c) {
                                       if (--*left == 0) semrelease1(c, sema, false);
                                       return true;
                                   }});
        s.main.push_back(s.go(k));
    }
    s.main.push_back(Scripts::task(TaskKind::semacquire1,
                                   {sema, 0, static_cast<uint64_t>(waitReason::SyncWaitGroupWait)}));
    s.validateAlways = n <= 20;
    s.run();
    EXPECT_EQ(s.failure, "");
    EXPECT_EQ(s.w.exitCode, 0);
    return s.order;
}

void add(Order& o, int64_t from, int64_t to) {
    for (int64_t i = from; i <= to; ++i) o.push_back(i);
}

TEST(schedinit, leavesTheStateInWhichMainBegins) {
    Scripts s;
    EXPECT_EQ(validate(s.w), "");
    const P& p = s.w.p(PId{0});
    EXPECT_EQ(p.schedtick, 4u);
    EXPECT_EQ(s.w.allm.size(), 3u);
    EXPECT_EQ(s.w.sched.nmidle, 1);
    EXPECT_EQ(s.w.g(p.runnext).goid, 6);
    ASSERT_EQ(runqlen(p), 1u);
    EXPECT_EQ(s.w.g(p.runq[p.runqhead % 256]).goid, 5);
    EXPECT_EQ(s.w.g(s.w.m(MId{0}).curg).goid, 1);
    EXPECT_EQ(p.goidcache, 7);
    EXPECT_TRUE(s.w.sched.needspinning);
    EXPECT_EQ(gcount(s.w), 1);
}

TEST(schedinit, withoutOsTheFirstGoroutineIsSix) {
    Scripts s({}, false);
    EXPECT_EQ(s.w.p(PId{0}).goidcache, 6);
    EXPECT_EQ(s.w.allm.size(), 3u);
}

TEST(newproc, theLastOfTenStartedRunsFirst) {
    Scripts s;
    EXPECT_EQ(startAndWait(s, 10), (Order{9, 0, 1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(runqput, threeHundredGoroutinesOverflowOnce) {
    Scripts s;
    Order want{299};
    add(want, 126, 253);
    add(want, 255, 298);
    add(want, 0, 125);
    want.push_back(254);
    EXPECT_EQ(startAndWait(s, 300), want);
}

TEST(runqput, sixHundredGoroutinesComeInTheRealOrder) {
    Scripts s;
    Order want{599};
    add(want, 384, 511);
    add(want, 513, 561);
    want.push_back(0);
    add(want, 562, 598);
    add(want, 1, 23);
    want.push_back(128);
    add(want, 24, 83);
    want.push_back(129);
    add(want, 84, 125);
    for (const int64_t i : {254, 126, 127}) want.push_back(i);
    add(want, 130, 144);
    want.push_back(258);
    add(want, 145, 204);
    want.push_back(259);
    add(want, 205, 253);
    want.push_back(383);
    add(want, 255, 257);
    add(want, 260, 382);
    want.push_back(512);
    EXPECT_EQ(startAndWait(s, 600), want);
}

TEST(Gosched, fourGoroutinesKeepTheirOrderRoundAfterRound) {
    Scripts s;
    const Addr sema = s.word();
    auto left = std::make_shared<int>(4);
    for (int i = 0; i < 4; ++i)
        s.main.push_back(s.go(s.script(
            {s.say(i), s.gosched(), s.say(i), s.gosched(), s.say(i), s.gosched(), [left, sema](Ctx& c) {
                 if (--*left == 0) semrelease1(c, sema, false);
                 return true;
             }})));
    s.main.push_back(Scripts::task(TaskKind::semacquire1, {sema, 0, 13}));
    s.run();
    EXPECT_EQ(s.order, (Order{3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2}));
}

TEST(Gosched, mainWaitsInTheGlobalQueueUntilTheLocalOneIsEmpty) {
    Scripts s;
    for (int i = 0; i < 5; ++i) s.main.push_back(s.go(s.script({s.say(i)})));
    s.main.push_back(s.gosched());
    s.main.push_back(s.say(-1));
    s.run();
    EXPECT_EQ(s.order, (Order{4, 0, 1, 2, 3, -1}));
}

TEST(newproc, nestedGoroutinesRunInTheRealOrder) {
    Scripts s;
    for (int i = 0; i < 3; ++i) {
        std::vector<size_t> children;
        for (int k = 0; k < 2; ++k) children.push_back(s.script({s.say(100 * (k + 1) + i)}));
        s.main.push_back(s.go(s.script({s.say(i), s.go(children[0]), s.go(children[1])})));
    }
    for (int i = 0; i < 8; ++i) s.main.push_back(s.gosched());
    s.run();
    EXPECT_EQ(s.order, (Order{2, 202, 0, 200, 1, 201, 102, 100, 101}));
}

TEST(goexit, itsStackGoesToTheNextGoroutineFirst) {
    Scripts s;
    std::vector<size_t> k;
    for (int i = 0; i < 4; ++i) k.push_back(s.script({s.say(i)}));
    auto stacks = std::make_shared<std::vector<Addr>>();
    for (const size_t i : k)
        s.main.push_back([&s, i, stacks](Ctx& c) {
            stacks->push_back(c.w.g(newproc(c, s.closure(i))).stack.lo);
            return true;
        });
    s.main.push_back(s.gosched());
    auto again = std::make_shared<std::vector<Addr>>();
    for (const size_t i : k)
        s.main.push_back([&s, i, again](Ctx& c) {
            again->push_back(c.w.g(newproc(c, s.closure(i))).stack.lo);
            return true;
        });
    s.run();
    EXPECT_EQ(*again, (std::vector<Addr>{(*stacks)[2], (*stacks)[1], (*stacks)[0], (*stacks)[3]}));
}

TEST(gcount, countsUserGoroutines) {
    Scripts s;
    const size_t k = s.script({});
    for (int i = 0; i < 3; ++i) s.main.push_back(s.go(k));
    s.main.push_back([&s](Ctx& c) { return s.order.push_back(gcount(c.w)), true; });
    s.main.push_back(s.gosched());
    s.main.push_back([&s](Ctx& c) { return s.order.push_back(gcount(c.w)), true; });
    s.run();
    EXPECT_EQ(s.order, (Order{4, 1}));
}

TEST(checkdead, namesTheGoroutinesThatSleep) {
    Scripts s;
    const Addr sema = s.word();
    s.main.push_back(
        s.go(s.script({Scripts::task(TaskKind::block, {static_cast<uint64_t>(waitReason::SelectNoCases)})})));
    s.main.push_back(
        Scripts::task(TaskKind::semacquire1, {sema, 0, static_cast<uint64_t>(waitReason::SyncMutexLock)}));
    s.run();
    EXPECT_EQ(s.w.exitCode, 2);
    EXPECT_EQ(s.sink.out,
              "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [sync.Mutex.Lock]:\n\n"
              "goroutine 7 [select (no cases)]:\n");
}

TEST(checkdead, mainHasCalledGoexit) {
    Scripts s;
    s.main.push_back(s.go(s.script({s.say(1)})));
    s.main.push_back([](Ctx& c) { return goexit1(c), true; });
    s.run();
    EXPECT_EQ(s.order, Order{1});
    EXPECT_EQ(s.sink.out, "fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n");
    EXPECT_EQ(s.w.exitCode, 2);
}

// Two goroutines spin on one P; returns lengths of the first slices in tenths of a millisecond.
TEST(sysmon, timeSlicesAreTenFifteenThenTwentyMilliseconds) {
    Scripts s;
    s.validateAlways = false;
    std::vector<std::pair<int, int64_t>> seen;
    for (int i = 0; i < 2; ++i)
        s.main.push_back(s.go(s.script({[&seen, i](Ctx& c) {
            c.charge(100 * costs::ns);
            if (seen.empty() || seen.back().first != i) seen.push_back({i, c.nanotime()});
            return c.nanotime() > 120000000;
        }})));
    s.main.push_back(Scripts::task(TaskKind::semacquire1, {s.word(), 0, 13}));
    s.run(3000000);
    ASSERT_GE(seen.size(), 5u);
    std::vector<int64_t> slices;
    for (size_t i = 1; i < 5; ++i) slices.push_back((seen[i].second - seen[i - 1].second) / 100000);
    EXPECT_EQ(slices, (std::vector<int64_t>{102, 152, 201, 201}));
}

TEST(runqsteal, anotherProcessorTakesOver) {
    Knobs knobs;
    knobs.GOMAXPROCS = 4;
    Scripts s(knobs);
    for (int i = 0; i < 20; ++i) s.main.push_back(s.go(s.script({s.work(200 * costs::us), s.say(i)})));
    s.main.push_back(Scripts::task(TaskKind::timeSleep, {20000000}));
    s.sink.wantAll();
    s.run();
    EXPECT_EQ(s.failure, "");
    EXPECT_EQ(s.order.size(), 20u);
    int steals = 0;
    for (const Event& e : s.sink.events) steals += e.kind == EventKind::Steal;
    EXPECT_GT(steals, 0);
}

// What a P has next, its M is left the time to run itself.
TEST(runqsteal, whatIsNextIsTakenOnlyIfItsProcessorGoesOn) {
    for (const uint64_t us : {50, 300}) {
        Knobs knobs;
        knobs.GOMAXPROCS = 2;
        Scripts s(knobs);
        MId where;
        s.main = {s.go(s.script({[&](Ctx& c) { return where = c.mid, true; }})), s.work(us * costs::us),
                  Scripts::task(TaskKind::timeSleep, {5000000})};
        s.run();
        EXPECT_EQ(s.failure, "");
        EXPECT_TRUE(where.valid());
        EXPECT_EQ(where == MId{0}, us == 50) << us;
    }
}

TEST(GOMAXPROCS, stopsTheWorldAndChangesTheNumber) {
    for (const auto& [from, to] : {std::pair{1, 4}, {4, 2}, {2, 1}, {8, 3}}) {
        Knobs knobs;
        knobs.GOMAXPROCS = from;
        Scripts s(knobs);
        const size_t k = s.script({s.work(50 * costs::us), s.gosched(), s.work(50 * costs::us), s.say(1)});
        for (int i = 0; i < 30; ++i) s.main.push_back(s.go(k));
        s.main.push_back(Scripts::task(TaskKind::GOMAXPROCS, {static_cast<uint64_t>(to)}));
        s.main.push_back([&s](Ctx& c) { return s.order.push_back(static_cast<int64_t>(c.result(0))), true; });
        s.main.push_back(Scripts::task(TaskKind::timeSleep, {20000000}));
        s.run();
        EXPECT_EQ(s.failure, "");
        EXPECT_EQ(s.order.size(), 31u);
        EXPECT_EQ(s.w.sched.gomaxprocs, to);
        EXPECT_EQ(std::count(s.order.begin(), s.order.end(), from) - (from == 1 ? 30 : 0), 1);
    }
}

TEST(entersyscall, sysmonTakesThePFromALongCall) {
    Scripts s;
    s.sink.wantAll();
    s.main.push_back(s.go(s.script({s.say(1)})));
    s.main.push_back([](Ctx& c) {
        entersyscall(c, 500 * costs::us);
        pushTask(c.w, c.mp().curg, TaskKind::exitsyscall);
        return true;
    });
    s.main.push_back(s.say(2));
    s.run();
    EXPECT_EQ(s.failure, "");
    EXPECT_EQ(s.order, (Order{1, 2}));
    int64_t begin = 0, steal = 0;
    for (const Event& e : s.sink.events) {
        if (e.kind == EventKind::GoSyscallBegin) begin = e.time;
        if (e.kind == EventKind::ProcSteal) steal = e.time;
    }
    EXPECT_GE(steal - begin, 20000);
    EXPECT_LE(steal - begin, 200000);
}

TEST(LockOSThread, theGoroutineRunsOnItsThreadOnly) {
    for (const int procs : {1, 3}) {
        Knobs knobs;
        knobs.GOMAXPROCS = procs;
        Scripts s(knobs);
        const Addr sema = s.word();
        MId thread;
        const auto check = [&](Ctx& c) {
            if (!thread) thread = c.mid;
            if (thread != c.mid) s.order.push_back(-1);
            return true;
        };
        s.main.push_back(s.go(s.script({[](Ctx& c) { return LockOSThread(c), true; }, check,
                                        Scripts::task(TaskKind::semacquire1, {sema, 0, 13}), check,
                                        s.gosched(), check, s.say(5)})));
        s.main.push_back(s.gosched());
        s.main.push_back(Scripts::task(TaskKind::timeSleep, {1000000}));
        s.main.push_back([sema](Ctx& c) { return semrelease1(c, sema, false), true; });
        s.main.push_back(Scripts::task(TaskKind::timeSleep, {5000000}));
        s.run();
        EXPECT_EQ(s.failure, "");
        EXPECT_EQ(s.order, Order{5});
    }
}

// Another M may find a locked goroutine before its own M has parked to wait for it.
TEST(LockOSThread, anMThatHasNotParkedYetIsWokenAllTheSame) {
    Knobs knobs;
    knobs.GOMAXPROCS = 2;
    Scripts s(knobs);
    bool early = false;
    const Scripts::Action slowGosched = [](Ctx& c) {
        Gosched(c);
        c.charge(costs::ms);  // as if the system had something else for this thread to do
        return true;
    };
    Scripts::Script busy;
    for (int i = 0; i < 100; ++i) {
        busy.push_back(s.work(50 * costs::us));
        busy.push_back(s.gosched());
    }
    s.main = {s.go(s.script(busy)), [](Ctx& c) { return LockOSThread(c), true; }, s.work(costs::ms)};
    for (int i = 0; i < 3; ++i) s.main.push_back(slowGosched);
    s.main.push_back([&](Ctx& c) { return s.order.push_back(c.mid.v), true; });
    while (s.w.process == ProcessState::running && s.failure.empty()) {
        s.run(1);
        early |= s.w.m(MId{0}).notePs != 0;
    }
    EXPECT_EQ(s.failure, "");
    EXPECT_EQ(s.order, Order{0});
    EXPECT_TRUE(early) << "the program shows nothing";
}

TEST(schedtrace, hasTheFormOfTheRealLine) {
    Scripts s;
    EXPECT_EQ(schedtrace(s.w, 0),
              "SCHED 0ms: gomaxprocs=1 idleprocs=0 threads=3 spinningthreads=0 needspinning=1 idlethreads=1 "
              "runqueue=0 [ 1 ] schedticks=[ 4 ]\n");
}

}  // namespace
}  // namespace tricolor::runtime
