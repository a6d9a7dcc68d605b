// The graph of escape analysis: what a value may flow to.
//
// What: a location for every variable, result and allocation site, and one for the heap. An edge dst ← src
// says that a value of src, dereferenced `derefs` times, may be stored in dst; -1 means that src's address
// is. A location must be on the heap if its address flows to one that outlives it. The solution walks from
// every location against the edges and keeps the smallest number of dereferences (Bellman-Ford, as in
// cmd/compile/internal/escape). Invariants: 1. what escapes never goes back; 2. a walk visits a location
// again only with fewer dereferences.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "sim/golang/types.h"

namespace tricolor::golang {

enum class LocationKind : uint8_t { Variable, Result, Site, Heap };

// How far a parameter's value gets: the number of dereferences on the way, -1: it does not get there.
struct Leaks {
    int heap = -1;
    std::vector<int> results;  // by result of the function
};

struct Location {
    LocationKind kind = LocationKind::Variable;
    const FuncInfo* function = nullptr;
    int loopDepth = 0;
    bool param = false;
    bool escapes = false;
    int resultIndex = -1;
    Leaks leaks;  // of a parameter

    struct Edge {
        Location* from = nullptr;
        int derefs = 0;
        Pos pos;
        const char* why = "";
    };
    std::vector<Edge> in;

    // Of the walk that visits it now.
    uint32_t walk = 0;
    int derefs = 0;
    const Location* next = nullptr;  // towards the root, with the edge that was taken
    const Edge* edge = nullptr;
    bool queued = false;

    std::vector<std::string> reasons;  // the flow that made it escape, as -m=2 tells it
    std::string name;
};

class EscapeGraph {
  public:
    EscapeGraph();
    Location* heap() { return &heap_; }
    Location* make(LocationKind kind, const FuncInfo* function, int loopDepth, std::string name);
    // dst ← src with this number of dereferences. Nothing can be said about the heap's own values.
    void flow(Location* dst, int derefs, Location* src, Pos pos, const char* why);
    // From now on l lives on the heap, whatever flows where.
    void escape(Location* l, const char* why);
    // Decides for all locations made since the last call.
    void solve();

  private:
    void walkFrom(Location* root, std::deque<Location*>& again);
    void reached(Location* root, Location* l, bool addressOf, std::deque<Location*>& again);

    Location heap_;
    std::deque<Location> all_;  // stable addresses
    size_t solved_ = 0;
    uint32_t walks_ = 0;
};

}  // namespace tricolor::golang
