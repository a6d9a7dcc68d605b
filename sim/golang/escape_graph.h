// The graph of escape analysis: what a value may flow to.
//
// What: a location for every variable, result and allocation site; three more for the heap, for what is
// written through and for what is called. An edge dst ← src says that a value of src, dereferenced `derefs`
// times, may be stored in dst; -1 means that src's address is. A location must be on the heap if its address
// flows to one that outlives it. The solution walks from every location against the edges and keeps the
// smallest number of dereferences (Bellman-Ford, as in cmd/compile/internal/escape).
// Invariants: 1. an attribute once set is never taken back; 2. within a walk a location is visited again only
// with fewer dereferences.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "sim/golang/escape_tree.h"

namespace tricolor::golang::flow {

// Why an edge is there; the outermost reason first.
struct Note {
    const TreeNode* where = nullptr;
    const char* why = "";
    const Note* next = nullptr;
};

struct Location {
    const TreeNode* site = nullptr;  // an allocation
    Name* name = nullptr;            // a variable; neither: made by the analysis
    Func* function = nullptr;
    int loopDepth = 0;
    int resultIndex = -1;
    bool param = false, result = false;

    bool escapes = false;   // must be on the heap
    bool persists = false;  // its storage outlives the statement
    bool mutates = false;   // what it points to may be written through it
    bool calls = false;     // functions it leads to may be called where their results are not followed
    bool captured = false, reassigned = false, addressTaken = false;
    Leaks leaks;  // of a parameter

    struct Edge {
        Location* from = nullptr;
        int derefs = 0;
        const Note* notes = nullptr;
    };
    std::vector<Edge> in;

    // Of the walk that visits it now.
    uint32_t walk = 0;
    int derefs = 0;
    Location* next = nullptr;  // towards the root, over next->in[edge]
    size_t edge = 0;
    bool inWalk = false, waits = false;

    // The flow that made it escape, as -m=2 tells it; and how a parameter gets to the heap, to each result.
    std::vector<std::string> reasons;
    std::array<std::vector<std::string>, 1 + Leaks::maxResults> leakReasons;
};

// One for functions that call one another.
class EscapeGraph {
  public:
    EscapeGraph();
    Location heap, mutator, callee, nowhere;

    Location* make(Func* function, int loopDepth);
    // dst ← src with this number of dereferences.
    void flow(Location* dst, int derefs, Location* src, const Note* notes);
    void solve();
    std::deque<Location>& all() { return all_; }  // in the order they were made
    // Whether reasons are written down; and what they say of places. Set once.
    bool tells = true;
    std::string (*where)(const void* context, Pos pos) = nullptr;
    const void* context = nullptr;

  private:
    void walkFrom(Location* root);
    // False: the walk does not go on from l.
    bool reached(Location* root, Location* l, bool address, int derefs);
    void leakTo(const Location* root, Location* l, int derefs);
    void resultsLost(Location* root);
    bool outlives(const Location& l, const Location& other) const;
    void await(Location* l);
    std::vector<std::string> tell(const Location* root, const Location* l) const;
    void tellStep(const Location* dst, const Location* src, int derefs, const Note* notes,
                  std::vector<std::string>& out) const;
    std::string nameOf(const Location* l) const;

    std::deque<Location> all_;  // stable addresses
    std::deque<Location*> waiting_;
    uint32_t walks_ = 0;
};

}  // namespace tricolor::golang::flow
