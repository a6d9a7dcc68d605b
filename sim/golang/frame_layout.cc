#include "sim/golang/frame_layout.h"

#include <algorithm>

#include "sim/world/check.h"

namespace tricolor::golang {

uint32_t runtimeArgs(const Instr& i, const std::vector<runtime::Type>& types) {
    const auto type = [&]() -> const runtime::Type& { return types[static_cast<size_t>(i.lo())]; };
    switch (i.op) {
        case Opcode::GO:
        case Opcode::CLOSE:
            return 1;
        case Opcode::DEFER:  // open-coded otherwise
            return i.b == 1 ? 1 : 0;
        case Opcode::CONVT: {
            const runtime::Kind kind = type().kind;
            if (kind == runtime::Kind::Slice) return 3;
            return kind >= runtime::Kind::Int && kind <= runtime::Kind::Float64 ? 1 : 2;
        }
        case Opcode::PRINT:
            return static_cast<uint32_t>(printSlots(static_cast<PrintKind>(i.imm)));
        case Opcode::NEW:  // where ssagen makes the call itself, room for the results is left too
        case Opcode::MAKECHAN:
        case Opcode::SEND:
        case Opcode::RECV:
        case Opcode::TRYSEND:
        case Opcode::TRYRECV:
        case Opcode::RUNE2STR:
        case Opcode::PANIC:
        case Opcode::MAPCLEAR:
            return 2;
        case Opcode::MAKESLICE:
        case Opcode::COPY:
        case Opcode::STR2BYTES:
        case Opcode::BYTES2STR:
        case Opcode::STR2RUNES:
        case Opcode::DECODERUNE:
        case Opcode::STREQ:
        case Opcode::IFACEEQ:
        case Opcode::MAPITERINIT:
        case Opcode::STT:
        case Opcode::MOVET:
        case Opcode::CHKTYPE:
        case Opcode::ASSERTI:
        case Opcode::ASSERTI2:
            return 3;
        case Opcode::MAPGET:
        case Opcode::MAPGET2:
        case Opcode::MAPASSIGN:
        case Opcode::MAPDELETE:  // keys are handed over by value or by address
            return types[static_cast<size_t>(type().key)].kind == runtime::Kind::String ? 4 : 3;
        case Opcode::RUNES2STR:
        case Opcode::STRCMP:
        case Opcode::MOVE2HEAP:
            return 4;
        case Opcode::APPEND64:
        case Opcode::APPENDP:
        case Opcode::APPENDT:
        case Opcode::APPENDS:
        case Opcode::APPENDZ:
        case Opcode::GROW:
            return 8;
        case Opcode::SELECT:
        case Opcode::SELECTNB:
            return 6;
        case Opcode::CONCAT:
        case Opcode::CONCATB:
            return i.lo() > 5 ? 4 : static_cast<uint32_t>(1 + 2 * i.lo());
        case Opcode::MAKEMAP:
            return i.b == kNoSlot ? 0 : 3;
        default:
            return 0;
    }
}

namespace {

bool clobbersRegisters(const Instr& i, const std::vector<runtime::Type>& types) {
    return isCall(i.op) || (runtimeArgs(i, types) > 0 && i.op != Opcode::CHKTYPE) ||
           i.op == Opcode::PRINT || i.op == Opcode::MAPITERNEXT || i.op == Opcode::DEFERRETURN ||
           i.op == Opcode::MAKEMAP || i.op == Opcode::BLOCK;
}

// Does it read all of its operands before it writes the first slot of its results?
bool readsFirst(Opcode op) {
    switch (op) {
        case Opcode::SLICE:
        case Opcode::SLICESTR:
        case Opcode::MAKESLICE:
        case Opcode::APPEND64:
        case Opcode::APPENDP:
        case Opcode::APPENDT:
        case Opcode::APPENDS:
        case Opcode::APPENDZ:
        case Opcode::GROW:
        case Opcode::CONCAT:
        case Opcode::STR2BYTES:
        case Opcode::BYTES2STR:
        case Opcode::STR2RUNES:
        case Opcode::RUNES2STR:
        case Opcode::RUNE2STR:
        case Opcode::CONVT:
        case Opcode::ASSERTI:
        case Opcode::ASSERTI2:
        case Opcode::LD128:
        case Opcode::LD192:
        case Opcode::LDN:
        case Opcode::STREQ:
        case Opcode::STRCMP:
        case Opcode::IFACEEQ:
        case Opcode::MAPGET:
        case Opcode::MAPGET2:
        case Opcode::MAPASSIGN:
            return true;
        default:
            return false;
    }
}

class Layout {
  public:
    Layout(FuncCode& code, Liveness& pointers, const std::vector<runtime::Type>& t, bool shared,
           uint32_t leastSlots)
        : f(code), live(pointers), types(t), share(shared), least(leastSlots), out(code.outSlots) {}

