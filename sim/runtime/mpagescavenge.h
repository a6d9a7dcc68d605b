// What:    which free pages go back to the operating system: per chunk of 4 MiB a record of how full it is
//          now and was a cycle ago, two cursors that search downwards, and the highest free run inside a
//          chunk.
// Follows: runtime/mgcscavenge.go, the pageAlloc.scavenge and scavengeIndex half of it. (When to scavenge,
//          and how much, is mgcscavenge.h.)
// Differs: no atomics: a cursor is an address and the mark that a free moved it.
// Invariants:
//  1. scavenged pages are free; their contents read as zero.
#pragma once

#include <cstdint>

#include "sim/runtime/mem.h"
#include "sim/runtime/mpagealloc.h"
#include "sim/runtime/task.h"

namespace tricolor::runtime {

inline constexpr uint64_t physHugePageSize = 2 << 20;
inline constexpr unsigned scavChunkHiOccPages = 496;  // 96.875 % of a chunk: too full to be worth it

// Gives up to nbytes back, highest addresses first; returns the bytes. force: out of full chunks too (memory
// limit, FreeOSMemory). Updates MemStats' counters. stopWhenLimiting: as allocations do, one run at a time.
uint64_t scavenge(Ctx& c, uint64_t nbytes, bool force, bool stopWhenLimiting = false);

// Its parts.
struct ScavengeSpot {
    bool found = false;
    uint64_t chunk = 0;
    unsigned page = 0;  // search downwards from here
};
ScavengeSpot scavIndexFind(pageAlloc& p, bool force);
void scavIndexSetEmpty(pageAlloc& p, uint64_t ci);
// A new generation: the background search starts at the highest page freed in the last one (nextGen).
void scavIndexNextGen(pageAlloc& p);
struct ScavengeRun {
    unsigned start = 0, npages = 0;
};
ScavengeRun findScavengeCandidate(const pallocData& d, unsigned searchIdx, unsigned minimum, unsigned max,
                                  uint64_t hugePageSize);
// Sets in x every bit of an aligned group of m bits in which any bit is set.
uint64_t fillAligned(uint64_t x, unsigned m);
// Marks one run of up to maxBytes of the chunk scavenged; npages 0: the chunk has none (and says so from now
// on).
struct ScavengedRange {
    Addr addr = 0;
    uint64_t npages = 0;
};
ScavengedRange scavengeOne(pageAlloc& p, uint64_t ci, unsigned searchIdx, uint64_t maxBytes);

}  // namespace tricolor::runtime
