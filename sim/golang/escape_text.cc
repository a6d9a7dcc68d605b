// Nodes as the compiler's notes print them: implicit things are left out, literals are shortened, calls of
// methods show the function and its receiver.
#include "sim/golang/escape_lower.h"
#include "sim/golang/format.h"

namespace tricolor::golang::flow {

namespace {

std::string text(const TreeNode* n, int around);

// How tightly the outermost thing of a node binds; what surrounds it may ask for parentheses.
int binding(const TreeNode* n) {
    switch (n->kind) {
        case Kind::Closure:
        case Kind::PointerTo:
        case Kind::MakeMap:
        case Kind::MakeChan:
        case Kind::Concat:
            return 0;
        case Kind::Address:
        case Kind::Indirect:
        case Kind::Receive:
            return 7;
        case Kind::Operator:
            if (n->list.size() == 1) return 7;
            switch (precedence(n->op)) {
                case 1:
                    return 1;
                case 2:
                    return 2;
                case 3:
                    return 4;
                case 4:
                    return 5;
                default:
                    return 6;
            }
        default:
            return 8;
    }
}

std::string listText(const std::vector<TreeNode*>& list, bool dots) {
    std::string s;
    for (const TreeNode* n : list) s += (s.empty() ? "" : ", ") + text(n, 0);
    return dots ? s + "..." : s;
}

// Whether a constant of the type needs no word about its type.
bool plainType(const Type* t) {
    switch (t->kind) {
        case TypeKind::Bool:
        case TypeKind::Int:
        case TypeKind::Float64:
        case TypeKind::Complex128:
        case TypeKind::String:
            return true;
        default:
            return isUntypedKind(t->kind);
    }
}

std::string literalText(const TreeNode* n) {
    const Type* t = unalias(n->type);
    if (n->define && t->kind == TypeKind::Int32)
        return quoteRune(static_cast<int32_t>(n->value.int64Value().value_or(0)), false);
    if (t->kind == TypeKind::UntypedRune)
        return quoteRune(static_cast<int32_t>(n->value.int64Value().value_or(0)), false);
    Constant v = n->value;
    Type* u = underlyingOf(const_cast<Type*>(t));
    if (u && isFloatKind(u->kind)) v = v.toFloat();
    if (u && isComplexKind(u->kind)) v = v.toComplex();
    return plainType(t) ? v.text() : typeText(t) + "(" + v.text() + ")";
}

std::string makeText(const TreeNode* n) {
    return "make(" + n->text + (n->list.empty() ? "" : ", " + listText(n->list, false)) + ")";
}

std::string sliceText(const TreeNode* n) {
    std::string s = text(n->x, 8) + "[";
    const auto add = [&](size_t i) { return n->list[i] ? text(n->list[i], 0) : ""; };
    s += add(0) + ":" + add(1);
    if (n->dots) s += ":" + add(2);
    return s + "]";
}

std::string argsText(const std::vector<Type*>& types) {
    std::string s;
    for (const Type* t : types) s += (s.empty() ? "[" : ",") + typeText(t, true);
    return s + "]";
}

// A call of an instance: the function is named by its shapes, and its dictionary comes first or behind the
// receiver.
std::string instanceCallText(const TreeNode* n) {
    const TreeNode* f = n->x;
    const FuncObject* o = f->method;
    const std::string package = o->package && o->package->path != "main" ? o->package->name + "." : "";
    const std::string of = f->y ? o->receiverNamed->object->name : o->name;
    std::string fun = package + of + argsText(f->function->typeArgs);
    if (f->y) fun = (o->pointerReceiver ? "(*" + fun + ")" : fun) + "." + o->name;
    const std::string dictionary = "&" + package + ".dict." + of + argsText(f->typeArgs);
    std::vector<TreeNode*> rest = n->list;
    std::string first = dictionary;
    if (f->y && !rest.empty()) {
        first = text(rest[0], 0) + ", " + dictionary;
        rest.erase(rest.begin());
    }
    const std::string more = listText(rest, n->dots);
    return fun + "(" + first + (more.empty() ? "" : ", " + more) + ")";
}

std::string callText(const TreeNode* n) {
    const TreeNode* f = n->x;
    if (f->kind == Kind::Func && f->function && f->function->shaped && !f->function->typeArgs.empty() &&
        f->typeArgs.size() == f->function->typeArgs.size())
        return instanceCallText(n);
    const std::string fun = f->kind == Kind::Func && f->y ? methodText(f->y->type, f->text) : text(f, 8);
    return fun + "(" + listText(n->list, n->dots) + ")";
}

std::string assignText(const TreeNode* n) {
    std::string s;
    for (const TreeNode* t : n->lhs) s += (s.empty() ? "" : ", ") + (t ? text(t, 0) : "_");
    return s + (n->define ? " := " : " = ") + listText(n->list, false);
}

std::string operatorText(const TreeNode* n) {
    const int p = binding(n);
    const std::string op(opText(n->op));
    if (n->list.size() == 1) {
        const TreeNode* x = n->list[0];
        const bool same = x->kind == Kind::Operator && x->list.size() == 1 && x->op == n->op;
        return op + (same ? " " : "") + text(x, p + 1);
    }
    return text(n->list[0], p) + " " + op + " " + text(n->list[1], p + 1);
}

std::string bare(const TreeNode* n) {
    switch (n->kind) {
        case Kind::Name:
            return n->name->text;
        case Kind::Nil:
            return "nil";
        case Kind::Literal:
            return literalText(n);
        case Kind::Operator:
            return operatorText(n);
        case Kind::Address:
            return (n->x->kind == Kind::Address ? "& " : "&") + text(n->x, 8);
        case Kind::Indirect:
            return "*" + text(n->x, 8);
        case Kind::Receive:
            return "<-" + text(n->x, 8);
        case Kind::Dot:
        case Kind::DotPtr:
        case Kind::MethodValue:
            return text(n->x, 8) + "." + n->text;
        case Kind::Assert:
            return n->define ? "<node DYNAMICDOTTYPE>" : text(n->x, 8) + ".(" + n->text + ")";
        case Kind::Index:
        case Kind::IndexMap:
            return text(n->x, 8) + "[" + text(n->y, 0) + "]";
        case Kind::Slice:
            return sliceText(n);
        case Kind::Convert:
        case Kind::ToIface:
        case Kind::ToArray:
        case Kind::StringOf:
            return n->text + "(" + text(n->x, 0) + ")";
        case Kind::Call:
        case Kind::CallIface:
            return callText(n);
        case Kind::New:
            return "new(" + n->text + ")";
        case Kind::MakeSlice:
        case Kind::MakeMap:
        case Kind::MakeChan:
            return makeText(n);
        case Kind::PointerTo:
            return "&" + text(n->x, 0);
        case Kind::ArrayLit:
        case Kind::SliceLit:
        case Kind::StructLit:
        case Kind::MapLit:
            if (n->implicit) return "... argument";
            return n->text + (n->list.empty() ? "{}" : "{...}");
        case Kind::Closure:
            return "func literal";
        case Kind::Concat: {
            std::string s;
            for (const TreeNode* part : n->list) s += (s.empty() ? "" : " + ") + text(part, 0);
            return s;
        }
        case Kind::Append:
        case Kind::Copy:
        case Kind::Panic:
        case Kind::Builtin:
            return n->text + "(" + listText(n->list, n->dots) + ")";
        case Kind::Assign:
            return assignText(n);
        case Kind::Return:
            return "return" + (n->list.empty() ? "" : " " + listText(n->list, false));
        case Kind::Send:
            return text(n->x, 3) + " <- " + text(n->y, 4);
        default:
            return n->text;
    }
}

std::string text(const TreeNode* n, int around) {
    if (!n) return "<nil>";
    while (n->implicit && n->x &&
           (n->kind == Kind::Address || n->kind == Kind::Indirect || n->kind == Kind::Convert ||
            n->kind == Kind::ToIface))
        n = n->x;
    return around > binding(n) ? "(" + bare(n) + ")" : bare(n);
}

}  // namespace

std::string textOf(const TreeNode* n) {
    return text(n, 0);
}

}  // namespace tricolor::golang::flow
