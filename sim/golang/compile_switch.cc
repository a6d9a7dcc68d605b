// switch, type switch.
#include <algorithm>

#include "sim/golang/compile_fn.h"
#include "sim/world/check.h"

namespace tricolor::golang {

namespace {

constexpr size_t kFewCases = 4;  // are tried one after the other

}  // namespace

// Jumps to match if the tag equals x.
void FuncCompiler::caseTest(Slot tag, const TypeInfo& t, const Expr* x, Label match) {
    Temps scope(*this);
    mark(x);
    if (isNil(x)) return b.branch(Opcode::BZ, tag, noSlot, match);
    const CallsFirst order(*this, {x}, false);
    const TypeInfo& xt = infoOf(x);
    int64_t k = 0;
    if (t.rep == Rep::Int && constOperand(t, x, k) && branchConst(Op::Equal, t, tag, k, match)) return;
    const Slot r = tempInt();
    if (t.rep == Rep::Interface && xt.rep != Rep::Interface) {
        c.wantMethods(xt.type);
        const Label other = b.newLabel();
        const Slot word = tempInt();
        const Slot wanted = x->isConstant() ? noSlot : raw(x);  // evaluated, whatever type the tag has
        loadInt(word, static_cast<int64_t>(c.typeAddr(xt.type)));
        b.branch(Opcode::BNE, tag, word, other);
        {
            Temps inner(*this);
            const Slot held = temp(xt);
            unpackInterface(tag, xt, held);
            compare(Op::Equal, xt, r, held, wanted == noSlot ? raw(x) : wanted);
        }
        b.branch(Opcode::BNZ, r, noSlot, match);
        return b.bind(other);
    }
    if (t.rep != Rep::Interface && xt.rep == Rep::Interface) {
        const Slot boxed = temp(xt);
        toInterface(tag, t, boxed, nullptr);
        compare(Op::Equal, xt, r, boxed, raw(x));
    } else {
        compare(Op::Equal, t, r, tag, valueAs(x, t));
    }
    b.branch(Opcode::BNZ, r, noSlot, match);
}

// The cases by value, if all of them are integer constants that fit into a branch; else none.
std::vector<FuncCompiler::IntCase> FuncCompiler::intCases(const SwitchStmt* s, const TypeInfo& t,
                                                          const std::vector<Label>& labels) {
    std::vector<IntCase> cases;
    for (size_t i = 0; i < s->clauses.size(); ++i)
        for (const Expr* x : s->clauses[i]->exprs) {
            int64_t k = 0;
            if (t.rep != Rep::Int || !constOperand(t, x, k) || k != static_cast<int32_t>(k)) return {};
            cases.push_back({k, x, labels[i]});
        }
    std::stable_sort(cases.begin(), cases.end(),
                     [](const IntCase& x, const IntCase& y) { return x.value < y.value; });
    return cases;
}

// By halves, as gc does, until few are left. Unsigned tags too big for
// the signed comparison equal no case, wherever they end up.
void FuncCompiler::searchCases(Slot tag, const TypeInfo& t, const IntCase* cases, size_t n, Label otherwise) {
    if (n <= kFewCases) {
        for (size_t i = 0; i < n; ++i) caseTest(tag, t, cases[i].x, cases[i].match);
        return b.jump(otherwise);
    }
    const size_t half = n / 2;
    const Label upper = b.newLabel();
    mark(cases[half].x);
    b.branch(Opcode::BGESI, tag, noSlot, upper, static_cast<int32_t>(cases[half].value));
    searchCases(tag, t, cases, half, otherwise);
    b.bind(upper);
    searchCases(tag, t, cases + half, n - half, otherwise);
}

void FuncCompiler::clauseBodies(const std::vector<CaseClause*>& clauses, const std::vector<Label>& labels,
                                Label done, const Stmt* s) {
    targets.push_back({s, done, -1});
    for (size_t i = 0; i < clauses.size(); ++i) {
        b.bind(labels[i]);
        const Label outer = fallthroughLabel;
        fallthroughLabel = i + 1 < labels.size() ? labels[i + 1] : done;
        block(clauses[i]->body);
        fallthroughLabel = outer;
        if (!b.unreachable()) b.jump(done);
    }
    targets.pop_back();
}

void FuncCompiler::switchStmt(const SwitchStmt* s) {
    openScope();
    if (s->init) stmt(s->init);
    const Label done = b.newLabel();
    std::vector<Label> labels;
    for (size_t i = 0; i < s->clauses.size(); ++i) labels.push_back(b.newLabel());
    Label otherwise = done;
    {
        Temps scope(*this);
        const TypeInfo* t = s->tag ? &valueInfo(s->tag) : nullptr;
        Slot tag = noSlot;
        const CallsFirst order(*this, {s->tag}, false);
        if (s->tag) tag = bytesOfString(s->tag) && plainCases(s) ? glance(s->tag, *t) : copyOf(s->tag);
        for (size_t i = 0; i < s->clauses.size(); ++i)
            if (s->clauses[i]->isDefault) otherwise = labels[i];
        if (const auto cases = t ? intCases(s, *t, labels) : std::vector<IntCase>();
            cases.size() > kFewCases) {
            searchCases(tag, *t, cases.data(), cases.size(), otherwise);
        } else {
            for (size_t i = 0; i < s->clauses.size(); ++i)
                for (const Expr* x : s->clauses[i]->exprs)
                    t ? caseTest(tag, *t, x, labels[i]) : cond(x, labels[i], true);
            b.jump(otherwise);
        }
    }
    clauseBodies(s->clauses, labels, done, s);
    b.bind(done);
    closeScope();
}

// ---- type switch ----

void FuncCompiler::typeTest(Slot x, const TypeInfo& from, const Expr* target, Label match) {
    Temps scope(*this);
    mark(target);
    if (isNil(target)) return b.branch(Opcode::BZ, x, noSlot, match);
    const TypeInfo& t = info(target->type);
    const Slot word = tempInt();
    if (t.rep == Rep::Interface) {
        b.emit2(Opcode::ASSERTI2, temp(t), x, word, c.typeId(t.type), c.typeId(from.type));
        return b.branch(Opcode::BNZ, word, noSlot, match);
    }
    loadInt(word, static_cast<int64_t>(c.typeAddr(t.type)));
    b.branch(Opcode::BEQ, x, word, match);
}

// The variable of a clause: the value as its type, or the interface itself.
void FuncCompiler::bindClause(const CaseClause* clause, Slot x, const TypeInfo& from) {
    VarObject* v = clause->implicitVar;
    Temps scope(*this);
    const TypeInfo& t = info(v->type);
    declareUninit(v);
    Slot value_ = x;
    if (t.rep != Rep::Interface || &t == &from || clause->exprs.size() == 1) {
        if (t.rep != Rep::Interface) {
            value_ = temp(t);
            unpackInterface(x, t, value_);
        }
    }
    store(homePlace(v), value_);
}

void FuncCompiler::typeSwitchStmt(const TypeSwitchStmt* s) {
    openScope();
    if (s->init) stmt(s->init);
    Temps scope(*this);
    const TypeInfo& from = infoOf(s->x);
    const Slot x = copyOf(s->x);
    const Label done = b.newLabel();
    std::vector<Label> labels;
    Label otherwise = done;
    for (const CaseClause* k : s->clauses) {
        labels.push_back(b.newLabel());
        if (k->isDefault) otherwise = labels.back();
        for (const Expr* t : k->exprs) typeTest(x, from, t, labels.back());
    }
    b.jump(otherwise);
    targets.push_back({s, done, -1});
    for (size_t i = 0; i < s->clauses.size(); ++i) {
        b.bind(labels[i]);
        openScope();
        if (s->clauses[i]->implicitVar) bindClause(s->clauses[i], x, from);
        block(s->clauses[i]->body);
        closeScope();
        if (!b.unreachable()) b.jump(done);
    }
    targets.pop_back();
    b.bind(done);
    closeScope();
}

}  // namespace tricolor::golang