    void run() {
        widenOut();
        occupied = share ? computeOccupancy(f, types) : Liveness{};
        findUnits();
        if (share) {
            findConflicts();
            place();
        }
        rewrite();
    }

  private:
    struct Unit {
        uint32_t slot = 0, count = 0, at = 0;
        bool used = false;     // some instruction names it
        bool crosses = false;  // it is alive across a call
        bool alone = false;    // its address is taken
        bool context = false;  // the closure's address
        std::vector<uint64_t> conflicts, outConflicts, inConflicts;
    };
    // Places are numbered: the outgoing area, what is between it and the saved stack pointer, and from here
    // on the incoming area.
    static constexpr uint32_t incoming = 1u << 20;

    // ---- what there is ----

    // The outgoing area also holds the arguments of calls into the runtime.
    void widenOut() {
        if (!share) return;
        uint32_t most = 0;
        for (const Instr& i : f.code) most = std::max(most, runtimeArgs(i, types));
        physicalOut = most;
        for (const CallSite& c : f.calls) physicalOut = std::max(physicalOut, slotsOfCall(c));
    }
    bool isNative(const CallSite& c) const { return f.code[c.instr].op == Opcode::CALLNATIVE; }
    uint32_t slotsOfCall(const CallSite& c) const {
        const auto all = static_cast<uint32_t>(c.ptr.size());
        return isNative(c) ? all : std::max(c.argSlots, all - c.argSlots);
    }

    void findUnits() {
        unitOf.assign(f.frameSlots, -1);
        for (const FrameUnit& u : f.units) addUnit(u.slot, u.count, false);
        if (f.needctxt) addUnit(f.frameSlots - 3, 1, true);
    }
    void addUnit(uint32_t slot, uint32_t count, bool context) {
        Unit u;
        u.slot = u.at = slot;
        u.count = count;
        u.context = u.used = context;
        for (uint32_t k = 0; k < count; ++k) unitOf[slot + k] = static_cast<int32_t>(units.size());
        units.push_back(std::move(u));
    }
    Unit* unitAt(uint32_t slot) {
        return slot < f.frameSlots && unitOf[slot] >= 0 ? &units[static_cast<size_t>(unitOf[slot])] : nullptr;
    }

    // ---- which values are alive together ----

    static void set(std::vector<uint64_t>& bits, size_t k) {
        if (bits.size() <= k / 64) bits.resize(k / 64 + 1);
        bits[k / 64] |= uint64_t{1} << (k % 64);
    }
    static bool test(const std::vector<uint64_t>& bits, size_t k) {
        return k / 64 < bits.size() && (bits[k / 64] >> (k % 64) & 1);
    }

    void liveBehind(uint32_t i, std::vector<uint64_t>& row) const {
        std::fill(row.begin(), row.end(), 0);
        const auto join = [&](uint32_t at) {
            for (uint32_t w = 0; w < occupied.words; ++w)
                row[w] |= occupied.rows[size_t{at} * occupied.words + w];
        };
        const Instr& in = f.code[i];
        if (opInfo(in.op).imm == Role::jump) join(i + static_cast<uint32_t>(in.lo()));
        if (!endsFlow(in.op) && i + 1 < f.code.size()) join(i + 1);
    }

    template <class F>
    static void forEachBit(const std::vector<uint64_t>& row, F g) {
        for (size_t w = 0; w < row.size(); ++w)
            for (uint64_t bits = row[w]; bits; bits &= bits - 1)
                g(static_cast<uint32_t>(w * 64) + static_cast<uint32_t>(__builtin_ctzll(bits)));
    }

