#include "sim/golang/liveness.h"

#include <algorithm>

#include "sim/world/check.h"

namespace tricolor::golang {

bool isCall(Opcode op) {
    return op == Opcode::CALL || op == Opcode::CALLC || op == Opcode::CALLI || op == Opcode::CALLNATIVE;
}

bool endsFlow(Opcode op) {
    switch (op) {
        case Opcode::JMP:
        case Opcode::RET:
        case Opcode::PANIC:
        case Opcode::GOEXIT:
        case Opcode::EXIT:
        case Opcode::BLOCK:
        case Opcode::UNREACHABLE:
            return true;
        default:
            return false;
    }
}

namespace {

// Slots of the operands whose number depends on more than their role.
uint32_t specialSlots(const Instr& i, int which, const std::vector<runtime::Type>& types) {
    const auto type = [&]() -> const runtime::Type& { return types[static_cast<size_t>(i.lo())]; };
    switch (i.op) {
        case Opcode::MOVN:
        case Opcode::ZERON:
        case Opcode::KEEP:
            return static_cast<uint32_t>(i.imm);
        case Opcode::LDN:
        case Opcode::STN:
            return static_cast<uint32_t>((i.hi() + 7) / 8);
        case Opcode::CONCAT:
        case Opcode::CONCATB:
            return static_cast<uint32_t>(2 * i.lo());
        case Opcode::SELECT:
        case Opcode::SELECTNB:
            return static_cast<uint32_t>(2 * (i.lo() + i.hi()));
        case Opcode::SEND:
        case Opcode::RECV:
        case Opcode::TRYSEND:
        case Opcode::TRYRECV:
            return slotsOf(types, type().elem);
        case Opcode::MAPGET:
        case Opcode::MAPGET2:
            return slotsOf(types, which == 0 ? type().elem : type().key);
        case Opcode::MAPASSIGN:
        case Opcode::MAPDELETE:
            return slotsOf(types, type().key);
        case Opcode::MAPITERINIT:
        case Opcode::MAPITERNEXT:
            return 12;
        case Opcode::PRINT:
            return static_cast<uint32_t>(printSlots(static_cast<PrintKind>(i.imm)));
        default:
            return slotsOf(types, i.lo());
    }
}

using Row = uint64_t;

void set(Row* row, uint32_t bit) {
    row[bit / 64] |= uint64_t{1} << (bit % 64);
}
void reset(Row* row, uint32_t bit) {
    row[bit / 64] &= ~(uint64_t{1} << (bit % 64));
}

class Dataflow {
  public:
    Dataflow(const FuncCode& code, const std::vector<runtime::Type>& t, bool everySlot)
        : f(code), types(t), all(everySlot) {
        out.slots = f.frameSlots + f.argSlots;
        out.words = std::max(1u, (out.slots + 63) / 64);
        out.rows.resize(f.code.size() * out.words);
        findBlocks();
        sortRegions();
    }

    Liveness run() {
        const size_t n = starts.size();
        liveIn.assign(n * out.words, 0);
        gen.assign(n * out.words, 0);
        keep.assign(n * out.words, ~uint64_t{0});
        walk([this](uint32_t i) { summarise(i); });
        fixpoint();
        current.assign(out.words, 0);
        walk([this](uint32_t i) { finish(i); });
        return std::move(out);
    }

  private:
    void findBlocks() {
        const uint32_t n = static_cast<uint32_t>(f.code.size());
        std::vector<uint8_t> leader(n + 1, 0);
        leader[0] = 1;
        for (uint32_t i = 0; i < n; ++i) {
            const Instr& in = f.code[i];
            if (opInfo(in.op).imm == Role::jump) leader[i + static_cast<uint32_t>(in.lo())] = 1;
            if (opInfo(in.op).imm == Role::jump || endsFlow(in.op)) leader[i + 1] = 1;
        }
        blockOf.resize(n);
        for (uint32_t i = 0; i < n; ++i) {
            if (leader[i]) starts.push_back(i);
            blockOf[i] = static_cast<uint32_t>(starts.size() - 1);
        }
    }

