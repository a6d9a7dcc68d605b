// Statements, taken apart.
#include "sim/golang/escape_lower.h"

namespace tricolor::golang::flow {

namespace {

// A condition that is known: 1 true, -1 false, 0 not known.
int known(const Expr* e) {
    e = unparen(e);
    if (e->isConstant()) return e->constant.boolValue() ? 1 : -1;
    if (const auto* u = as<UnaryExpr>(e)) return u->op == Op::Not ? -known(u->x) : 0;
    const auto* b = as<BinaryExpr>(e);
    if (!b || (b->op != Op::AndAnd && b->op != Op::OrOr)) return 0;
    const int decides = b->op == Op::OrOr ? 1 : -1;
    const int x = known(b->x);
    if (x == decides) return x;
    const int y = known(b->y);
    return x == -decides || y == decides ? y : 0;
}

// What follows it in a list is never reached, until a label.
bool ends(const Stmt* s) {
    if (!s) return false;
    switch (s->kind) {
        case NodeKind::BranchStmt:
            return static_cast<const BranchStmt*>(s)->token == Token::Goto;
        case NodeKind::ReturnStmt:
            return true;
        case NodeKind::ExprStmt: {
            const auto* c =
                as<CallExpr>(unparen(static_cast<const Expr*>(static_cast<const ExprStmt*>(s)->x)));
            return c && c->callKind == CallKind::Builtin && c->builtin == golang::Builtin::Panic;
        }
        case NodeKind::IfStmt: {
            const auto* i = static_cast<const IfStmt*>(s);
            const int k = known(i->cond);
            return (k < 0 || ends(i->thenBlock)) && (k > 0 || ends(i->elseStmt));
        }
        case NodeKind::BlockStmt: {
            const auto& list = static_cast<const BlockStmt*>(s)->list;
            for (size_t i = list.size(); i-- > 0;)
                if (list[i]->kind != NodeKind::EmptyStmt) return ends(list[i]);
            return false;
        }
        default:
            return false;
    }
}

}  // namespace

void Lowering::block(const std::vector<Stmt*>& list, std::vector<TreeNode*>& out) {
    bool dead = false;
    for (const Stmt* s : list) {
        if (dead && s->kind != NodeKind::LabeledStmt) continue;
        statement(s, out);
        dead = ends(s);
    }
}

void Lowering::statement(const Stmt* s, std::vector<TreeNode*>& out) {
    if (!s) return;
    switch (s->kind) {
        case NodeKind::LabeledStmt: {
            const auto* l = static_cast<const LabeledStmt*>(s);
            TreeNode* n = node(Kind::Label, s->pos);
            n->text = l->label->name;
            out.push_back(n);
            return statement(l->stmt, out);
        }
        case NodeKind::BlockStmt: {
            TreeNode* n = node(Kind::Block, s->pos);
            block(static_cast<const BlockStmt*>(s)->list, n->body);
            // Its statements stand among those around it; loops do not end with it.
            out.insert(out.end(), n->body.begin(), n->body.end());
            return;
        }
        case NodeKind::ExprStmt:
            return out.push_back(value(static_cast<const ExprStmt*>(s)->x));
        case NodeKind::SendStmt: {
            TreeNode* n = node(Kind::Send, s->pos);
            n->x = value(static_cast<const SendStmt*>(s)->channel);
            n->y = value(static_cast<const SendStmt*>(s)->value);
            return out.push_back(n);
        }
        case NodeKind::DeclStmt:
            return declaration(static_cast<const DeclStmt*>(s), out);
        case NodeKind::AssignStmt:
            return assign(static_cast<const AssignStmt*>(s), out);
        case NodeKind::IncDecStmt: {
            TreeNode* n = node(Kind::AssignOp, s->pos);
            n->lhs = {value(static_cast<const IncDecStmt*>(s)->x)};
            n->list = {node(Kind::Zero, s->pos)};
            return out.push_back(n);
        }
        case NodeKind::GoStmt:
            return goDefer(static_cast<const GoStmt*>(s)->call, s, out);
        case NodeKind::DeferStmt:
            return goDefer(static_cast<const DeferStmt*>(s)->call, s, out);
        case NodeKind::ReturnStmt:
            return returnStatement(static_cast<const ReturnStmt*>(s), out);
        case NodeKind::BranchStmt:
            return branch(static_cast<const BranchStmt*>(s), out);
        case NodeKind::IfStmt:
            return ifStatement(static_cast<const IfStmt*>(s), out);
        case NodeKind::ForStmt:
            return forStatement(static_cast<const ForStmt*>(s), out);
        case NodeKind::RangeStmt:
            return range(static_cast<const RangeStmt*>(s), out);
        case NodeKind::SwitchStmt:
            return switchStatement(static_cast<const SwitchStmt*>(s), out);
        case NodeKind::TypeSwitchStmt:
            return typeSwitch(static_cast<const TypeSwitchStmt*>(s), out);
        case NodeKind::SelectStmt:
            return select(static_cast<const SelectStmt*>(s), out);
        default:
            return;
    }
}

// ---- assignments ----

// What is assigned to; null: blank.
TreeNode* Lowering::target(const Expr* e) {
    const auto* id = as<Ident>(unparen(e));
    return id && id->blank() ? nullptr : plain(e);
}

void Lowering::assignAll(std::vector<TreeNode*> lhs, const std::vector<Name*>& fresh,
                         std::vector<TreeNode*> rhs, Pos pos, std::vector<TreeNode*>& out) {
    TreeNode* n = node(Kind::Assign, pos);
    n->define = !fresh.empty();
    for (Name* v : fresh) {
        n->init.push_back(declaration(v));
        v->defined = n;
    }
    n->lhs = std::move(lhs);
    n->list = std::move(rhs);
    out.push_back(n);
}

void Lowering::assign(const AssignStmt* s, std::vector<TreeNode*>& out) {
    if (s->assign == AssignKind::Operation) {
        TreeNode* n = node(Kind::AssignOp, s->pos);
        n->op = s->op;
        n->lhs = {value(s->lhs[0])};
        n->list = {value(s->rhs[0])};
        return out.push_back(n);
    }
    std::vector<TreeNode*> lhs;
    std::vector<Name*> fresh;
    std::vector<Type*> to;
    for (size_t i = 0; i < s->lhs.size(); ++i) {
        const VarObject* v = i < s->newVars.size() ? s->newVars[i] : nullptr;
        if (v) fresh.push_back(declare(v, Name::Class::Local));
        lhs.push_back(v ? use(fresh.back(), s->lhs[i]->pos) : target(s->lhs[i]));
        to.push_back(lhs.back() ? lhs.back()->type : nullptr);
    }
    assignAll(std::move(lhs), fresh, values(s->rhs, to, s->pos), s->pos, out);
}

void Lowering::declaration(const DeclStmt* s, std::vector<TreeNode*>& out) {
    for (const Decl* d : s->decls) {
        const auto* v = as<VarDecl>(d);
        if (!v) continue;
        std::vector<TreeNode*> lhs;
        std::vector<Name*> fresh;
        std::vector<Type*> to;
        for (const VarObject* o : v->objects) {
            to.push_back(typ(o->type));
            if (o->name == "_" && !v->values.empty()) {
                lhs.push_back(nullptr);
                continue;
            }
            fresh.push_back(declare(o, Name::Class::Local));
            lhs.push_back(use(fresh.back(), o->pos));
        }
        if (!v->values.empty()) {
            assignAll(std::move(lhs), fresh, values(v->values, to, v->pos), v->pos, out);
            continue;
        }
        for (Name* n : fresh) {
            TreeNode* zero = node(Kind::Assign, v->pos);
            zero->lhs = {use(n, n->pos)};
            zero->list = {nullptr};
            zero->init = {declaration(n)};
            out.push_back(zero);
        }
    }
}

void Lowering::returnStatement(const ReturnStmt* s, std::vector<TreeNode*>& out) {
    Lowering* real = this;
    while (real->f_->rangeBody) real = real->outer_;
    std::vector<Type*> to;
    for (const Name* r : real->f_->results) to.push_back(r->type);
    std::vector<TreeNode*> list = values(s->results, to, s->pos);
    if (real == this) {
        TreeNode* n = node(Kind::Return, s->pos);
        n->list = std::move(list);
        return out.push_back(n);
    }
    if (!list.empty()) {
        std::vector<TreeNode*> lhs;
        for (size_t i = 0; i < real->f_->results.size(); ++i) {
            Name* r = real->f_->results[i];
            if (r->text.rfind("~r", 0) == 0) r->text = "#rv" + std::to_string(i + 1);
            capture(r);
            lhs.push_back(use(r, s->pos));
        }
        assignAll(std::move(lhs), {}, std::move(list), s->pos, out);
    }
    leave(out, s->pos);
}

// ---- control ----

void Lowering::branch(const BranchStmt* s, std::vector<TreeNode*>& out) {
    if (s->token == Token::Goto) {
        TreeNode* n = node(Kind::Goto, s->pos);
        n->text = s->label->name;
        out.push_back(n);
    }
    if (!f_->rangeBody || s->token == Token::Fallthrough) return;
    // Out of the body of a range over a function, to a loop around it?
    for (const Lowering* l = this; l && l->f_->rangeBody; l = l->outer_)
        if (l != this && l->rangeStmt_ == s->target) return leave(out, s->pos);
}

void Lowering::ifStatement(const IfStmt* s, std::vector<TreeNode*>& out) {
    TreeNode* n = node(Kind::If, s->pos);
    statement(s->init, n->init);
    n->x = value(s->cond);
    const int k = known(s->cond);
    if (k >= 0) block(s->thenBlock->list, n->body);
    if (k <= 0) statement(s->elseStmt, n->elseBody);
    if (k == 0) return out.push_back(n);
    out.insert(out.end(), n->init.begin(), n->init.end());
    out.push_back(n->x);
    out.insert(out.end(), n->body.begin(), n->body.end());
    out.insert(out.end(), n->elseBody.begin(), n->elseBody.end());
}

// v is a variable of a loop: if somebody may keep it, the loop has a variable of its own and v is a copy,
// made at the start of each round.
TreeNode* Lowering::eachRound(Name* v, TreeNode*& target, Pos pos) {
    Name* loop = all_.tree.name();
    loop->text = v->text;
    loop->pos = pos;
    loop->type = v->type;
    loop->function = f_;
    late_.push_back(loop);  // the compiler makes it when all others have their numbers
    loop->defined = v->defined;
    target = use(loop, pos);
    return assignment(v, use(loop, pos), pos);
}

void Lowering::forStatement(const ForStmt* s, std::vector<TreeNode*>& out) {
    TreeNode* n = node(Kind::For, s->pos);
    statement(s->init, n->init);
    n->x = s->cond ? value(s->cond) : nullptr;
    std::vector<TreeNode*> post;
    statement(s->post, post);
    block(s->body->list, n->body);
    if (s->cond && known(s->cond) < 0 && unparen(static_cast<const Expr*>(s->cond))->isConstant()) {
        out.insert(out.end(), n->init.begin(), n->init.end());
        return;
    }
    std::vector<TreeNode*> copies;
    if (s->init && n->init.size() == 1 && n->init[0]->kind == Kind::Assign && n->init[0]->define)
        for (size_t i = 0; i < n->init[0]->lhs.size(); ++i) {
            TreeNode* init = n->init[0];
            if (!init->lhs[i] || init->lhs[i]->kind != Kind::Name) continue;
            Name* v = init->lhs[i]->name;
            if (!v->captured && !v->addressTaken) continue;
            copies.push_back(eachRound(v, init->lhs[i], v->pos));
            for (TreeNode* d : init->init)
                if (d->kind == Kind::Declare && d->name == v) d->name = init->lhs[i]->name;
            TreeNode* back = node(Kind::Assign, v->pos);
            back->lhs = {use(init->lhs[i]->name, v->pos)};
            back->list = {use(v, v->pos)};
            post.push_back(back);
        }
    n->elseBody = post;
    if (!copies.empty()) {  // condition and step see the copies
        copies.insert(copies.end(), post.begin(), post.end());
        n->elseBody.clear();
        n->body.insert(n->body.begin(), copies.begin(), copies.end());
    }
    out.push_back(n);
}

void Lowering::range(const RangeStmt* s, std::vector<TreeNode*>& out) {
    if (s->rangeKind == RangeKind::Func) return rangeFunc(s, out);
    TreeNode* n = node(Kind::Range, s->pos);
    std::vector<Name*> fresh;
    const auto add = [&](const VarObject* v, const Expr* e) {
        Name* made = v ? declare(v, Name::Class::Local) : nullptr;
        if (made) {
            fresh.push_back(made);
            n->init.push_back(declaration(made));
            made->defined = n;
        }
        n->lhs.push_back(made ? use(made, made->pos) : e && !s->define ? target(e) : nullptr);
    };
    add(s->keyVar, s->key);
    add(s->valueVar, s->value);
    n->x = value(s->x);
    block(s->body->list, n->body);
    for (Name* v : fresh) {
        if (!v->captured && !v->addressTaken) continue;
        for (TreeNode*& t : n->lhs)
            if (t && t->kind == Kind::Name && t->name == v) {
                TreeNode* copy = eachRound(v, t, v->pos);
                n->body.insert(n->body.begin(), copy);
                for (TreeNode* d : n->init)
                    if (d->name == v) d->name = t->name;
                break;
            }
    }
    out.push_back(n);
}

void Lowering::switchStatement(const SwitchStmt* s, std::vector<TreeNode*>& out) {
    TreeNode* n = node(Kind::Switch, s->pos);
    statement(s->init, n->init);
    n->x = s->tag ? value(s->tag) : nullptr;
    for (const CaseClause* c : s->clauses) {
        TreeNode* k = node(Kind::Block, c->pos);
        for (const Expr* e : c->exprs) k->list.push_back(value(e));
        block(c->body, k->body);
        n->body.push_back(k);
    }
    out.push_back(n);
}

void Lowering::typeSwitch(const TypeSwitchStmt* s, std::vector<TreeNode*>& out) {
    TreeNode* n = node(Kind::TypeSwitch, s->pos);
    statement(s->init, n->init);
    n->x = value(s->x);
    for (const CaseClause* c : s->clauses) {
        TreeNode* k = node(Kind::Block, c->pos);
        if (c->implicitVar) {
            k->name = declare(c->implicitVar, Name::Class::Local);
            k->name->defined = n;
        }
        block(c->body, k->body);
        n->body.push_back(k);
    }
    out.push_back(n);
}

void Lowering::select(const SelectStmt* s, std::vector<TreeNode*>& out) {
    for (const CommClause* c : s->clauses) {
        TreeNode* k = node(Kind::Block, c->pos);
        statement(c->comm, k->body);
        block(c->body, k->body);
        out.push_back(k);
    }
}

// ---- range over a function ----

void Lowering::capture(Name* n) {
    n->captured = true;
    for (Func* f = f_; f && f != n->function; f = f->outer) {
        bool there = false;
        for (const Name* c : f->captures) there = there || c == n;
        if (!there) f->captures.push_back(n);
    }
}

void Lowering::setTemp(Name* n, Pos pos, std::vector<TreeNode*>& out) {
    TreeNode* a = node(Kind::Assign, pos);
    a->lhs = {use(n, pos)};
    a->list = {node(Kind::Zero, pos, n->type)};
    capture(n);
    out.push_back(a);
}

// Leaves more than this loop: a word says how far.
void Lowering::leave(std::vector<TreeNode*>& out, Pos pos) {
    Lowering* top = this;
    while (top->f_->rangeBody) top = top->outer_;
    if (top->rangeNext_) setTemp(top->rangeNext_, pos, out);
}

TreeNode* Lowering::rangeBody(const RangeStmt* s, Name* state) {
    Func* f = all_.tree.function();
    f->info = s->bodyInfo;
    f->outer = f_;
    f->pos = s->pos;
    f->rangeBody = true;
    f->shaped = f_->outermost()->shaped;
    f->text = f_->text + "-range";
    for (const VarObject* v : s->bodyInfo->captures) {
        f->captures.push_back(variable(v));
        f->captures.back()->captured = true;
    }
    all_.functions.push_back(f);
    Lowering inner(all_, f);
    inner.outer_ = this;
    inner.rangeState_ = state;
    inner.rangeStmt_ = s;
    auto* iterator = underlyingAs<SignatureType>(typ(s->x->type));
    auto* yield = iterator ? underlyingAs<SignatureType>(typ(iterator->params[0]->type)) : nullptr;
    const VarObject* vars[] = {s->keyVar, s->valueVar};
    const Expr* old[] = {s->key, s->value};
    for (size_t i = 0; yield && i < yield->params.size(); ++i) {
        Name* p = s->define && i < 2 && vars[i]
                      ? inner.declare(vars[i], Name::Class::Param)
                      : inner.made("#p" + std::to_string(i + 1), s->pos, typ(yield->params[i]->type));
        p->kind = Name::Class::Param;
        f->params.push_back(p);
        if (s->define || i >= 2 || !old[i]) continue;
        TreeNode* to = inner.target(old[i]);
        TreeNode* from = inner.convert(inner.use(p, old[i]->pos), to ? to->type : nullptr, old[i]->pos, true);
        inner.assignAll({to}, {}, {from}, old[i]->pos, f->body);
    }
    Name* r = inner.made("#r", s->pos, all_.program.types->basic(TypeKind::Bool));
    r->kind = Name::Class::Result;
    f->results.push_back(r);
    inner.setTemp(state, s->pos, f->body);
    inner.block(s->body->list, f->body);
    inner.finish();
    TreeNode* n = closureOf(f, s->pos, nullptr);
    n->site = s;
    return n;
}

void Lowering::rangeFunc(const RangeStmt* s, std::vector<TreeNode*>& out) {
    Type* word = all_.program.types->basic(TypeKind::Int);
    Lowering* top = this;
    while (top->f_->rangeBody) top = top->outer_;
    const bool outermost = top->rangeDepth_++ == 0;
    Name* next = nullptr;
    if (outermost) {
        next = all_.tree.name();  // takes part only if somebody sets it
        next->text = "#next";
        next->type = word;  // it stands nowhere in the source
        next->function = f_;
        top->rangeNext_ = next;
    }
    Name* state = made("#state" + std::to_string(++top->rangeStates_), s->pos, word);
    TreeNode* closure = rangeBody(s, state);
    if (top->rangeDefers_ && outermost) made("#defers", Pos(), word);
    Name* yield = made("#yield" + std::to_string(top->rangeStates_), s->pos, closure->type);
    if (next && next->captured) {
        f_->variables.push_back(next);
        out.push_back(assignment(next, node(Kind::Zero, s->pos, word), s->pos));
    }
    out.push_back(assignment(state, node(Kind::Zero, s->pos, word), s->pos));
    out.push_back(assignment(yield, closure, s->pos));
    TreeNode* c = node(Kind::Call, s->pos);
    c->x = settled(value(s->x), c);
    c->list = {use(yield, s->pos)};
    out.push_back(c);
    setTemp(state, s->pos, out);
    if (--top->rangeDepth_ > 0) return;
    top->rangeNext_ = nullptr;
    top->rangeDefers_ = false;
}

}  // namespace tricolor::golang::flow