    // Outgoing slots between a call and the next write are its results: where the arguments of that call
    // were.
    struct OutState {
        std::vector<uint8_t> result;
        uint32_t shift = 0;
        uint32_t place(uint32_t s) const { return result[s] ? s - shift : s; }
    };
    void advance(OutState& s, uint32_t i, size_t& call) const {
        forEachSlotRun(
            f.code[i], types, [](uint32_t, uint32_t) {},
            [&](uint32_t slot, uint32_t n) {
                for (uint32_t k = slot; k < std::min(slot + n, out); ++k) s.result[k] = 0;
            });
        if (!isCall(f.code[i].op)) return;
        const CallSite& c = f.calls[call++];
        CHECK(c.instr == i, "a call without a call site");
        s.shift = isNative(c) ? 0 : c.argSlots;
        std::fill(s.result.begin(), s.result.end(), 0);
        for (uint32_t k = c.argSlots; k < c.ptr.size(); ++k) s.result[k] = 1;
    }

    void conflict(uint32_t x, uint32_t y) {
        set(units[x].conflicts, y);
        set(units[y].conflicts, x);
    }

    uint32_t incomingPlace(uint32_t s) const {
        const uint32_t k = s - f.frameSlots;
        return k >= f.firstResult ? k - f.firstResult : k;
    }

    // A slot is written while those of `row` are alive; from: the slot that it is a copy of, which it may
    // share its place with.
    void written(uint32_t slot, const std::vector<uint64_t>& row, const OutState& behind, uint32_t from) {
        Unit* u = unitAt(slot);
        const Unit* source = from == slot ? nullptr : unitAt(from);
        forEachBit(row, [&](uint32_t s) {
            Unit* v = unitAt(s);
            if (v == u || (v && v == source)) return;
            if (u && v)
                conflict(static_cast<uint32_t>(u - units.data()), static_cast<uint32_t>(v - units.data()));
            if (u && s < out) set(u->outConflicts, behind.place(s));
            if (u && s >= f.frameSlots) set(u->inConflicts, incomingPlace(s));
            if (!u && v && slot < out) set(v->outConflicts, slot);
            if (!u && v && slot >= f.frameSlots) set(v->inConflicts, incomingPlace(slot));
        });
    }
    // The slot that instruction i copies from one value of a single slot to another; else kNoSlot.
    uint32_t copied(const Instr& in) {
        const Unit* a = in.op == Opcode::MOV ? unitAt(in.a) : nullptr;
        const Unit* b = in.op == Opcode::MOV ? unitAt(in.b) : nullptr;
        if (!a || !b || a->count != 1 || b->count != 1 || a->context || b->context) return kNoSlot;
        // A number made of a pointer is not adjusted when the stack moves: they stay apart.
        return f.localPtr[in.a] == f.localPtr[in.b] ? in.b : uint32_t{kNoSlot};
    }

    void findConflicts() {
        std::vector<uint64_t> row(occupied.words), before(occupied.words);
        OutState state{std::vector<uint8_t>(out, 0), 0};
        size_t call = 0;
        if (f.needctxt && !f.code.empty()) {
            std::copy_n(occupied.rows.begin(), occupied.words, row.begin());
            written(f.frameSlots - 3, row, state, f.frameSlots - 3);
        }
        for (uint32_t i = 0; i < f.code.size(); ++i) {
            const Instr& in = f.code[i];
            liveBehind(i, row);
            advance(state, i, call);
            bool many = in.op >= Opcode::STREQ && (in.op < Opcode::JMP || in.op >= Opcode::SLICE);
            uint32_t writes = 0, source = copied(in);
            if (source == kNoSlot) source = in.a;
            const auto none = [](uint32_t, uint32_t) {};
            forEachSlotRun(in, types, none, [&](uint32_t at, uint32_t n) {
                writes += n;
                for (uint32_t k = at; k < at + n; ++k) set(row, k);  // what is written together
            });
            many = many ||
                   (writes > 1 && in.op != Opcode::MOV2 && in.op != Opcode::MOV3 && in.op != Opcode::MOVN);
            if (many &&
                !readsFirst(in.op))  // such an instruction may write a part before it has read everything
                forEachSlotRun(
                    in, types,
                    [&](uint32_t s, uint32_t n) {
                        for (uint32_t k = s; k < s + n && k < f.frameSlots; ++k) set(row, k);
                    },
                    none);
            forEachSlotRun(
                in, types,
                [&](uint32_t s, uint32_t n) {
                    for (uint32_t k = s; k < s + n; ++k) name(k);
                },
                [&](uint32_t s, uint32_t n) {
                    for (uint32_t k = s; k < s + n; ++k) {
                        name(k);
                        // All slots of one value are in the way of the same ones.
                        if (k == s || !unitAt(k) || unitAt(k) != unitAt(k - 1))
                            written(k, row, state, source);
                    }
                });
            frameOffset(i, state);
            if (in.op == Opcode::CALLI)
                for (uint32_t k = in.a; k < in.a + 2u; ++k)
                    if (Unit* u = unitAt(k)) set(u->outConflicts, 0);
            if (clobbersRegisters(in, types)) acrossCall(i);
        }
    }
    void name(uint32_t slot) {
        if (Unit* u = unitAt(slot)) u->used = true;
    }

