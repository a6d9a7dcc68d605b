// From the tree to the graph: what each expression and statement lets flow where.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/golang/escape_graph.h"
#include "sim/golang/escape_lower.h"

namespace tricolor::golang::flow {

// Where a value goes, and through how many dereferences.
struct Hole {
    Location* to = nullptr;
    int derefs = 0;
    bool addressTaken = false;
    const Note* notes = nullptr;
};

// Something that is built and has a location of its own.
struct Site {
    const TreeNode* node = nullptr;
    Location* location = nullptr;
    const Func* function = nullptr;
};

// Walks the functions of one batch, which may call one another.
class Flow {
  public:
    Flow(EscapeGraph& graph, const CheckedProgram& program, std::vector<Func*> batch)
        : graph_(graph), program_(program), batch_(std::move(batch)) {}
    // Fills the graph, solves it and tags the functions.
    void run();
    std::vector<Site> sites;
    std::vector<Site> selfAssigned;  // assignments that let nothing flow

  private:
    // A function being walked.
    struct Walk {
        Func* function = nullptr;
        int loopDepth = 1;
        std::map<std::string, bool> loops;  // by label: whether somebody jumps back to it
    };
    struct Captured {
        Hole hole;
        const TreeNode* closure;
    };

    Hole hole(Location* l) { return {l, 0, false, nullptr}; }
    Hole heap() { return hole(&graph_.heap); }
    Hole nowhere() { return hole(&graph_.nowhere); }
    Hole note(Hole k, const TreeNode* where, const char* why);
    Hole shifted(Hole k, int by);
    Hole deref(Hole k, const TreeNode* n, const char* why) { return note(shifted(k, 1), n, why); }
    void flow(const Hole& k, Location* from);
    Hole tee(const std::vector<Hole>& ks);
    Hole spill(const Hole& k, const TreeNode* n);
    Location* fresh();
    Hole unboxed(Hole k, Type* t, const TreeNode* where, const char* why);

    void start(Func* f);
    void walkFunction(Func* f);
    void captures(const Captured& c);
    void forced(const Site& s);
    void tag(Func* f);

    void value(Hole k, const TreeNode* n);
    void allocation(const Hole& k, const TreeNode* n);
    void elements(const Hole& k, const TreeNode* n, const char* why);
    void methodValue(const Hole& k, const TreeNode* n);
    void closure(const Hole& k, const TreeNode* n);
    void convert(const Hole& k, const TreeNode* n);
    void unsafeValue(const Hole& k, const TreeNode* n);
    void discard(const TreeNode* n) { value(nowhere(), n); }
    void toHeap(const TreeNode* n, const TreeNode* where, const char* why) {
        value(note(heap(), where, why), n);
    }

    void call(const std::vector<Hole>& results, const TreeNode* n);
    void append(const Hole& k, const TreeNode* n);
    void builtin(const Hole& k, const TreeNode* n);
    Hole parameter(const std::vector<Hole>& results, Func* callee, size_t i);
    bool here(const Func* f) const;

    void statements(const std::vector<TreeNode*>& list);
    void block(const std::vector<TreeNode*>& list);
    void statement(const TreeNode* n);
    void range(const TreeNode* n);
    void typeSwitch(const TreeNode* n);
    Hole target(const TreeNode* n);
    void assign(const TreeNode* n, const char* why);
    void returned(const TreeNode* n);
    void reassignedBy(const TreeNode* n, const std::vector<Hole>& ks);
    void goDefer(const TreeNode* n);
    void findLoops(const std::vector<TreeNode*>& list);
    void findLoops(const TreeNode* n);

    EscapeGraph& graph_;
    const CheckedProgram& program_;
    std::vector<Func*> batch_;
    std::vector<Captured> captured_;
    std::deque<Note> notes_;
    Walk at_;
};

// The function a call is known to call before the program runs; null: not known.
Func* staticCallee(const TreeNode* call);
// Turns calls through interfaces into direct ones where the interface can hold one type only. What it says
// goes to the notes.
struct SaidNote {
    Pos pos;
    std::string text;
};
void devirtualize(Lowered& all, Func* f, std::vector<SaidNote>& notes);
// Puts constants in place of variables that always hold them, where an allocation depends on it.
void foldConstants(TreeNode* n);
// Why something is always on the heap; null: it need not be.
const char* alwaysHeap(const CheckedProgram& program, const TreeNode* n);
// Reads how far parameters get, a word each, as Native::leaks has it.
void readLeaks(std::string_view words, std::vector<Leaks>& leaks);
// Assignments such as s.x = s.x[1:] let nothing flow.
bool selfAssignment(const TreeNode* to, const TreeNode* from);

}  // namespace tricolor::golang::flow
