// What:    fatal errors, tracebacks, the end of the process.
// Follows: runtime/panic.go, traceback.go.
// Differs: frames of the runtime's own functions are not listed; argument words are "...".
// Invariants: a process that has exited stays as it is.
#include "sim/runtime/panicking.h"

#include "sim/runtime/print.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/runtime2.h"
#include "sim/runtime/stack.h"

namespace tricolor::runtime {

void writeErr(Ctx& c, std::string_view text) {
    c.w.outputBytes += text.size();
    c.sink.output(2, text);
    c.emit(EventKind::Output, text.size(), 2);
}

void exitProcess(Ctx& c, int32_t status) {
    if (c.w.process == ProcessState::exited) return;
    c.w.process = ProcessState::exited;
    c.w.exitCode = status;
    c.emit(EventKind::Exit, static_cast<uint64_t>(status));
}

std::string goroutineHeader(Ctx& c, GId id) {
    const G& g = std::as_const(c.w).g(id);
    const bool running = g.atomicstatus == Grunning;
    std::string text = "goroutine " + std::to_string(g.goid) + " [";
    const std::string_view reason = waitReasonText(g.waitreason);
    const bool waiting = g.atomicstatus == Gwaiting && !reason.empty();
    text += running ? "running" : waiting ? reason : gStatusText(g.atomicstatus);
    const int64_t minutes = g.waitsince && !running ? (c.nanotime() - g.waitsince) / 60000000000ll : 0;
    if (minutes >= 1) text += ", " + std::to_string(minutes) + " minutes";
    if (g.lockedm) text += ", locked to thread";
    return text + "]:\n";
}

static std::string place(const Module& m, Addr pc, Addr entry) {
    const Func& f = m.findfunc(pc);
    const auto file = static_cast<size_t>(f.file);
    const std::string name = file < m.files.size() ? m.files[file] : "?";
    return "\t" + name + ":" + std::to_string(m.lineOf(pc)) + " +" + printHex(pc - entry) + "\n";
}

std::string traceback(Ctx& c, GId id) {
    const World& w = c.w;
    const G& g = w.g(id);
    std::string text = goroutineHeader(c, id);
    int frames = 0;
    bool innermost = true;
    for (Frame f = firstFrame(w, c.module, g); f.fn && frames < 100; f = callerFrame(w, c.module, f)) {
        if (f.fn->system) {
            innermost = false;
            continue;
        }
        ++frames;
        const Addr entry = Module::pcOf(f.fn->entry);
        // An outer frame stands at its return address, one instruction behind the call.
        const Addr pc = !innermost && f.pc > entry ? f.pc - instrBytes : f.pc;
        innermost = false;
        text += f.fn->name + (f.fn->argsSize ? "(...)\n" : "()\n") + place(c.module, pc, entry);
    }
    if (g.gopc >= textBase && g.goid != 1) {
        const Func& creator = c.module.findfunc(g.gopc);
        text += "created by " + creator.name + " in goroutine " + std::to_string(g.parentGoid) + "\n" +
                place(c.module, g.gopc, Module::pcOf(creator.entry));
    }
    return text;
}

std::string tracebackAll(Ctx& c, bool all) {
    std::string text;
    const GId current = c.mp().curg;
    if (current && !isSystemGoroutine(c.w, current)) text += "\n" + traceback(c, current);
    if (!all) return text;
    for (size_t i = 0; i < c.w.allgs.size(); ++i) {
        const GId id{static_cast<int32_t>(i)};
        const uint32_t status = c.w.allgs[i].atomicstatus;
        if (id == current || isSystemGoroutine(c.w, id) || status == Gdead || status == Gidle) continue;
        text += "\n" + traceback(c, id);
    }
    return text;
}

void fatalError(Ctx& c, std::string_view text) {
    if (c.w.process == ProcessState::exited) return;
    c.emit(EventKind::Fatal, 0);
    std::string out = "fatal error: " + std::string(text) + "\n";
    // Nothing is left to tell when main has called Goexit.
    if (!text.starts_with("no goroutines")) out += tracebackAll(c, true);
    writeErr(c, out);
    exitProcess(c, 2);
}

}  // namespace tricolor::runtime
