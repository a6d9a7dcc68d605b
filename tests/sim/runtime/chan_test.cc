#include "sim/runtime/chan.h"

#include <gtest/gtest.h>

#include "tests/sim/runtime/sched_script.h"

namespace tricolor::runtime {
namespace {

using Order = std::vector<int64_t>;

struct Channels : Scripts {
    using Scripts::Scripts;
    // A channel of int made at the start, before any goroutine runs.
    Addr chan(int64_t size) {
        Ctx c{w, module, sink, MId{0}};
        return makechan(c, intType(), size);
    }
    Addr value(int64_t v) {
        const Addr a = word();
        w.memory.store64(a, static_cast<uint64_t>(v));
        return a;
    }
    Action sendTo(Addr ch, int64_t v) { return task(TaskKind::chansend, {ch, value(v)}); }
    // Receives and then notes the value.
    void receive(Script& s, Addr ch, int64_t add = 0) {
        const Addr to = word();
        s.push_back(task(TaskKind::chanrecv, {ch, to}));
        s.push_back([this, to, add](Ctx& c) {
            order.push_back(static_cast<int64_t>(c.w.memory.load64(to)) + add);
            return true;
        });
    }
    void yields(int n) {
        for (int i = 0; i < n; ++i) main.push_back(gosched());
    }
};

TEST(makechan, hasTheRealLayoutAndSize) {
    Channels s;
    const uint64_t live = s.w.allp[0].mcache.alloc[0].bits;
    static_cast<void>(live);
    const Addr ch = s.chan(3);
    EXPECT_EQ(s.w.memory.load64(ch + hchan::dataqsiz), 3u);
    EXPECT_EQ(s.w.memory.load64(ch + hchan::buf), ch + 112);  // one object for elements without pointers
    EXPECT_EQ(s.w.memory.load<uint16_t>(ch + hchan::elemsize), 8);
    EXPECT_EQ(s.w.span(s.w.spanOf(ch)).elemsize, 144u);  // 112 + 24
    EXPECT_EQ(chancap(s.w, ch), 3);
}

TEST(closechan, wakesTheFirstWaiterThenTheOthersFromTheLast) {
    Channels s;
    const Addr ch = s.chan(0);
    for (int i = 0; i < 6; ++i)
        s.main.push_back(s.go(s.script({Scripts::task(TaskKind::chanrecv, {ch, 0}), s.say(i)})));
    s.yields(1);  // they queue as 5 0 1 2 3 4
    s.main.push_back([ch](Ctx& c) { return closechan(c, ch), true; });
    s.yields(1);
    s.run();
    EXPECT_EQ(s.failure, "");
    EXPECT_EQ(s.order, (Order{5, 4, 3, 2, 1, 0}));
}

TEST(chansend, receiversRunLastWokenFirst) {
    Channels s;
    const Addr ch = s.chan(0);
    for (int i = 0; i < 4; ++i) {
        Scripts::Script k;
        s.receive(k, ch, 100 * i);
        s.main.push_back(s.go(s.script(k)));
    }
    s.yields(1);  // queue: 3 0 1 2
    for (int v = 0; v < 4; ++v) s.main.push_back(s.sendTo(ch, v));
    s.yields(1);
    s.run();
    EXPECT_EQ(s.order, (Order{203, 300, 1, 102}));  // receivers 2 3 0 1 with values 3 0 1 2
}

TEST(chanrecv, sendersAreServedInOrderAndRunLastFirst) {
    Channels s;
    const Addr ch = s.chan(0);
    for (int i = 0; i < 4; ++i) s.main.push_back(s.go(s.script({s.sendTo(ch, i), s.say(100 + i)})));
    s.yields(1);
    for (int i = 0; i < 4; ++i) s.receive(s.main, ch);
    s.yields(1);
    s.run();
    EXPECT_EQ(s.order, (Order{3, 0, 1, 2, 102, 103, 100, 101}));
}

TEST(chanrecv, aFullBufferGivesItsHeadAndTakesTheSendersValue) {
    Channels s;
    const Addr ch = s.chan(2);
    Scripts::Script producer;
    for (int i = 1; i <= 5; ++i) producer.push_back(s.sendTo(ch, i));
    s.main.push_back(s.go(s.script(producer)));
    s.yields(1);
    for (int i = 1; i <= 5; ++i) s.receive(s.main, ch);
    s.run();
    EXPECT_EQ(s.failure, "");
    EXPECT_EQ(s.order, (Order{1, 2, 3, 4, 5}));
}

TEST(chanrecv, producerAndConsumerTakeTurnsOfFourAndFive) {
    Channels s;
    const Addr ch = s.chan(3);
    Scripts::Script producer;
    for (int i = 0; i < 12; ++i) {
        producer.push_back(s.sendTo(ch, i));
        producer.push_back(s.say(1000 + i));
    }
    s.main.push_back(s.go(s.script(producer)));
    for (int i = 0; i < 12; ++i) s.receive(s.main, ch);
    s.run();
    Order turns;  // lengths of runs of the producer and of main
    for (size_t i = 0; i < s.order.size(); ++i) {
        const bool producing = s.order[i] >= 1000, before = i > 0 && s.order[i - 1] >= 1000;
        if (i == 0 || producing != before) turns.push_back(0);
        ++turns.back();
    }
    EXPECT_EQ(Order(turns.begin(), turns.begin() + 3), (Order{4, 5, 5}));
}

TEST(chansend, onAClosedChannelIsAFault) {
    Channels s;
    const Addr ch = s.chan(1);
    s.main = {[ch](Ctx& c) { return closechan(c, ch), true; }, s.sendTo(ch, 1),
              [&s](Ctx& c) {
                  s.order.push_back(raised(c) && c.gp().sig == static_cast<uint32_t>(Fault::sendClosedChan));
                  return true;
              }};
    s.run();
    EXPECT_EQ(s.order, Order{1});
}

TEST(closechan, aBlockedSenderPanicsWhenItRuns) {
    Channels s;
    const Addr ch = s.chan(0);
    s.main.push_back(
        s.go(s.script({s.sendTo(ch, 1), [&s](Ctx& c) { return s.order.push_back(raised(c)), true; }})));
    s.yields(1);
    s.main.push_back([ch](Ctx& c) { return closechan(c, ch), true; });
    s.yields(1);
    s.run();
    EXPECT_EQ(s.order, Order{1});
}

TEST(selectnbrecv, tellsReadyFromClosed) {
    Channels s;
    const Addr ch = s.chan(1);
    const auto look = [&s, ch](Ctx& c) {
        bool ok = false;
        const bool selected = selectnbrecv(c, ch, 0, &ok);
        s.order.push_back(selected * 10 + ok);
        return true;
    };
    s.main = {look, s.sendTo(ch, 7), look, look, [ch](Ctx& c) { return closechan(c, ch), true; }, look};
    s.run();
    EXPECT_EQ(s.order, (Order{0, 11, 0, 10}));
}

Scripts::Action selectOf(Channels& s, std::vector<Addr> sends, std::vector<Addr> recvs, bool blocking) {
    const Addr cas = s.word();
    const auto n = sends.size() + recvs.size();
    for (size_t i = 0; i < n; ++i) {
        s.w.memory.store64(cas + i * 16, i < sends.size() ? sends[i] : recvs[i - sends.size()]);
        s.w.memory.store64(cas + i * 16 + 8, i < sends.size() ? s.value(static_cast<int64_t>(i)) : 0);
    }
    for (size_t i = 0; i < n / 4; ++i) s.word();
    return Scripts::task(TaskKind::selectgo, {cas, sends.size(), recvs.size(), blocking});
}

TEST(selectgo, choosesEvenlyAmongReadyCases) {
    Channels s;
    s.validateAlways = false;
    std::vector<Addr> chans;
    for (int i = 0; i < 3; ++i) {
        chans.push_back(s.chan(1));
        s.main.push_back([ch = chans.back()](Ctx& c) { return closechan(c, ch), true; });
    }
    std::vector<int> hits(3, 0);
    const Scripts::Action select = selectOf(s, {}, chans, true);
    for (int i = 0; i < 9000; ++i) {
        s.main.push_back(select);
        s.main.push_back([&hits](Ctx& c) { return ++hits[c.result(0)], true; });
    }
    s.run();
    for (const int h : hits) EXPECT_NEAR(h, 3000, 200);
}

TEST(selectgo, waitsAndLeavesTheOtherQueues) {
    Channels s;
    const Addr a = s.chan(0), b = s.chan(0);
    s.main.push_back(s.go(s.script({selectOf(s, {a}, {b}, true), [&s](Ctx& c) {
                                        s.order.push_back(static_cast<int64_t>(c.result(0)));
                                        s.order.push_back(static_cast<int64_t>(c.result(1)));
                                        return true;
                                    }})));
    s.yields(1);
    s.main.push_back(s.sendTo(b, 5));
    s.yields(1);
    s.main.push_back([&s, a, b](Ctx& c) {
        for (const Addr ch : {a, b})
            for (const Addr q : {hchan::recvq, hchan::sendq})
                s.order.push_back(c.w.memory.load64(ch + q) != 0);
        return true;
    });
    s.run();
    EXPECT_EQ(s.failure, "");
    EXPECT_EQ(s.order, (Order{1, 1, 0, 0, 0, 0}));
}

TEST(selectgo, withoutReadyCaseAndWithDefaultGivesMinusOne) {
    Channels s;
    s.main = {selectOf(s, {}, {s.chan(0), s.chan(2)}, false),
              [&s](Ctx& c) { return s.order.push_back(static_cast<int64_t>(c.result(0))), true; }};
    s.run();
    EXPECT_EQ(s.order, Order{-1});
}

TEST(chanrecv, onANilChannelIsADeadlock) {
    Channels s;
    s.main = {Scripts::task(TaskKind::chanrecv, {0, 0})};
    s.run();
    EXPECT_NE(s.sink.out.find("goroutine 1 [chan receive (nil chan)]:"), std::string::npos);
}

}  // namespace
}  // namespace tricolor::runtime