    // What is alive in front of a call and behind it, and what the runtime gets the address of.
    void acrossCall(uint32_t i) {
        const Instr& in = f.code[i];
        std::vector<uint64_t> row(occupied.words), writes;
        liveBehind(i, row);
        forEachSlotRun(
            in, types, [](uint32_t, uint32_t) {},
            [&](uint32_t s, uint32_t n) {
                for (uint32_t k = s; k < s + n; ++k) set(writes, k);
            });
        forEachBit(row, [&](uint32_t s) {
            if (Unit* u = unitAt(s); u && !test(writes, s)) u->crosses = true;
        });
        const auto memory = [&](uint16_t slot) {
            if (slot != kNoSlot)
                if (Unit* u = unitAt(slot)) u->crosses = true;
        };
        if (in.op == Opcode::SELECT || in.op == Opcode::SELECTNB) memory(in.c);
        if (in.op == Opcode::SEND) memory(in.b);
        if (in.op == Opcode::RECV || in.op == Opcode::TRYRECV) memory(in.a);
        if (in.op == Opcode::TRYSEND) memory(in.c);
        if (in.op == Opcode::MAPITERNEXT) memory(in.a);
    }

    // Parts of slots, and addresses: those that are good for the time of a region only are bounded by it.
    void frameOffset(uint32_t i, const OutState& behind) {
        const Instr& in = f.code[i];
        if (opInfo(in.op).imm != Role::frame) return;
        const uint32_t slot = static_cast<uint32_t>(in.lo() / 8);
        Unit* u = unitAt(slot);
        if (!u) return;
        u->used = true;
        if (in.op != Opcode::LEA) {
            if (in.op >= Opcode::STF8) {
                std::vector<uint64_t> row(occupied.words);
                liveBehind(i, row);
                written(slot, row, behind, slot);
            }
            return;
        }
        const bool bounded = std::any_of(f.regions.begin(), f.regions.end(), [&](const LiveRegion& r) {
            return r.from == i && r.slot <= slot && slot < r.slot + r.count;
        });
        if (!bounded) u->alone = true;
        u->crosses = true;
    }

    // ---- places ----

