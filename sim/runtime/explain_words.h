// What:    words for things in sentences: sizes, addresses, span classes, goroutines, processors.
// Follows: nothing in real Go.
// Differs: –
#pragma once

#include <string>

#include "sim/runtime/symtab.h"
#include "sim/world/event.h"
#include "sim/world/world.h"

namespace tricolor::runtime::words {

std::string number(uint64_t n);                  // 12345
std::string hex(Addr a);                         // 0xc000012000
std::string bytes(uint64_t n);                   // 48 B, 8 KiB, 4.5 MiB
std::string duration(int64_t ns);                // 310 ns, 12.5 µs, 1.2 ms
std::string count(uint64_t n, const char* one);  // "1 goroutine", "2 goroutines"
std::string spanClass(uint8_t spc);              // "32 B scan", "large noscan"
std::string goroutine(const World& w, const Module& m,
                      int32_t index);            // "G7 (main.worker)", "bgsweep", "M1's g0"
std::string processor(const Event& e);           // "P0", or "M1" where there is no P
std::string function(const Module& m, Addr pc);  // "main.build"
std::string line(const Module& m, Addr pc);      // "main.go:12"

}  // namespace tricolor::runtime::words
