// What:    sentences of the scheduler's events.
// Follows: nothing in real Go; the words are those of its comments and papers.
// Differs: –
// Invariants: every kind listed here returns a sentence, for any values.
#include "sim/runtime/explain_internal.h"
#include "sim/runtime/explain_words.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/runtime2.h"

namespace tricolor::runtime {

using namespace words;

namespace {

std::string mName(uint64_t m) {
    return "M" + std::to_string(m);
}
std::string pName(uint64_t p) {
    return "P" + std::to_string(p);
}

std::string stop(const Event& e, const std::string& g) {
    switch (e.b) {
        case 0:
            return g + " calls Gosched and goes to the end of the global queue";
        case 1:
            return g + " is preempted: its time slice is over, or the world stops";
        default:
            return g + " yields to the goroutine it woke and goes to the end of " + processor(e) + "'s queue";
    }
}

std::string block(const Event& e, const std::string& g) {
    if (e.b > static_cast<uint64_t>(waitReason::CleanupWait)) return g + " waits";
    return g + " waits: " + std::string(waitReasonText(static_cast<waitReason>(e.b)));
}

std::string look(const Event& e) {
    switch (e.a) {
        case 0:
            return processor(e) + " finds its own queue and the global queue empty";
        case 1:
            return processor(e) + " looks into the queue of " + pName(e.b);
        case 2:
            return processor(e) + " has nothing to run: it lends itself to the collector";
        default:
            return mName(static_cast<uint64_t>(e.m)) + " looks once more through all queues before it sleeps";
    }
}

std::string channel(const Event& e, const World& w, const Module& m, bool send) {
    const std::string g = goroutine(w, m, e.g), ch = "the channel at " + hex(e.a);
    const std::string other = goroutine(w, m, static_cast<int32_t>(e.b) - 1);
    if (e.b)
        return g + (send ? " hands its value straight to " : " takes a value from waiting ") + other +
               " through " + ch;
    return g + (send ? " puts a value into the buffer of " : " takes a value out of the buffer of ") + ch +
           ": " + number(e.c) + " in it";
}

std::string wake(const Event& e) {
    std::string text = processor(e) + " wakes " + mName(e.a);
    if (e.b < 1u << 16) text += " for " + pName(e.b);
    return text + (e.c ? " to look for work" : "");
}

std::string sysmon(const Event& e) {
    std::string text = "sysmon looks around: ";
    if (e.a) text += "takes " + count(e.a, "P") + " from system calls, ";
    if (e.b) text += "asks " + count(e.b, "goroutine") + " to stop, ";
    if (!e.a && !e.b) text += "nothing to do, ";
    return text + "sleeps " + duration(static_cast<int64_t>(e.c) * 1000);
}

std::string goroutineSentence(const Event& e, const World& w, const Module& m) {
    const std::string g = goroutine(w, m, static_cast<int32_t>(e.a)), p = processor(e);
    switch (e.kind) {
        case EventKind::GoCreate:
            return goroutine(w, m, e.g) + " starts " + g + ", which is next on " + p;
        case EventKind::GoStart:
            return p + " runs " + g + (e.b ? " in the same time slice" : " in a new time slice");
        case EventKind::GoStop:
            return stop(e, g);
        case EventKind::GoBlock:
            return block(e, g);
        case EventKind::GoUnblock:
            return g + " is runnable again";
        case EventKind::GoDestroy:
            return g + " ends; its stack waits on " + p + " for the next goroutine";
        case EventKind::GoSyscallBegin:
            return g + " enters a system call and keeps " + p + " for the time being";
        case EventKind::GoSyscallEnd:
            return g + " returns from its system call" + (e.b ? "; its P was taken meanwhile" : "");
        case EventKind::Preempt:
            return p + " asks " + g + " to stop at the next safe point";
        case EventKind::SemaWait:
            return goroutine(w, m, e.g) + " queues for the semaphore at " + hex(e.a) +
                   (e.c ? ", in front of " : ", behind ") + count(e.b, "waiter");
        case EventKind::SemaWake:
            return "The semaphore at " + hex(e.a) +
                   " is released: " + goroutine(w, m, static_cast<int32_t>(e.b)) +
                   (e.c ? " gets it directly" : " may try to take it");
        case EventKind::ChanSend:
            return channel(e, w, m, true);
        case EventKind::ChanRecv:
            return channel(e, w, m, false);
        case EventKind::ChanClose:
            return goroutine(w, m, e.g) + " closes the channel at " + hex(e.a) + " and wakes " +
                   count(e.b, "waiter");
        case EventKind::SelectCase:
            return "select takes case " + number(e.a) + ", the channel at " + hex(e.b) +
                   (e.c ? ", which became ready while it waited" : ", which is ready");
        default:
            return {};
    }
}

}  // namespace

std::string schedulerSentence(const Event& e, const World& w, const Module& m) {
    const std::string p = processor(e), mine = mName(static_cast<uint64_t>(e.m));
    switch (e.kind) {
        case EventKind::ProcStart:
            return mine + " takes " + pName(e.a) + " and may run Go code";
        case EventKind::ProcStop:
            return mine + " gives up " + pName(e.a);
        case EventKind::ProcSteal:
            return pName(e.a) + " is taken from the M that is in a system call";
        case EventKind::ProcsChange:
            return "The world has " + count(e.a, "P");
        case EventKind::Steal:
            return p + " steals " + count(e.b, "goroutine") + " from " + pName(e.a);
        case EventKind::RunqOverflow:
            return p + "'s queue of 256 is full: " + count(e.a, "goroutine") + " move to the global queue";
        case EventKind::STWBegin:
            return p + " stops the world: " +
                   std::string(stwReasonText(static_cast<stwReason>(e.a <= 11 ? e.a : 0)));
        case EventKind::STWEnd:
            return "The world runs again after " + duration(static_cast<int64_t>(e.a));
        case EventKind::MStart:
            return "A new thread, " + mName(e.a) + ", is created";
        case EventKind::MPark:
            return mName(e.a) + " has nothing to do and sleeps";
        case EventKind::MWake:
            return wake(e);
        case EventKind::MSpin:
            return mName(e.a) + (e.b ? " starts spinning: it looks for work at other Ps" : " stops spinning");
        case EventKind::FindRunnable:
            return look(e);
        case EventKind::GlobrunqGet:
            return p + " takes " + count(e.a, "goroutine") + " from the global queue, " + number(e.b) +
                   " stay there";
        case EventKind::Netpoll:
            return e.b ? mine + " wakes in the network poller: a timer may be due"
                       : mine + " waits in the network poller for the next timer, " +
                             duration(static_cast<int64_t>(e.a));
        case EventKind::TimerSet:
            return "Timer " + number(e.a) + " stands in P" + number(e.c) + "'s heap; it is due at " +
                   duration(static_cast<int64_t>(e.b));
        case EventKind::TimerFired:
            return "Timer " + number(e.a) + " is due and fires";
        case EventKind::Sysmon:
            return sysmon(e);
        default:
            return goroutineSentence(e, w, m);
    }
}

}  // namespace tricolor::runtime
