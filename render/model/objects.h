// What views want to know of heap objects: their state, their words, who owns their span. Pure questions to a
// world.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/runtime/mbitmap.h"
#include "sim/runtime/symtab.h"
#include "sim/world/world.h"

namespace tricolor::render {

// How a slot is drawn. Free: never used since the span was made; Freed: used and swept; Garbage: not
// marked by the cycle that just ended and not swept yet – about to be lost.
enum class SlotState : uint8_t { Free, Freed, Garbage, White, Grey, Black };
const char* slotStateName(SlotState s);
// Why it has that state, in a few words ("marked, waiting in a work buffer").
const char* slotStateReason(SlotState s);

// The grey objects of this moment, sorted: marked and still in some work buffer.
std::vector<Addr> greyObjects(const World& w);

// everUsed: the first so many slots of the span have held objects (UsedSlots).
SlotState slotState(const World& w, const mspan& s, uint64_t slot, const std::vector<Addr>& grey,
                    uint64_t everUsed);

struct Word {
    Addr addr = 0;
    uint64_t value = 0;
    bool pointer = false;  // the collector looks at it
};
// The first `most` words of the object in this slot.
std::vector<Word> wordsOf(const World& w, const runtime::Module& module, Addr base, size_t most);

// "mcache P0", "mcentral partial/unswept", "large, swept", "stacks of 2 KiB", "free".
std::string ownerOf(const World& w, const mspan& s);
// The P whose mcache holds the span, or -1; for colouring by owner.
int cachingP(const World& w, const mspan& s);
// "32 B scan", "2048 B noscan", "large scan (3 pages)", "stacks", "work buffers".
std::string classOf(const mspan& s);
// In-use spans of the heap in address order, with what lies between them left out.
std::vector<SpanId> spansInOrder(const World& w);

// What a goroutine runs, as the user calls it: the main goroutine is "main.main".
std::string goroutineName(const World& w, const runtime::Module& module, GId g);
// Bytes of malloc header before the object in its slot: 8 in small scan spans above 512 bytes, else 0.
uint64_t headerBytes(const mspan& s);

std::string hex(Addr a);
std::string bytesText(uint64_t n);  // "3.1 MiB"
std::string timeText(int64_t ns);   // "3.482 117 ms"

}  // namespace tricolor::render
