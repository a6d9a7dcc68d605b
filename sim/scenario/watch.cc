#include "sim/scenario/watch.h"

#include <algorithm>

namespace tricolor::scenario {
namespace {

Phase phaseOf(const World& w) {
    if (w.gcphase == GCPhase::mark) return Phase::mark;
    if (w.gcphase == GCPhase::marktermination) return Phase::marktermination;
    return w.mheap_.sweepDrained ? Phase::off : Phase::sweep;
}

// Such a term names one moment, so that each event at which it holds is an occurrence of its own.
bool isMoment(const Term& term) {
    switch (term.kind) {
        case TermKind::event:
        case TermKind::line:
        case TermKind::function:
        case TermKind::goroutine:
        case TermKind::p:
        case TermKind::object:
            return true;
        default:
            return false;
    }
}

bool isAllocation(EventKind kind) {
    return kind == EventKind::Alloc || kind == EventKind::TinyAlloc;
}

bool isCode(Addr pc, const runtime::Module& module) {
    return pc >= runtime::textBase && runtime::Module::instrOf(pc) < module.funcOfInstr.size();
}

bool reachesProgram(const Event& e, const runtime::Module& module) {
    return e.kind == EventKind::Statement && isCode(e.a, module) && module.findfunc(e.a).file == 0;
}

bool enters(const Event& e, const std::string& name, const runtime::Module& module) {
    return e.kind == EventKind::Call && isCode(e.a, module) && module.findfunc(e.a).name == name;
}

// Whether the event's first value is the index of a goroutine.
bool namesGoroutine(EventKind kind) {
    return kind >= EventKind::GoCreate && kind <= EventKind::GoSyscallEnd;
}

bool isGoroutine(int64_t index, uint64_t goid, const World& w) {
    return index >= 0 && static_cast<uint64_t>(index) < w.allgs.size() &&
           w.g(GId{static_cast<int32_t>(index)}).goid == static_cast<int64_t>(goid);
}

// Whether an event is named that is not itself the reaching of a line: then "line" says where it happens.
bool namesOtherEvent(const Condition& c) {
    return std::any_of(c.terms.begin(), c.terms.end(), [](const Term& t) {
        return t.kind == TermKind::event && t.number != static_cast<uint64_t>(EventKind::Statement);
    });
}

bool concerns(const Event& e, Addr object) {
    switch (e.kind) {
        case EventKind::WriteBarrier:
            return e.b == object || kHeapBase + e.c == object;
        case EventKind::Alloc:
        case EventKind::TinyAlloc:
        case EventKind::GCScanObject:
        case EventKind::GCMarkObject:
        case EventKind::Lost:
        case EventKind::ChanSend:
        case EventKind::ChanRecv:
        case EventKind::ChanClose:
            return e.a == object;
        default:
            return false;
    }
}

}  // namespace

Watch::Watch(Condition condition, const World& from)
    : condition_(std::move(condition)), phase_(phaseOf(from)), cycle_(from.work.cycles) {}

void Watch::want(EventSink& sink) const {
    for (const Term& term : condition_.terms) switch (term.kind) {
            case TermKind::phase:
                sink.want(EventKind::GCPhase);
                sink.want(EventKind::GCSweepDone);
                break;
            case TermKind::event:
                sink.want(static_cast<EventKind>(term.number));
                break;
            case TermKind::gc:
                sink.want(EventKind::GCBegin);
                break;
            case TermKind::alloc:
                sink.want(EventKind::Alloc);
                sink.want(EventKind::TinyAlloc);
                break;
            case TermKind::line:
                sink.want(EventKind::Statement);
                break;
            case TermKind::function:
                sink.want(EventKind::Call);
                break;
            case TermKind::time:
            case TermKind::goroutine:
            case TermKind::p:
            case TermKind::object:
                sink.wantAll();
                break;
            case TermKind::step:
            case TermKind::end:
                break;
        }
}

bool Watch::holds(const Term& term, const Event* e, const World& w, const runtime::Module* module) const {
    switch (term.kind) {
        case TermKind::phase:
            return phase_ == static_cast<Phase>(term.number);
        case TermKind::event:
            return e && e->kind == static_cast<EventKind>(term.number);
        case TermKind::gc:
            return cycle_ >= term.number;
        case TermKind::alloc:
            return allocations_ >= term.number;
        case TermKind::step:
            return w.step >= term.number;
        case TermKind::time:
            return time_ >= static_cast<int64_t>(term.number);
        case TermKind::line:
            if (!e) return false;
            if (namesOtherEvent(condition_)) return isAt(term.number, *e);
            return reachesProgram(*e, *module) && module->lineOf(e->a) == term.number;
        case TermKind::function:
            return e && enters(*e, term.name, *module);
        case TermKind::goroutine:
            return e &&
                   (isGoroutine(e->g, term.number, w) ||
                    (namesGoroutine(e->kind) && isGoroutine(static_cast<int64_t>(e->a), term.number, w)));
        case TermKind::p:
            return e && e->p >= 0 && static_cast<uint64_t>(e->p) == term.number;
        case TermKind::object:
            return e && concerns(*e, term.number);
        case TermKind::end:
            return w.process == ProcessState::exited;
    }
    return false;
}

bool Watch::isAt(uint64_t line, const Event& event) const {
    const auto g = static_cast<size_t>(event.g);
    return event.g >= 0 && g < lines_.size() && lines_[g] == line;
}

bool Watch::observe(const Event& event, const World& world, const runtime::Module& module) {
    if (met_) return false;
    if (event.g >= 0 && reachesProgram(event, module)) {
        const auto g = static_cast<size_t>(event.g);
        if (g >= lines_.size()) lines_.resize(g + 1);
        lines_[g] = static_cast<uint64_t>(module.lineOf(event.a));
    }
    // Sweeping begins where marking ends, so the phases follow one another without a gap.
    if (event.kind == EventKind::GCPhase)
        phase_ = event.a == 1 ? Phase::mark : event.a == 2 ? Phase::marktermination : Phase::sweep;
    if (event.kind == EventKind::GCSweepDone && phase_ == Phase::sweep) phase_ = Phase::off;
    if (event.kind == EventKind::GCBegin) cycle_ = event.a;
    if (isAllocation(event.kind)) ++allocations_;
    time_ = std::max(time_, event.time);
    const auto& terms = condition_.terms;
    const bool now = std::all_of(terms.begin(), terms.end(),
                                 [&](const Term& term) { return holds(term, &event, world, &module); });
    return count(now);
}

bool Watch::observeStep(const World& world) {
    const auto& terms = condition_.terms;
    if (met_ || std::any_of(terms.begin(), terms.end(), isMoment)) return false;
    return count(std::all_of(terms.begin(), terms.end(),
                             [&](const Term& term) { return holds(term, nullptr, world, nullptr); }));
}

bool Watch::count(bool holdsNow) {
    const bool moment = std::any_of(condition_.terms.begin(), condition_.terms.end(), isMoment);
    if (holdsNow && (moment || !held_)) ++occurrences_;
    held_ = holdsNow;
    met_ = holdsNow && occurrences_ >= condition_.occurrence;
    return met_;
}

uint64_t Watch::stepBound() const {
    uint64_t bound = 0;
    for (const Term& term : condition_.terms)
        if (term.kind == TermKind::step) bound = std::max(bound, term.number);
    return bound == 0 || met_ ? UINT64_MAX : bound;
}

}  // namespace tricolor::scenario
