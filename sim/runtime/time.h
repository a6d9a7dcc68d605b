// What:    timers: a 4-ary heap on each P; sleep, AfterFunc, channel timers and tickers are made of them.
// Follows: runtime/time.go, netpoll.go (waiting for the next one in whole milliseconds).
// Differs: no locks, so that nobody stops a timer while it sends. What a timer object holds is a number; the
//          record of that number (World::timers) is given back at the end of the mark phase
//          that found the object dead.
#pragma once

#include "sim/runtime/task.h"

namespace tricolor::runtime {

enum TimerKind : uint8_t {
    TimerSleep,  // arg: index of the goroutine in allgs
    TimerFunc,   // arg: closure, started as a goroutine
    TimerChan    // arg: channel of capacity 1 whose element is a time.Time (24 bytes)
};

// Task timeSleep{ns}: returns at once for ns <= 0.

// A timer that is not armed. addr: its runtime.timer in an object of the heap, where its number is kept (0:
// it gets one of its own); the object keeps arg alive. A channel points to its timer, so that one does not
// die before the other.
uint32_t newTimer(Ctx& c, TimerKind kind, Addr arg, Addr addr);
// The world is stopped and marking is complete: gives back the records of timers nobody can reach any more.
// One in a heap is always reachable.
void freeDeadTimers(World& w);
// Arms (or re-arms) it for `when` (ns of nanotime), then every `period` ns if that is > 0. True: it was
// armed.
bool resetTimer(Ctx& c, uint32_t t, int64_t when, int64_t period);
bool stopTimer(Ctx& c, uint32_t t);  // true: it was armed
// Its number may be given out again; it must not be armed.
void freeTimer(Ctx& c, uint32_t t);

// A channel timer stands in a heap only while a goroutine waits on its channel; else it fires when somebody
// looks.
void runChanTimer(Ctx& c, uint32_t t);
void blockTimerChan(Ctx& c, uint32_t t);
void unblockTimerChan(Ctx& c, uint32_t t);

// Runs what is due on this P. Returns the time of the next one, 0: none. *ran: something fired.
int64_t checkTimers(Ctx& c, PId p, int64_t now, bool* ran);
int64_t wakeTime(const timers& ts);      // when to look at them next; 0: there are none
int64_t timeSleepUntil(const World& w);  // earliest of all Ps; INT64_MAX: none
// How long epoll_wait(2) waits for this delay, in ns: whole milliseconds, at least one.
int64_t epollDelay(int64_t delay);

// Wall clock shown to the program: this at nanotime 0 (2009-11-10 23:00:00 UTC, as on the playground).
inline constexpr int64_t startWallNs = 1257894000ll * 1000000000;

}  // namespace tricolor::runtime
