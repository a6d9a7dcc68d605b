#include "sim/golang/ast.h"

namespace tricolor::golang {
namespace {

// Prints syntax the way Go's error messages quote it: on one line, bodies and elements as ….
class Printer {
  public:
    std::string out;

    void print(const Expr* x);
    void list(const std::vector<Expr*>& xs) {
        for (size_t i = 0; i < xs.size(); i++) {
            if (i > 0) out += ", ";
            print(xs[i]);
        }
    }

  private:
    void printType(const Expr* x);
    void compositeLit(const CompositeLit* c);
    void slice(const SliceExpr* s);
    void call(const CallExpr* c);
    void params(const std::vector<Field*>& fields);
    void signature(const FuncTypeExpr* f);
    void fields(const std::vector<Field*>& list_, bool methods);
    void channel(const ChanTypeExpr* c);
};

void Printer::print(const Expr* x) {
    if (!x) return;
    switch (x->kind) {
        case NodeKind::BadExpr:
            out += "<bad expr>";
            break;
        case NodeKind::Ident:
            out += static_cast<const Ident*>(x)->name;
            break;
        case NodeKind::BasicLit:
            out += static_cast<const BasicLit*>(x)->text;
            break;
        case NodeKind::CompositeLit:
            compositeLit(static_cast<const CompositeLit*>(x));
            break;
        case NodeKind::KeyValueExpr:
            print(static_cast<const KeyValueExpr*>(x)->key);
            out += ": ";
            print(static_cast<const KeyValueExpr*>(x)->value);
            break;
        case NodeKind::FuncLit: {
            const auto* f = static_cast<const FuncLit*>(x);
            print(f->signature);
            out += f->body && !f->body->list.empty() ? " {…}" : " {}";
            break;
        }
        case NodeKind::ParenExpr:
            out += "(";
            print(static_cast<const ParenExpr*>(x)->x);
            out += ")";
            break;
        case NodeKind::SelectorExpr:
            print(static_cast<const SelectorExpr*>(x)->x);
            out += "." + static_cast<const SelectorExpr*>(x)->sel->name;
            break;
        case NodeKind::IndexExpr:
            print(static_cast<const IndexExpr*>(x)->x);
            out += "[";
            list(static_cast<const IndexExpr*>(x)->indices);
            out += "]";
            break;
        case NodeKind::SliceExpr:
            slice(static_cast<const SliceExpr*>(x));
            break;
        case NodeKind::TypeAssertExpr: {
            const auto* a = static_cast<const TypeAssertExpr*>(x);
            print(a->x);
            out += ".(";
            if (a->target)
                print(a->target);
            else
                out += "type";
            out += ")";
            break;
        }
        case NodeKind::CallExpr:
            call(static_cast<const CallExpr*>(x));
            break;
        case NodeKind::UnaryExpr:
            out += opText(static_cast<const UnaryExpr*>(x)->op);
            print(static_cast<const UnaryExpr*>(x)->x);
            break;
        case NodeKind::BinaryExpr: {
            const auto* b = static_cast<const BinaryExpr*>(x);
            print(b->x);
            out += " " + std::string(opText(b->op)) + " ";
            print(b->y);
            break;
        }
        case NodeKind::StarExpr:
            out += "*";
            print(static_cast<const StarExpr*>(x)->x);
            break;
        default:
            printType(x);
    }
}

void Printer::printType(const Expr* x) {
    switch (x->kind) {
        case NodeKind::ArrayTypeExpr: {
            const auto* a = static_cast<const ArrayTypeExpr*>(x);
            out += "[";
            if (a->length)
                print(a->length);
            else
                out += "...";
            out += "]";
            print(a->element);
            break;
        }
        case NodeKind::SliceTypeExpr:
            out += "[]";
            print(static_cast<const SliceTypeExpr*>(x)->element);
            break;
        case NodeKind::DotsTypeExpr:
            out += "...";
            print(static_cast<const DotsTypeExpr*>(x)->element);
            break;
        case NodeKind::StructTypeExpr:
            out += "struct{";
            fields(static_cast<const StructTypeExpr*>(x)->fields, false);
            out += "}";
            break;
        case NodeKind::FuncTypeExpr:
            out += "func";
            signature(static_cast<const FuncTypeExpr*>(x));
            break;
        case NodeKind::InterfaceTypeExpr:
            out += "interface{";
            fields(static_cast<const InterfaceTypeExpr*>(x)->elements, true);
            out += "}";
            break;
        case NodeKind::MapTypeExpr:
            out += "map[";
            print(static_cast<const MapTypeExpr*>(x)->key);
            out += "]";
            print(static_cast<const MapTypeExpr*>(x)->value);
            break;
        case NodeKind::ChanTypeExpr:
            channel(static_cast<const ChanTypeExpr*>(x));
            break;
        default:
            break;
    }
}

void Printer::compositeLit(const CompositeLit* c) {
    print(c->typeExpr);
    out += c->elements.empty() ? "{}" : "{…}";
}

void Printer::slice(const SliceExpr* s) {
    print(s->x);
    out += "[";
    print(s->index[0]);
    out += ":";
    print(s->index[1]);
    if (s->index[2]) {
        out += ":";
        print(s->index[2]);
    }
    out += "]";
}

void Printer::call(const CallExpr* c) {
    print(c->fun);
    out += "(";
    list(c->args);
    out += c->hasDots ? "...)" : ")";
}

void Printer::channel(const ChanTypeExpr* c) {
    out += c->dir == ChanDir::RecvOnly ? "<-chan " : c->dir == ChanDir::SendOnly ? "chan<- " : "chan ";
    const auto* inner = as<ChanTypeExpr>(c->element);
    const bool parens = c->dir == ChanDir::Both && inner && inner->dir == ChanDir::RecvOnly;
    if (parens) out += "(";
    print(c->element);
    if (parens) out += ")";
}

// Names that share one written type stand together: (a, b int, c string).
void Printer::params(const std::vector<Field*>& list_) {
    out += "(";
    for (size_t i = 0; i < list_.size(); i++) {
        if (i > 0) out += ", ";
        if (list_[i]->name) out += list_[i]->name->name;
        if (list_[i]->name && i + 1 < list_.size() && list_[i + 1]->name &&
            list_[i + 1]->type == list_[i]->type)
            continue;
        if (list_[i]->name) out += " ";
        print(list_[i]->type);
    }
    out += ")";
}

void Printer::signature(const FuncTypeExpr* f) {
    params(f->params);
    if (f->results.empty()) return;
    out += " ";
    if (f->results.size() == 1 && !f->results[0]->name)
        print(f->results[0]->type);
    else
        params(f->results);
}

void Printer::fields(const std::vector<Field*>& list_, bool methods) {
    for (size_t i = 0; i < list_.size(); i++) {
        if (i > 0) out += "; ";
        const Field* f = list_[i];
        if (f->name) out += f->name->name;
        const auto* method = methods && f->name ? as<FuncTypeExpr>(f->type) : nullptr;
        if (method) {
            signature(method);
        } else {
            if (f->name) out += " ";
            print(f->type);
        }
        if (f->tag) out += " " + f->tag->text;
    }
}

std::string joined(const std::vector<Expr*>& xs) {
    Printer p;
    p.list(xs);
    return p.out;
}

// The part of x that begins further left, or null if x begins at its own position.
const Node* leftPart(const Node* n) {
    switch (n->kind) {
        case NodeKind::CompositeLit:
            return static_cast<const CompositeLit*>(n)->typeExpr;
        case NodeKind::KeyValueExpr:
            return static_cast<const KeyValueExpr*>(n)->key;
        case NodeKind::SelectorExpr:
            return static_cast<const SelectorExpr*>(n)->x;
        case NodeKind::IndexExpr:
            return static_cast<const IndexExpr*>(n)->x;
        case NodeKind::TypeAssertExpr:
            return static_cast<const TypeAssertExpr*>(n)->x;
        case NodeKind::BinaryExpr:
            return static_cast<const BinaryExpr*>(n)->x;
        case NodeKind::CallExpr:
            return static_cast<const CallExpr*>(n)->fun;
        case NodeKind::SendStmt:
            return static_cast<const SendStmt*>(n)->channel;
        case NodeKind::IncDecStmt:
            return static_cast<const IncDecStmt*>(n)->x;
        case NodeKind::AssignStmt: {
            const auto* a = static_cast<const AssignStmt*>(n);
            return a->lhs.empty() ? nullptr : a->lhs[0];
        }
        default:
            return nullptr;
    }
}

}  // namespace

Pos startPos(const Node* node) {
    while (const Node* left = leftPart(node)) node = left;
    return node->pos;
}

Expr* unparen(Expr* x) {
    while (auto* p = as<ParenExpr>(x)) x = p->x;
    return x;
}

const Expr* unparen(const Expr* x) {
    while (const auto* p = as<ParenExpr>(x)) x = p->x;
    return x;
}

std::string exprText(const Expr* x) {
    Printer p;
    p.print(x);
    return std::move(p.out);
}

std::string stmtText(const Stmt* s) {
    switch (s->kind) {
        case NodeKind::ExprStmt:
            return exprText(static_cast<const ExprStmt*>(s)->x);
        case NodeKind::SendStmt: {
            const auto* send = static_cast<const SendStmt*>(s);
            return exprText(send->channel) + " <- " + exprText(send->value);
        }
        case NodeKind::IncDecStmt: {
            const auto* i = static_cast<const IncDecStmt*>(s);
            return exprText(i->x) + (i->op == Op::Add ? "++" : "--");
        }
        case NodeKind::AssignStmt: {
            const auto* a = static_cast<const AssignStmt*>(s);
            const std::string op = a->assign == AssignKind::Define ? ":" : std::string(opText(a->op));
            return joined(a->lhs) + " " + op + "= " + joined(a->rhs);
        }
        default:
            return "";
    }
}

}  // namespace tricolor::golang
