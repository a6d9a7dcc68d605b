#include "sim/golang/labels.h"

#include <algorithm>
#include <map>
#include <string>

namespace tricolor::golang {
namespace {

struct Block {
    Block* outer;
    Pos start;
    LabeledStmt* labeled;  // the labeled statement whose body this is
};

struct Label {
    Pos block;          // start of the block that declares it
    const Block* home;  // valid while that block is open
    LabeledStmt* stmt;
    bool used;
};

// What break, continue and fallthrough mean at a place.
struct Targets {
    Stmt* breaks = nullptr;
    Stmt* continues = nullptr;
    SwitchStmt* fallthroughSwitch = nullptr;
    bool inTypeSwitch = false;
    size_t clause = 0;
};

bool isLoop(const Stmt* s) {
    return s->kind == NodeKind::ForStmt || s->kind == NodeKind::RangeStmt;
}
bool isBreakable(const Stmt* s) {
    return isLoop(s) || s->kind == NodeKind::SwitchStmt || s->kind == NodeKind::TypeSwitchStmt ||
           s->kind == NodeKind::SelectStmt;
}

class Resolver {
  public:
    explicit Resolver(Diagnostics& d) : problems(d) {}

    void run(BlockStmt* body) {
        for (BranchStmt* jump : block(nullptr, {}, nullptr, body->pos, body->list)) {
            const auto at = labels.find(jump->label->name);
            if (at == labels.end()) {
                problems.add(jump->label->pos, "label " + jump->label->name + " not defined");
                continue;
            }
            at->second.used = true;
            problems.add(jump->label->pos, "goto " + jump->label->name + " jumps into block starting at " +
                                               where(at->second.block));
        }
        for (const auto& [name, label] : labels)
            if (!label.used) problems.add(label.stmt->label->pos, "label " + name + " defined and not used");
    }

  private:
    using Jumps = std::vector<BranchStmt*>;
    Diagnostics& problems;
    std::map<std::string, Label> labels;

    std::string where(Pos p) const {
        return problems.fileName(p) + ":" + std::to_string(p.line) + ":" + std::to_string(p.column);
    }

    // The state of going through one block.
    struct Walk {
        Block* here;
        Targets targets;
        Jumps forward;   // gotos whose label has not been seen
        Jumps overVars;  // those of them that would jump over a variable's declaration
        Pos varPos;
        std::string varName;
        bool lastStmt = false;
    };

    Jumps block(Block* outer, Targets targets, LabeledStmt* labeled, Pos start,
                const std::vector<Stmt*>& list) {
        Block here{outer, start, labeled};
        Walk w{&here, targets, {}, {}, {}, {}, false};
        size_t count = list.size();
        while (count > 0 && list[count - 1]->kind == NodeKind::EmptyStmt) count--;
        for (size_t i = 0; i < count; i++) {
            w.lastStmt = i + 1 == count;
            statement(w, list[i], nullptr);
        }
        return std::move(w.forward);
    }

    void inner(Walk& w, const Targets& targets, LabeledStmt* labeled, Pos start,
               const std::vector<Stmt*>& list) {
        const Jumps jumps = block(w.here, targets, labeled, start, list);
        w.forward.insert(w.forward.end(), jumps.begin(), jumps.end());
    }

    void varDeclared(Walk& w, Pos at, const std::string& name) {
        w.varPos = at;
        w.varName = name;
        w.overVars = w.forward;
    }

