// select.
#include "sim/golang/compile_fn.h"
#include "sim/world/check.h"

namespace tricolor::golang {

struct FuncCompiler::SelectCase {
    const CommClause* clause = nullptr;
    const SendStmt* send = nullptr;  // null: a receive
    const Expr* channelExpr = nullptr;
    const AssignStmt* assign = nullptr;  // of a receive, if it assigns
    const TypeInfo* chan = nullptr;
    const TypeInfo* element = nullptr;
    Slot channel = noSlot;
    Slot value = noSlot;  // what is sent, or where the received value goes
};

namespace {

const Expr* receiveOf(const Stmt* comm, const AssignStmt** assign) {
    const Expr* x = nullptr;
    if (const auto* e = as<ExprStmt>(comm)) x = e->x;
    if (const auto* a = as<AssignStmt>(comm)) {
        *assign = a;
        x = a->rhs[0];
    }
    return static_cast<const UnaryExpr*>(unparen(x))->x;
}

}  // namespace

// Channels and values to send, in source order.
void FuncCompiler::selectOperands(SelectCase& k) {
    k.channelExpr = k.send ? k.send->channel : receiveOf(k.clause->comm, &k.assign);
    k.chan = &infoOf(k.channelExpr);
    k.element = &info(typeAs<ChanType>(k.chan->under)->element);
    k.channel = copyOf(k.channelExpr);
    c.typeId(k.chan->type);
    if (k.send) k.value = copyAs(k.send->value, *k.element);
}

// What a received value is assigned to, then the clause's statements.
void FuncCompiler::selectBody(const SelectCase& k, Slot value_, Slot ok, const SelectStmt* s, Label done) {
    openScope();
    if (k.element && !k.send && k.element->narrow() && k.assign) extend(value_, *k.element, value_);
    if (k.assign) {
        const auto fresh = [&](size_t i) {
            return i < k.assign->newVars.size() ? k.assign->newVars[i] : nullptr;
        };
        assignSlot(k.assign->lhs[0], fresh(0), value_, *k.element);
        if (k.assign->lhs.size() > 1) assignSlot(k.assign->lhs[1], fresh(1), ok, boolInfo());
    }
    targets.push_back({s, done, -1});
    block(k.clause->body);
    targets.pop_back();
    closeScope();
    if (!b.unreachable()) b.jump(done);
}

void FuncCompiler::selectOne(const SelectCase& k, const SelectStmt* s, Label done) {
    const int32_t id = c.typeId(k.chan->type);
    const Slot ok = tempInt();
    Slot v = k.value;
    if (k.send) {
        b.emit2(Opcode::SEND, k.channel, v, noSlot, id, 0);
    } else {
        v = temp(*k.element);
        if (k.element->pointers) zero(v, k.element->slots);
        b.emit2(Opcode::RECV, k.element->slots ? v : noSlot, k.channel, ok, id, 0);
    }
    selectBody(k, v, ok, s, done);
}

// One case and a default.
void FuncCompiler::selectTry(const SelectCase& k, const SelectStmt* s, const CommClause* fallback,
                             Label done) {
    const int32_t id = c.typeId(k.chan->type);
    const Slot r = temp(SlotMask{0, 0});
    Slot v = k.value;
    if (k.send) {
        b.emit2(Opcode::TRYSEND, r, k.channel, v, id, 0);
    } else {
        v = temp(*k.element);
        if (k.element->pointers) zero(v, k.element->slots);
        b.emit2(Opcode::TRYRECV, k.element->slots ? v : noSlot, k.channel, r, id, 0);
    }
    const Label other = b.newLabel();
    b.branch(Opcode::BZ, r, noSlot, other);
    selectBody(k, v, r + 1, s, done);
    b.bind(other);
    SelectCase rest;
    rest.clause = fallback;
    selectBody(rest, noSlot, noSlot, s, done);
}

void FuncCompiler::selectMany(std::vector<SelectCase>& cases, const SelectStmt* s, const CommClause* fallback,
                              Label done) {
    std::vector<SelectCase*> order;  // sends, then receives
    for (SelectCase& k : cases)
        if (k.send) order.push_back(&k);
    const int32_t sends = static_cast<int32_t>(order.size());
    for (SelectCase& k : cases)
        if (!k.send) order.push_back(&k);
    SlotMask mask(order.size() * 2, 1);
    const Slot run = temp(mask), r = temp(SlotMask{0, 0});
    for (size_t i = 0; i < order.size(); ++i) {
        SelectCase& k = *order[i];
        const Slot at = run + static_cast<Slot>(2 * i);
        move(at, k.channel, 1);
        if (!k.send && k.element->slots && k.assign) {
            k.value = temp(*k.element);
            zero(k.value, k.element->slots);
        }
        if (k.value == noSlot || k.element->slots == 0)
            loadInt(at + 1, 0);
        else
            move(at + 1, spill(k.value, *k.element), 1);
    }
    b.emit2(fallback ? Opcode::SELECTNB : Opcode::SELECT, r, noSlot, run, sends,
            static_cast<int32_t>(order.size()) - sends);
    std::vector<Label> labels;
    for (size_t i = 0; i + (fallback ? 0 : 1) < order.size(); ++i) {
        labels.push_back(b.newLabel());
        b.branch(Opcode::BEQI, r, noSlot, labels.back(), static_cast<int32_t>(i));
    }
    SelectCase rest;
    rest.clause = fallback;
    const SelectCase& last = fallback ? rest : *order.back();
    selectBody(last, last.value, r + 1, s, done);
    for (size_t i = 0; i < labels.size(); ++i) {
        b.bind(labels[i]);
        selectBody(*order[i], order[i]->value, r + 1, s, done);
    }
}

void FuncCompiler::selectStmt(const SelectStmt* s) {
    Temps scope(*this);
    const Label done = b.newLabel();
    std::vector<SelectCase> cases;
    const CommClause* fallback = nullptr;
    for (const CommClause* clause : s->clauses) {
        if (!clause->comm) {
            fallback = clause;
            continue;
        }
        SelectCase k;
        k.clause = clause;
        k.send = as<SendStmt>(clause->comm);
        cases.push_back(k);
    }
    for (SelectCase& k : cases) selectOperands(k);
    mark(s);
    if (cases.empty() && !fallback) return b.emit(Opcode::BLOCK);
    if (cases.empty()) {
        SelectCase rest;
        rest.clause = fallback;
        selectBody(rest, noSlot, noSlot, s, done);
    } else if (cases.size() == 1) {
        fallback ? selectTry(cases[0], s, fallback, done) : selectOne(cases[0], s, done);
    } else {
        selectMany(cases, s, fallback, done);
    }
    b.bind(done);
}

}  // namespace tricolor::golang
