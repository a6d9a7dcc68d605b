// What:    a P's cache of one span per span class, the tiny block, and the accounting that is put off to the
//          moment a span is taken or given back.
// Follows: runtime/mcache.go. Tasks: refill{spc} gets a span with a free slot; allocLarge{size, noscan}
//          leaves a fresh large span (SpanId::bits) in result(0), none: out of memory.
// Differs: the shared empty span is "no span".
// Invariants:
//  1. a cached span is in use, of the class it is cached under, with sweepgen h+3, or h+1 when stale;
//  2. tiny is 0 or a block in a noscan span of 16-byte slots, tinyoffset ≤ 16.
#pragma once

#include "sim/runtime/task.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

// Gives every cached span back and drops the tiny block.
void releaseAll(Ctx& c, P& pp);
// Makes the cache ready for a new sweep cycle, once a cycle (prepareForSweep).
void prepareForSweep(Ctx& c, P& pp);
// Every P's spans and stacks go back (flushallmcaches); the world is stopped.
void flushallmcaches(Ctx& c);

}  // namespace tricolor::runtime