    bool fits(const Unit& u, uint32_t me, uint32_t at) const {
        for (uint32_t k = at; k < at + u.count; ++k) {
            if (k >= incoming ? test(u.inConflicts, k - incoming)
                              : k < physicalOut && test(u.outConflicts, k))
                return false;
            const auto& list = k >= incoming ? inOccupants : occupants;
            const uint32_t place = k >= incoming ? k - incoming : k;
            if (place >= list.size()) continue;
            for (const uint32_t v : list[place])
                if (u.alone || units[v].alone || test(units[v].conflicts, me)) return false;
        }
        return true;
    }
    void put(uint32_t me, uint32_t at) {
        Unit& u = units[me];
        u.at = at;
        auto& list = at >= incoming ? inOccupants : occupants;
        const uint32_t place = at >= incoming ? at - incoming : at;
        if (list.size() < place + u.count) list.resize(place + u.count);
        for (uint32_t k = place; k < place + u.count; ++k) list[k].push_back(me);
    }
    // Where a value that no call sees can stand without making the frame larger.
    bool putAside(uint32_t me) {
        const Unit& u = units[me];
        for (uint32_t at = 0; at + u.count <= occupants.size(); ++at)
            if (fits(u, me, at)) {
                put(me, at);
                return true;
            }
        for (uint32_t k = 0; k + u.count <= args(); ++k)
            if (fits(u, me, incoming + k)) {
                put(me, incoming + k);
                return true;
            }
        return false;
    }
    uint32_t args() const { return std::max(f.firstResult, f.argSlots - f.firstResult); }
    void placeAll(bool (*which)(const Unit&)) {
        for (uint32_t k = 0; k < units.size(); ++k) {
            const Unit& u = units[k];
            if (!u.used || u.context || !which(u)) continue;
            if (!u.crosses && !u.alone && putAside(k)) continue;
            uint32_t at = u.alone ? static_cast<uint32_t>(occupants.size()) : u.crosses ? physicalOut : 0;
            while (!fits(u, k, at)) ++at;
            put(k, at);
        }
    }
    // What gc keeps in a frame and nothing here names: a bit and the closure of each deferred call that it
    // makes itself where the function ends; the records of those that it does not, as they are too many or
    // some stand in a loop; the order in which a select locks its channels. Others may stand there meanwhile.
    uint32_t hiddenSlots() const {
        uint32_t defers = 0, order = 0;
        bool listed = false;
        for (const Instr& i : f.code) {
            if (i.op == Opcode::DEFER && i.c == kNoSlot) {
                listed = listed || i.b == 1;
                defers += i.b != 1;
            }
            if (i.op == Opcode::SELECT || i.op == Opcode::SELECTNB)
                order += static_cast<uint32_t>(i.lo() + i.hi() + 1) / 2;
        }
        constexpr uint32_t openCodedMost = 8, recordSlots = 6;
        if (listed || defers > openCodedMost) return order + defers * recordSlots + (physicalOut == 0 ? 1 : 0);
        return order + (defers ? defers + 1 : 0);
    }
    void place() {
        occupants.resize(physicalOut);
        placeAll([](const Unit& u) { return u.alone; });
        placeAll([](const Unit& u) { return !u.alone && u.crosses; });
        occupants.resize(occupants.size() + hiddenSlots());
        placeAll([](const Unit& u) { return !u.alone && !u.crosses; });
        auto end = std::max(static_cast<uint32_t>(occupants.size()), least > 2 ? least - 2 : 0);
        occupants.resize(end);
        if (f.needctxt) {  // where calls put it: below the saved stack pointer
            const auto me = static_cast<uint32_t>(units.size() - 1);
            if (end == 0 || !fits(units[me], me, end - 1)) ++end;
            put(me, end - 1);
        }
        physicalFrame = end + 2;
    }

    // ---- the final numbers ----

    uint32_t final(uint32_t s, const OutState& state, bool reads) const {
        if (s >= f.frameSlots) return physicalFrame + incomingPlace(s);
        if (s < out) return reads ? state.place(s) : s;
        if (unitOf[s] < 0) return physicalFrame - (f.frameSlots - s);  // saved stack pointer, return address
        const Unit& u = units[static_cast<size_t>(unitOf[s])];
        return (u.at >= incoming ? physicalFrame + (u.at - incoming) : u.at) + (s - u.slot);
    }

    void rewrite() {
        if (!share) {
            physicalOut = out;
            physicalFrame = f.frameSlots;
        }
        OutState state{std::vector<uint8_t>(out, 0), 0};
        size_t call = 0;
        const uint32_t incomingSlots = args();
        Liveness rows;
        rows.slots = physicalFrame + incomingSlots;
        rows.words = std::max(1u, (rows.slots + 63) / 64);
        rows.rows.resize(f.code.size() * rows.words);
        variables();
        std::vector<Instr> code = f.code;
        for (uint32_t i = 0; i < f.code.size(); ++i) {
            row(i, state, rows);
            instruction(code[i], state);
            advance(state, i, call);
        }
        f.code = std::move(code);
        live = std::move(rows);
        f.frameSlots = physicalFrame;
        f.outSlots = physicalOut;
        f.argSlots = incomingSlots;
        f.firstResult = 0;
    }

    // The pointers before instruction i. A result that is written already has taken the place of an argument.
    void row(uint32_t i, const OutState& state, Liveness& rows) const {
        uint64_t* to = &rows.rows[size_t{i} * rows.words];
        const uint64_t* all = share ? &occupied.rows[size_t{i} * occupied.words] : nullptr;
        const auto alive = [](const uint64_t* bits, uint32_t s) { return bits[s / 64] >> (s % 64) & 1; };
        const uint64_t* from = &live.rows[size_t{i} * live.words];
        for (uint32_t s = 0; s < live.slots; ++s) {
            if (!alive(from, s)) continue;
            if (all && s >= f.frameSlots && s - f.frameSlots < f.firstResult) {
                const uint32_t result = s + f.firstResult;
                if (result < f.frameSlots + f.argSlots && alive(all, result)) continue;
            }
            const uint32_t p = final(s, state, true);
            to[p / 64] |= uint64_t{1} << (p % 64);
        }
    }