    void sortRegions() {
        byEnd = f.regions;
        std::stable_sort(byEnd.begin(), byEnd.end(),
                         [](const auto& x, const auto& y) { return x.to > y.to; });
        byFrom = f.regions;
        std::stable_sort(byFrom.begin(), byFrom.end(),
                         [](const auto& x, const auto& y) { return x.from > y.from; });
    }

    // Visits the instructions backwards, keeping `forced` (slots of the regions around) and `call` current.
    template <class Visit>
    void walk(Visit visit) {
        depth.assign(out.slots, 0);
        forced.assign(out.words, 0);
        size_t ends = 0, froms = 0;
        nextCall = static_cast<int64_t>(f.calls.size()) - 1;
        for (uint32_t i = static_cast<uint32_t>(f.code.size()); i-- > 0;) {
            for (; froms < byFrom.size() && byFrom[froms].from > i; ++froms) change(byFrom[froms], -1);
            for (; ends < byEnd.size() && byEnd[ends].to > i; ++ends) change(byEnd[ends], 1);
            while (nextCall >= 0 && f.calls[static_cast<size_t>(nextCall)].instr > i) --nextCall;
            visit(i);
        }
    }
    void change(const LiveRegion& r, int by) {
        if (r.from >= r.to) return;
        for (uint32_t s = r.slot; s < r.slot + r.count; ++s) {
            if (!fixedPtr(s)) continue;
            depth[s] += by;
            if (depth[s] > 0)
                set(forced.data(), s);
            else
                reset(forced.data(), s);
        }
    }
    bool fixedPtr(uint32_t s) const {
        return all || (s < f.frameSlots ? f.localPtr[s] != 0 : f.argPtr[s - f.frameSlots] != 0);
    }
    // Does a read of slot s at the current place read a pointer?
    bool readsPointer(uint32_t s, uint32_t i) const {
        if (all || s >= f.outSlots) return fixedPtr(s);
        // A result of the call before.
        int64_t k = nextCall;
        if (k >= 0 && f.calls[static_cast<size_t>(k)].instr == i) --k;
        CHECK(k >= 0, "an outgoing slot is read that no call has filled");
        const CallSite& c = f.calls[static_cast<size_t>(k)];
        CHECK(s >= c.argSlots && s < c.ptr.size(),
              "an outgoing slot is read that is no result of the call before");
        return c.ptr[s] != 0;
    }

    template <class Kill, class Use>
    void effects(uint32_t i, Kill kill, Use use) {
        const Instr& in = f.code[i];
        forEachSlotRun(
            in, types, [](uint32_t, uint32_t) {},
            [&](uint32_t s, uint32_t n) {
                for (uint32_t k = s; k < s + n; ++k) kill(k);
            });
        if (isCall(in.op)) {
            CHECK(nextCall >= 0 && f.calls[static_cast<size_t>(nextCall)].instr == i,
                  "a call without a call site");
            const CallSite& c = f.calls[static_cast<size_t>(nextCall)];
            for (uint32_t k = 0; k < f.outSlots; ++k) kill(k);
            for (uint32_t k = 0; k < c.argSlots; ++k)
                if ((all || c.ptr[k]) && !(in.op == Opcode::CALLI && k == 0)) use(k);
        }
        if (in.op == Opcode::RET)
            for (uint32_t k = f.firstResult; k < f.argSlots; ++k)
                if (all || f.argPtr[k]) use(f.frameSlots + k);
        // Parts of a slot: the rest of it stays.
        if (all && in.op >= Opcode::LDF8U && in.op <= Opcode::STF32) use(static_cast<uint32_t>(in.lo() / 8));
        forEachSlotRun(
            in, types,
            [&](uint32_t s, uint32_t n) {
                for (uint32_t k = s; k < s + n; ++k)
                    if (readsPointer(k, i)) use(k);
            },
            [](uint32_t, uint32_t) {});
    }

    void summarise(uint32_t i) {
        Row* g = &gen[size_t{blockOf[i]} * out.words];
        Row* k = &keep[size_t{blockOf[i]} * out.words];
        effects(
            i,
            [&](uint32_t s) {
                reset(g, s);
                reset(k, s);
            },
            [&](uint32_t s) { set(g, s); });
        for (uint32_t w = 0; w < out.words; ++w) g[w] |= forced[w];
    }

