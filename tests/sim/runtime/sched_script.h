// Goroutines of the test are scripts: each is a list of actions, and a small interpreter runs them where the
// real one runs bytecode. A goroutine's script is the one its closure's second word names.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/runtime/chan.h"
#include "sim/runtime/maptype.h"
#include "sim/runtime/panic.h"
#include "sim/runtime/panicking.h"
#include "sim/runtime/preempt.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/select.h"
#include "sim/runtime/sema.h"
#include "sim/runtime/time.h"
#include "sim/runtime/validate.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

struct ScriptSink : EventSink {
    std::string out;
    std::vector<Event> events;
    void event(const Event& e) override { events.push_back(e); }
    void output(int, std::string_view text) override { out += text; }
};

// A process whose goroutines run scripts. An action is called when its goroutine is on an M and has nothing
// else to do; it may push a task (then the next action runs when that is done). An action returns false to be
// called again.
class Scripts {
  public:
    using Action = std::function<bool(Ctx&)>;
    using Script = std::vector<Action>;

    explicit Scripts(Knobs knobs = {}, bool linksOs = true) {
        knobs.memory = 256ull << 20;
        module.linksOs = linksOs;
        module.typesBase = 0x500000;
        Type word;
        word.id = 0;
        word.addr = module.typesBase;
        word.size = 8;
        word.kind = Kind::Int;
        module.types.push_back(word);
        addMapTypes(module);
        module.zerobase = 0x600000;
        module.gostartPc = 0;
        w = newWorld(knobs);
        module.mainClosure = closure(0);
        schedinit(w, module);
    }

    const Type& intType() const { return module.types[0]; }

    // A new script; go() of its number starts a goroutine on it.
    size_t script(Script s) {
        scripts.push_back(std::move(s));
        return scripts.size();  // 0 is main
    }
    Script main;

    Action go(size_t number) {
        return [this, number](Ctx& c) { return newproc(c, closure(number)), true; };
    }
    Action work(costs::ps cost) {
        return [cost](Ctx& c) { return c.charge(cost), true; };
    }
    Action gosched() {
        return [](Ctx& c) { return Gosched(c), true; };
    }
    Action say(int64_t n) {
        return [this, n](Ctx&) { return order.push_back(n), true; };
    }
    static Action task(TaskKind kind, std::vector<uint64_t> v) {
        return [kind, v](Ctx& c) {
            pushTask(c.w, c.mp().curg, kind);
            Task& t = c.gp().tasks.tasks[0];
            for (size_t i = 0; i < v.size(); ++i) t.v[i] = v[i];
            return true;
        };
    }
    // Low memory of the simulated process for semaphores, elements, select cases.
    Addr word() { return nextWord += 64; }

    // Until the process exits, main ends, or so many steps are done.
    uint64_t run(uint64_t maxSteps = 1000000) {
        uint64_t n = 0;
        for (; n < maxSteps && w.process == ProcessState::running; ++n) {
            step();
            if (validateAlways)
                if (const std::string broken = validate(w); !broken.empty()) {
                    failure = broken;
                    break;
                }
        }
        return n;
    }

    void step() {
        const Next next = pickM(w);
        CHECK(next.m, "nothing can happen");
        Ctx c{w, module, sink, next.m};
        if (!runsGoCode(w, next.m)) return stepM(c);
        G& g = c.gp();
        g.taskResult = false;
        if (c.gid() == w.sched.fing) return pushTask(w, c.gid(), TaskKind::awaitFinalizer);
        const Addr number = w.memory.load64(g.sched.ctxt + 8);
        const Script& s = number == 0 ? main : scripts[number - 1];
        if (g.sched.pc >= s.size()) {
            if (number == 0) return exitProcess(c, 0);
            return goexit1(c);
        }
        c.charge(costs::simpleInstr);
        const GId id = c.gid();
        const uint64_t pc = g.sched.pc;
        if (!s[pc](c)) return;
        w.g(id).sched.pc = pc + 1;
    }

    Addr closure(size_t number) {
        const Addr a = 0x700000 + number * 16;
        w.memory.store64(a, 0);
        w.memory.store64(a + 8, number);
        return a;
    }

    World w;
    Module module;
    ScriptSink sink;
    std::vector<Script> scripts;
    std::vector<int64_t> order;
    std::string failure;
    bool validateAlways = true;

  private:
    Addr nextWord = 0x800000;
};

}  // namespace tricolor::runtime
