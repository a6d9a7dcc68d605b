// Whether a function can reach its end: the terminating statements of the language.
#include <algorithm>

#include "sim/golang/checker.h"

namespace tricolor::golang {

bool Checker::terminatingList(const std::vector<Stmt*>& list) const {
    for (auto s = list.rbegin(); s != list.rend(); ++s)
        if ((*s)->kind != NodeKind::EmptyStmt) return terminating(*s, "");
    return false;
}

bool Checker::terminating(const Stmt* s, const std::string& label) const {
    const auto clause = [&](const std::vector<Stmt*>& body) {
        return terminatingList(body) && !hasBreakList(body, label, true);
    };
    const auto clauses = [&](const std::vector<CaseClause*>& list) {
        const bool hasDefault =
            std::any_of(list.begin(), list.end(), [](const CaseClause* c) { return c->isDefault; });
        return hasDefault &&
               std::all_of(list.begin(), list.end(), [&](const CaseClause* c) { return clause(c->body); });
    };
    switch (s->kind) {
        case NodeKind::LabeledStmt: {
            const auto* l = static_cast<const LabeledStmt*>(s);
            return terminating(l->stmt, l->label->name);
        }
        case NodeKind::ExprStmt: {
            const auto* call = as<CallExpr>(unparen(static_cast<const ExprStmt*>(s)->x));
            return call && std::find(panics.begin(), panics.end(), call) != panics.end();
        }
        case NodeKind::ReturnStmt:
            return true;
        case NodeKind::BranchStmt: {
            const Token t = static_cast<const BranchStmt*>(s)->token;
            return t == Token::Goto || t == Token::Fallthrough;
        }
        case NodeKind::BlockStmt:
            return terminatingList(static_cast<const BlockStmt*>(s)->list);
        case NodeKind::IfStmt: {
            const auto* i = static_cast<const IfStmt*>(s);
            return i->elseStmt && terminating(i->thenBlock, "") && terminating(i->elseStmt, "");
        }
        case NodeKind::SwitchStmt:
            return clauses(static_cast<const SwitchStmt*>(s)->clauses);
        case NodeKind::TypeSwitchStmt:
            return clauses(static_cast<const TypeSwitchStmt*>(s)->clauses);
        case NodeKind::SelectStmt: {
            const auto& list = static_cast<const SelectStmt*>(s)->clauses;
            return std::all_of(list.begin(), list.end(),
                               [&](const CommClause* c) { return clause(c->body); });
        }
        case NodeKind::ForStmt: {
            const auto* f = static_cast<const ForStmt*>(s);
            return !f->cond && !hasBreak(f->body, label, true);
        }
        default:
            return false;
    }
}

bool Checker::hasBreakList(const std::vector<Stmt*>& list, const std::string& label, bool implicit) const {
    return std::any_of(list.begin(), list.end(), [&](const Stmt* s) { return hasBreak(s, label, implicit); });
}

// Whether s contains a break out of the statement with that label, or (implicit) out of the innermost one
// around s.
bool Checker::hasBreak(const Stmt* s, const std::string& label, bool implicit) const {
    const auto inside = [&](const auto& clauses) {
        return !label.empty() && std::any_of(clauses.begin(), clauses.end(), [&](const auto* c) {
            return hasBreakList(c->body, label, false);
        });
    };
    switch (s->kind) {
        case NodeKind::LabeledStmt:
            return hasBreak(static_cast<const LabeledStmt*>(s)->stmt, label, implicit);
        case NodeKind::BranchStmt: {
            const auto* b = static_cast<const BranchStmt*>(s);
            if (b->token != Token::Break) return false;
            return b->label ? b->label->name == label : implicit;
        }
        case NodeKind::BlockStmt:
            return hasBreakList(static_cast<const BlockStmt*>(s)->list, label, implicit);
        case NodeKind::IfStmt: {
            const auto* i = static_cast<const IfStmt*>(s);
            return hasBreak(i->thenBlock, label, implicit) ||
                   (i->elseStmt && hasBreak(i->elseStmt, label, implicit));
        }
        case NodeKind::SwitchStmt:
            return inside(static_cast<const SwitchStmt*>(s)->clauses);
        case NodeKind::TypeSwitchStmt:
            return inside(static_cast<const TypeSwitchStmt*>(s)->clauses);
        case NodeKind::SelectStmt:
            return inside(static_cast<const SelectStmt*>(s)->clauses);
        case NodeKind::ForStmt:
            return !label.empty() && hasBreak(static_cast<const ForStmt*>(s)->body, label, false);
        case NodeKind::RangeStmt:
            return !label.empty() && hasBreak(static_cast<const RangeStmt*>(s)->body, label, false);
        default:
            return false;
    }
}

}  // namespace tricolor::golang