    // live-out of the block that ends with instruction i, into `current`.
    void joinSuccessors(uint32_t i) {
        std::fill(current.begin(), current.end(), 0);
        const auto join = [&](uint32_t target) {
            const Row* in = &liveIn[size_t{blockOf[target]} * out.words];
            for (uint32_t w = 0; w < out.words; ++w) current[w] |= in[w];
        };
        const Instr& in = f.code[i];
        if (opInfo(in.op).imm == Role::jump) join(i + static_cast<uint32_t>(in.lo()));
        if (!endsFlow(in.op) && i + 1 < f.code.size()) join(i + 1);
    }

    void fixpoint() {
        current.assign(out.words, 0);
        for (bool changed = true; changed;) {
            changed = false;
            for (size_t b = starts.size(); b-- > 0;) {
                const uint32_t last =
                    b + 1 < starts.size() ? starts[b + 1] - 1 : static_cast<uint32_t>(f.code.size()) - 1;
                joinSuccessors(last);
                Row* in = &liveIn[b * out.words];
                for (uint32_t w = 0; w < out.words; ++w) {
                    const Row v = gen[b * out.words + w] | (current[w] & keep[b * out.words + w]);
                    changed |= v != in[w];
                    in[w] = v;
                }
            }
        }
    }

    void finish(uint32_t i) {
        const bool last = i + 1 == f.code.size() || blockOf[i + 1] != blockOf[i];
        if (last) joinSuccessors(i);
        effects(
            i, [&](uint32_t s) { reset(current.data(), s); }, [&](uint32_t s) { set(current.data(), s); });
        for (uint32_t w = 0; w < out.words; ++w) current[w] |= forced[w];
        std::copy(current.begin(), current.end(),
                  out.rows.begin() + static_cast<int64_t>(size_t{i} * out.words));
    }

    const FuncCode& f;
    const std::vector<runtime::Type>& types;
    const bool all;  // not only pointers
    Liveness out;
    std::vector<uint32_t> starts, blockOf;
    std::vector<Row> liveIn, gen, keep, current, forced;
    std::vector<int> depth;
    std::vector<LiveRegion> byEnd, byFrom;
    int64_t nextCall = -1;  // index in f.calls of the last call at or before the current instruction
};

}  // namespace

uint32_t operandSlots(const Instr& i, int which, Role role, const std::vector<runtime::Type>& types) {
    switch (role) {
        case Role::r1:
        case Role::w1:
        case Role::rw1:
            return 1;
        case Role::r2:
        case Role::w2:
            return 2;
        case Role::r3:
        case Role::w3:
        case Role::rw3:
            return 3;
        default:
            return specialSlots(i, which, types);
    }
}

Liveness computeLiveness(const FuncCode& f, const std::vector<runtime::Type>& types) {
    return Dataflow(f, types, false).run();
}

Liveness computeOccupancy(const FuncCode& f, const std::vector<runtime::Type>& types) {
    return Dataflow(f, types, true).run();
}

uint32_t StackMapWriter::intern(const std::vector<uint64_t>& words) {
    const auto [at, fresh] = known.try_emplace(words, static_cast<uint32_t>(m.stackMapWords.size()));
    if (fresh) m.stackMapWords.insert(m.stackMapWords.end(), words.begin(), words.end());
    return at->second;
}

void StackMapWriter::append(const FuncCode& f, const Liveness& live) {
    std::vector<uint64_t> locals((f.frameSlots + 63) / 64), args((f.argSlots + 63) / 64);
    for (uint32_t i = 0; i < f.code.size(); ++i) {
        std::fill(locals.begin(), locals.end(), 0);
        std::fill(args.begin(), args.end(), 0);
        for (uint32_t w = 0; w < live.words; ++w) {
            for (uint64_t bits = live.rows[size_t{i} * live.words + w]; bits; bits &= bits - 1) {
                const uint32_t s = w * 64 + static_cast<uint32_t>(__builtin_ctzll(bits));
                if (s < f.frameSlots)
                    set(locals.data(), s);
                else
                    set(args.data(), s - f.frameSlots);
            }
        }
        m.stackMapOfInstr.push_back({intern(locals), intern(args)});
    }
}

}  // namespace tricolor::golang
