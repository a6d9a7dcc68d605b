// What:    the heap objects that a real process has made when main.main begins, beyond those of goroutines,
//          Ms and Ps: as a table of sizes and types in the order in which they are made. schedinit makes them
//          with mallocgc like any others, so spans, counters and triggers follow by themselves.
// Follows: the calls of mallocgc in a real process, in order, traced until main.main: internal/cpu,
//          schedinit, goenvs, procresize, gcenable, main, and the package initialisers of os, unicode.
// Differs: their words are zero; the environment is one of 43 variables (fidelity notes: memory §18).
// Invariants: none of its own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/runtime/symtab.h"
#include "sim/runtime/task.h"

namespace tricolor::runtime {

enum class bootPhase : uint8_t {
    cpuinit,    // options of package internal/cpu
    modules,    // schedinit: profile buffers, modules, arguments
    environ,    // goenvs
    debugVars,  // schedinit after the environment
    gcenable,   // channel and closures of its two goroutines
    scavenger,  // its timer
    mainInit,   // runtime.main's own channel
    osInit,     // packages up to os, with standard input
    osInitRest  // standard output and error, unicode
};

struct bootObject {
    bootPhase phase;
    uint16_t count;    // as many of them
    uint16_t n;        // elements of each
    uint16_t size;     // bytes of an element
    uint16_t ptrdata;  // bytes of its prefix with pointers; 0: noscan
    bool kept;         // a package variable holds it for ever
};

// The table; rows of a phase are in the order in which the objects are made. Their types stand in
// Module::bootTypes, one a row; -1: noscan.
std::span<const bootObject> bootObjects();
// Makes the objects of one phase.
void makeBootObjects(Ctx& c, bootPhase phase);

// Off-heap memory of schedinit and of package os: masks of the globals' pointers, the table of the heap
// profile with the one sample that is taken before it is known that nobody wants any, finalizers of standard
// files.
void bootPointerMasks(Ctx& c);
void bootProfileSample(Ctx& c);
void bootFileFinalizers(Ctx& c);

// Makes room for more Ps in what procresize keeps: the slice of Ps, three masks with a bit a P.
void growProcTables(Ctx& c, int32_t from, int32_t to);
// Appends a goroutine to the slice of all goroutines.
void allgadd(Ctx& c, GId g);

}  // namespace tricolor::runtime