    void instruction(Instr& in, const OutState& state) const {
        const OpInfo& info = opInfo(in.op);
        const Role roles[3] = {info.a, info.b, info.c};
        uint16_t* slots[3] = {&in.a, &in.b, &in.c};
        for (int k = 0; k < 3; ++k) {
            const Role r = roles[k];
            if (r == Role::none || r == Role::num || *slots[k] == kNoSlot) continue;
            const bool writes =
                r == Role::w1 || r == Role::w2 || r == Role::w3 || r == Role::wn || r == Role::wt;
            *slots[k] = static_cast<uint16_t>(final(*slots[k], state, !writes));
        }
        if (info.imm == Role::frame) {
            const uint32_t slot = final(static_cast<uint32_t>(in.lo() / 8), state, false);
            in.imm = Instr::pair(static_cast<int32_t>(slot * 8) + in.lo() % 8, in.hi());
        }
        if (in.op == Opcode::MAPGET2)
            in.imm = Instr::pair(in.lo(),
                                 static_cast<int32_t>(final(static_cast<uint32_t>(in.hi()), state, false)));
    }

    // Variables are shown while their places are theirs.
    void variables() {
        std::vector<runtime::LocalVar> shown;
        const OutState nothing{std::vector<uint8_t>(out, 0), 0};
        for (runtime::LocalVar& v : f.vars) {
            const auto slot = static_cast<uint32_t>(v.offset / 8);
            const Unit* u = unitAt(slot);
            v.offset = static_cast<int32_t>(final(slot, nothing, false) * 8);
            if (u && !u->used) continue;
            if (!share || (u && u->alone) || (!u && slot < f.frameSlots)) {
                shown.push_back(v);
                continue;
            }
            const uint32_t at = u ? u->at : incoming + incomingPlace(slot);
            stretches(v, slot, u ? u->count : v.heap ? 1 : slotsOf(types, v.type), at, u, shown);
        }
        f.vars = std::move(shown);
    }
    bool alive(uint32_t slot, uint32_t count, uint32_t i) const {
        const uint64_t* bits = &occupied.rows[size_t{i} * occupied.words];
        for (uint32_t s = slot; s < slot + count && s < occupied.slots; ++s)
            if (bits[s / 64] >> (s % 64) & 1) return true;
        return false;
    }
    void stretches(const runtime::LocalVar& v, uint32_t slot, uint32_t count, uint32_t at, const Unit* u,
                   std::vector<runtime::LocalVar>& shown) const {
        const auto& list = at >= incoming ? inOccupants : occupants;
        const uint32_t place = at >= incoming ? at - incoming : at;
        std::vector<uint32_t> others;
        for (uint32_t p = place; p < place + count && p < list.size(); ++p)
            for (const uint32_t o : list[p])
                if (&units[o] != u) others.push_back(o);
        bool mine = true, open = false;
        for (uint32_t i = v.fromPc; i < v.toPc; ++i) {
            for (const uint32_t o : others) mine = mine && !alive(units[o].slot, units[o].count, i);
            if (at < physicalOut && isCall(f.code[i].op)) mine = false;
            if (alive(slot, count, i)) mine = true;
            if (mine && !open) {
                shown.push_back(v);
                shown.back().fromPc = i;
            }
            if (mine) shown.back().toPc = i + 1;
            open = mine;
        }
    }

    FuncCode& f;
    Liveness& live;
    const std::vector<runtime::Type>& types;
    const bool share;
    const uint32_t least;
    const uint32_t out;  // of the numbering as compiled: arguments, then results
    uint32_t physicalOut = 0, physicalFrame = 0;
    Liveness occupied;
    std::vector<Unit> units;
    std::vector<int32_t> unitOf;                                // by slot of the frame
    std::vector<std::vector<uint32_t>> occupants, inOccupants;  // units by place
};

}  // namespace

void layoutFrame(FuncCode& f, Liveness& live, const std::vector<runtime::Type>& types, bool share,
                 uint32_t leastSlots) {
    Layout(f, live, types, share, leastSlots).run();
}

}  // namespace tricolor::golang
