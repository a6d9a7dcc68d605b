// What:    the one table of virtual costs, in picoseconds, each with its source. Every clock in the world
//          advances by these and by nothing else.
// Sources: [bytecode] typical throughput of compiled code on the 3 GHz machine of the fidelity notes;
//          [notes X §n] fidelity notes; [measured] a Go benchmark on such a machine.
#pragma once

#include <cstdint>

namespace tricolor::runtime::costs {

using ps = uint64_t;
inline constexpr ps ns = 1000;
inline constexpr ps us = 1000 * ns;
inline constexpr ps ms = 1000 * us;

// Bytecode: a third of a nanosecond for simple register work, 1 ns for memory, 2 ns for calls [bytecode].
inline constexpr ps simpleInstr = 330;
inline constexpr ps memoryInstr = 1 * ns;
inline constexpr ps callInstr = 2 * ns;
// Allocation fast path of a small object, and of a tiny sub-allocation [measured: tiny 8 ns, new(T) 20-25 ns
// in a heap that fits the caches; in the allocation storms of notes gc §8.2, whose heaps do not, a collector
// that marks at 40 ns a node takes .45 of one processor, so an allocation, its share of sweeping and
// refilling included, takes 48 ns].
inline constexpr ps mallocSmall = 28 * ns;
inline constexpr ps mallocTiny = 8 * ns;
inline constexpr ps zeroPerKiB = 20 * ns;
// Slow paths of the allocator, each stage [estimated from pprof shares of an allocation storm].
inline constexpr ps refillStage = 150 * ns;
inline constexpr ps pageAllocStage = 300 * ns;
inline constexpr ps growHeapStage = 5 * us;
inline constexpr ps sysMapPerPage = 250 * ns;  // first-touch page fault of 4 KiB, shared over an 8 KiB page
// Collector [notes gc §8.2: one assist of 8192 nodes takes 320-337 us: 40 ns a node of 8 scan bytes].
inline constexpr ps scanObject = 30 * ns;
inline constexpr ps scanPerWord = 2 * ns;
inline constexpr ps markRootPerKiB = 60 * ns;
inline constexpr ps greyObject = 6 * ns;
inline constexpr ps sweepSpan = 400 * ns;
inline constexpr ps stopWorld = 5 * us;
inline constexpr ps startWorld = 5 * us;
inline constexpr ps gcPhaseStage = 1 * us;
// Scheduler.
inline constexpr ps schedule = 50 * ns;  // one goroutine switch [measured: channel ping-pong 100-120 ns]
inline constexpr ps findRunnableStage = 20 * ns;
inline constexpr ps steal = 100 * ns;
inline constexpr ps newproc = 150 * ns;  // [measured]
inline constexpr ps wakeM = 5 * us;      // futex wake to running [measured]
inline constexpr ps newM = 30 * us;      // clone [measured]
inline constexpr ps syscall = 200 * ns;  // a write to a pipe, the kernel's part aside
inline constexpr ps copyStackPerKiB = 50 * ns;
inline constexpr ps chanOp = 30 * ns;
inline constexpr ps writeBarrier = 2 * ns;
// usleep and epoll_wait return late by the kernel's timer slack; with it sysmon's rounds come where the first
// time slices of the notes end: 10.1, 15.2, 20.2 ms [notes sched §1.7, §1.11].
inline constexpr ps timerSlack = 62 * us;
inline constexpr ps sysmonRound = 10 * us;
inline constexpr ps procyield = 10 * ns;     // one PAUSE
inline constexpr ps forcePreempt = 10 * ms;  // time slice, forcePreemptNS [notes sched §1.7]

}  // namespace tricolor::runtime::costs
