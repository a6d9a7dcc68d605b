// Statements: blocks and control flow.
#include "sim/golang/compile_fn.h"

namespace tricolor::golang {

void FuncCompiler::block(const std::vector<Stmt*>& list) {
    openScope();
    for (const Stmt* s : list) {
        if (b.unreachable() && s->kind != NodeKind::LabeledStmt) continue;
        stmt(s);
    }
    closeScope();
}

void FuncCompiler::stmt(const Stmt* s) {
    if (!b.refusal.empty()) return;
    if (s->kind != NodeKind::BlockStmt && s->kind != NodeKind::LabeledStmt) mark(s);
    if (!stackAppends.moves.empty()) moveToHeap(s);
    switch (s->kind) {
        case NodeKind::EmptyStmt:
            break;
        case NodeKind::BlockStmt:
            return block(static_cast<const BlockStmt*>(s)->list);
        case NodeKind::ExprStmt:
            return effect(static_cast<const ExprStmt*>(s)->x);
        case NodeKind::AssignStmt:
            return assign(static_cast<const AssignStmt*>(s));
        case NodeKind::IncDecStmt:
            return assignOp(static_cast<const IncDecStmt*>(s)->x, static_cast<const IncDecStmt*>(s)->op,
                            nullptr);
        case NodeKind::DeclStmt:
            for (const Decl* d : static_cast<const DeclStmt*>(s)->decls)
                if (const auto* v = as<VarDecl>(d)) varDecl(v);
            break;
        case NodeKind::LabeledStmt: {
            const auto* l = static_cast<const LabeledStmt*>(s);
            b.bind(labelFor(l));
            return stmt(l->stmt);
        }
        case NodeKind::BranchStmt:
            return branchStmt(static_cast<const BranchStmt*>(s));
        case NodeKind::ReturnStmt:
            return returnStmt(static_cast<const ReturnStmt*>(s));
        case NodeKind::IfStmt:
            return ifStmt(static_cast<const IfStmt*>(s));
        case NodeKind::ForStmt:
            return forStmt(static_cast<const ForStmt*>(s));
        case NodeKind::RangeStmt:
            return rangeStmt(static_cast<const RangeStmt*>(s));
        case NodeKind::SwitchStmt:
            return switchStmt(static_cast<const SwitchStmt*>(s));
        case NodeKind::TypeSwitchStmt:
            return typeSwitchStmt(static_cast<const TypeSwitchStmt*>(s));
        case NodeKind::SelectStmt:
            return selectStmt(static_cast<const SelectStmt*>(s));
        case NodeKind::SendStmt:
            return sendStmt(static_cast<const SendStmt*>(s));
        case NodeKind::GoStmt:
            return goStmt(static_cast<const GoStmt*>(s)->call, s, false);
        case NodeKind::DeferStmt:
            return goStmt(static_cast<const DeferStmt*>(s)->call, s, true);
        default:
            refuse(s, "this statement is not supported yet");
    }
}

Label FuncCompiler::labelFor(const LabeledStmt* l) {
    for (const auto& [stmt_, label] : gotoLabels)
        if (stmt_ == l) return label;
    gotoLabels.emplace_back(l, b.newLabel());
    return gotoLabels.back().second;
}

void FuncCompiler::branchStmt(const BranchStmt* s) {
    if (s->token == Token::Goto)
        return labelIsHere(s->target) ? b.jump(labelFor(as<LabeledStmt>(s->target))) : branchOut(s);
    if (s->token == Token::Fallthrough) return b.jump(fallthroughLabel);
    for (size_t i = targets.size(); i-- > 0;)
        if (targets[i].stmt == s->target)
            return b.jump(s->token == Token::Break ? targets[i].breakLabel : targets[i].continueLabel);
    branchOut(s);
}

void FuncCompiler::ifStmt(const IfStmt* s) {
    openScope();
    if (s->init) stmt(s->init);
    const Label other = b.newLabel();
    mark(s);
    cond(s->cond, other, false);
    if (!b.unreachable()) block(s->thenBlock->list);
    if (s->elseStmt) {
        const Label done = b.newLabel();
        if (!b.unreachable()) b.jump(done);
        b.bind(other);
        if (!b.unreachable()) stmt(s->elseStmt);
        b.bind(done);
    } else {
        b.bind(other);
    }
    closeScope();
}

// Each round has its own loop variables: those on the heap get a new place before the post statement.
void FuncCompiler::renewLoopVars(const ForStmt* s) {
    for (const VarObject* v : s->loopVars) {
        Home& h = home(v);
        if (h.kind != Home::Kind::box) continue;
        Temps scope(*this);
        const Slot old = temp(*h.type);
        load(memory(h.slot, 0, *h.type), old);
        newHeapVar(*h.type, h.slot);
        store(memory(h.slot, 0, *h.type), old);
    }
}

void FuncCompiler::forStmt(const ForStmt* s) {
    openScope();
    if (s->init) stmt(s->init);
    const Label top = b.newLabel(), next = b.newLabel(), done = b.newLabel(), test = b.newLabel();
    if (s->cond) b.jump(test);
    b.bind(top);
    openLoopBody();
    targets.push_back({s, done, next});
    block(s->body->list);
    targets.pop_back();
    closeLoopBody();
    b.bind(next);
    mark(s->post ? static_cast<const Node*>(s->post) : s);
    renewLoopVars(s);
    if (s->post) stmt(s->post);
    b.bind(test);
    if (s->cond) {
        mark(s->cond);
        cond(s->cond, top, true);
    } else {
        b.jump(top);
    }
    b.bind(done);
    closeScope();
}

void FuncCompiler::sendStmt(const SendStmt* s) {
    Temps scope(*this);
    const TypeInfo& ct = infoOf(s->channel);
    const TypeInfo& t = info(typeAs<ChanType>(ct.under)->element);
    const CallsFirst order(*this, {s->channel, s->value}, true);
    Slot ch = value(s->channel);
    if (hasCall(s->value) && !isTemp(ch)) ch = copyOf(s->channel);
    const Slot v = valueAs(s->value, t);
    mark(s);
    b.emit2(Opcode::SEND, ch, v, noSlot, c.typeId(ct.type), 0);
}

}  // namespace tricolor::golang
