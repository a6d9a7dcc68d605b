// What:    maps: a header, then one group of eight slots, then a directory of tables of groups; a control
//          byte a slot (7 bits of the hash, empty, or deleted).
// Follows: internal/runtime/maps map.go, table.go, group.go; runtime/map.go.
// Differs: one operation is one step, so the concurrent-access checks of `writing` can only see what two
//          goroutines overlap across steps: never; the field exists and stays 0. Hash function: alg.h.
//          Allocations of an operation never wait for the collector (mallocgc).
// Invariants:
//  1. used is the number of full slots of all tables (or of the one group);
//  2. a table's used + tombstones + growthLeft is its load limit: 7/8 of its capacity (7 of 8 for one group);
//  3. directory entries of a table are consecutive: 1 << (globalDepth - localDepth) of them, from index on.
#pragma once

#include <cstdint>

#include "sim/runtime/maptype.h"
#include "sim/runtime/task.h"

namespace tricolor::runtime {

// A map with room for `hint` entries. m: 48 zero bytes in a frame for a map that does not escape (its first
// group may follow in `group`, zeroed), 0: allocate. Returns the header's address.
Addr makemap(Ctx& c, const Type& t, int64_t hint, Addr m, Addr group = 0);
// Address of the element, 0 if there is none. May raise Fault::unhashable….
Addr mapaccess(Ctx& c, const Type& t, Addr m, Addr key);
// Address of the element for key, inserted (zero) if it was not there. May raise nilMapWrite, unhashable.
Addr mapassign(Ctx& c, const Type& t, Addr m, Addr key);
void mapdelete(Ctx& c, const Type& t, Addr m, Addr key);
void mapclear(Ctx& c, const Type& t, Addr m);
// maps.Clone's worker: a copy of the map with the same layout.
Addr mapclone(Ctx& c, const Type& t, Addr m);
inline uint64_t maplen(const World& w, Addr m) {
    return m ? w.memory.load64(m) : 0;
}

// The iterator of a range statement: mapIterBytes (96) in a frame, as maps.Iter. Its first two words are the
// addresses of the current key and element; a zero key means the end.
void mapiterinit(Ctx& c, const Type& t, Addr m, Addr it);  // and moves to the first entry
void mapiternext(Ctx& c, Addr it);

// Every entry once, in slot order (for printing and views): f(key address, element address).
void mapEntries(const World& w, const Module& module, const Type& t, Addr m, void* context,
                void (*f)(void* context, Addr key, Addr elem));
template <class F>
void forEachMapEntry(const World& w, const Module& module, const Type& t, Addr m, F f) {
    mapEntries(w, module, t, m, &f,
               [](void* context, Addr key, Addr elem) { (*static_cast<F*>(context))(key, elem); });
}
// The first of its invariants that a map breaks, or an empty text.
std::string validateMap(const World& w, const Module& module, const Type& t, Addr m);

}  // namespace tricolor::runtime