    void statement(Walk& w, Stmt* s, LabeledStmt* labeled) {
        Targets plain;
        plain.breaks = w.targets.breaks;
        plain.continues = w.targets.continues;
        switch (s->kind) {
            case NodeKind::DeclStmt:
                for (const Decl* d : static_cast<DeclStmt*>(s)->decls) {
                    const auto* v = as<VarDecl>(d);
                    if (!v) continue;
                    varDeclared(w, v->pos, v->names[0]->name);
                    break;
                }
                break;
            case NodeKind::AssignStmt: {
                auto* a = static_cast<AssignStmt*>(s);
                std::string names;
                for (const Expr* e : a->lhs) names += (names.empty() ? "" : ", ") + exprText(e);
                if (a->assign == AssignKind::Define) varDeclared(w, a->pos, names);
                break;
            }
            case NodeKind::LabeledStmt: {
                auto* l = static_cast<LabeledStmt*>(s);
                if (!l->label->blank()) declare(w, l);
                return statement(w, l->stmt, l->label->blank() ? nullptr : l);
            }
            case NodeKind::BranchStmt:
                branch(w, static_cast<BranchStmt*>(s));
                break;
            case NodeKind::BlockStmt:
                inner(w, plain, labeled, s->pos, static_cast<BlockStmt*>(s)->list);
                break;
            case NodeKind::IfStmt: {
                auto* i = static_cast<IfStmt*>(s);
                inner(w, plain, labeled, i->thenBlock->pos, i->thenBlock->list);
                if (i->elseStmt) inner(w, plain, labeled, i->elseStmt->pos, {i->elseStmt});
                break;
            }
            case NodeKind::ForStmt:
            case NodeKind::RangeStmt: {
                BlockStmt* body = s->kind == NodeKind::ForStmt ? static_cast<ForStmt*>(s)->body
                                                               : static_cast<RangeStmt*>(s)->body;
                plain.breaks = plain.continues = s;
                inner(w, plain, labeled, body->pos, body->list);
                break;
            }
            case NodeKind::SwitchStmt: {
                plain.breaks = s;
                plain.fallthroughSwitch = static_cast<SwitchStmt*>(s);
                for (CaseClause* c : plain.fallthroughSwitch->clauses) {
                    inner(w, plain, labeled, c->pos, c->body);
                    plain.clause++;
                }
                break;
            }
            case NodeKind::TypeSwitchStmt:
                plain.breaks = s;
                plain.inTypeSwitch = true;
                for (CaseClause* c : static_cast<TypeSwitchStmt*>(s)->clauses)
                    inner(w, plain, labeled, c->pos, c->body);
                break;
            case NodeKind::SelectStmt:
                plain.breaks = s;
                for (CommClause* c : static_cast<SelectStmt*>(s)->clauses)
                    inner(w, plain, labeled, c->pos, c->body);
                break;
            default:
                break;
        }
    }

    void declare(Walk& w, LabeledStmt* l) {
        const std::string& name = l->label->name;
        if (const auto other = labels.find(name); other != labels.end()) {
            problems.add(l->label->pos,
                         "label " + name + " already defined at " + where(other->second.stmt->label->pos));
            return;
        }
        Label& label = labels[name];
        label = {w.here->start, w.here, l, false};
        Jumps rest;
        for (BranchStmt* jump : w.forward) {
            if (jump->label->name != name) {
                rest.push_back(jump);
                continue;
            }
            jump->target = l;
            label.used = true;
            if (w.varPos.known() && std::find(w.overVars.begin(), w.overVars.end(), jump) != w.overVars.end())
                problems.add(jump->label->pos, "goto " + name + " jumps over declaration of " + w.varName +
                                                   " at " + where(w.varPos));
        }
        w.forward = std::move(rest);
    }

    void branch(Walk& w, BranchStmt* s) {
        if (s->token == Token::Fallthrough) return fallthrough(w, s);
        if (!s->label) {
            s->target = s->token == Token::Break ? w.targets.breaks : w.targets.continues;
            if (!s->target)
                problems.add(s->pos, s->token == Token::Break ? "break is not in a loop, switch, or select"
                                                              : "continue is not in a loop");
            return;
        }
        const auto at = labels.find(s->label->name);
        Label* label = at == labels.end() ? nullptr : &at->second;
        if (label) label->used = true;
        if (s->token == Token::Goto) {
            for (const Block* b = w.here; label && b; b = b->outer)
                if (label->home == b && label->block == b->start) s->target = label->stmt;
            if (!s->target) w.forward.push_back(s);
            return;
        }
        const std::string word(tokenText(s->token));
        if (!label) {
            problems.add(s->label->pos, word + " label not defined: " + s->label->name);
            return;
        }
        Stmt* inside = label->stmt->stmt;
        bool encloses = false;
        for (const Block* b = w.here; b; b = b->outer) encloses = encloses || b->labeled == label->stmt;
        if (encloses && (s->token == Token::Break ? isBreakable(inside) : isLoop(inside)))
            s->target = inside;
        else
            problems.add(s->label->pos, "invalid " + word + " label " + s->label->name);
    }

    void fallthrough(Walk& w, BranchStmt* s) {
        SwitchStmt* t = w.targets.fallthroughSwitch;
        if (w.targets.inTypeSwitch) {
            problems.add(s->pos, "cannot fallthrough in type switch");
        } else if (!t || !w.lastStmt) {
            problems.add(s->pos, "fallthrough statement out of place");
        } else if (w.targets.clause + 1 == t->clauses.size()) {
            problems.add(s->pos, "cannot fallthrough final case in switch");
        } else {
            t->clauses[w.targets.clause]->endsInFallthrough = true;
        }
    }
};

}  // namespace

void resolveBranches(BlockStmt* body, Diagnostics& diagnostics) {
    Resolver(diagnostics).run(body);
}

}  // namespace tricolor::golang
