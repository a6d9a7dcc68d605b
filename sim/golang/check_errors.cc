#include "sim/golang/checker.h"

namespace tricolor::golang {

void Checker::error(Pos at, const std::string& text) {
    // What follows from an earlier error says nothing new.
    if (problems.size() > errorsBefore) {
        const std::string head = text.substr(0, text.find('\n'));
        if (head.find("invalid operand") + 1 > 1 || head.find("invalid type") + 1 > 1) return;
    }
    problems.add(env.errorPos.known() ? env.errorPos : at, text);
}

void Checker::notModelled(Pos at, const std::string& what) {
    problems.add(at, "tricolor does not model " + what + " yet");
}

std::string Checker::where(Pos at) const {
    return problems.fileName(at) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

namespace {

const char* modeText(Mode m) {
    switch (m) {
        case Mode::Invalid:
            return "invalid operand";
        case Mode::NoValue:
            return "no value";
        case Mode::Builtin:
            return "built-in";
        case Mode::TypeExpr:
            return "type";
        case Mode::Constant:
            return "constant";
        case Mode::Variable:
            return "variable";
        case Mode::MapIndex:
            return "map index expression";
        case Mode::Value:
            return "value";
        case Mode::NilValue:
            return "nil";
        case Mode::CommaOk:
            return "comma, ok expression";
    }
    return "";
}

}  // namespace

// "x (variable of type int)"
std::string Checker::str(const Operand& x) const {
    if (x.isNil()) {
        if (!x.type || !isValid(x.type)) return "nil (with invalid type)";
        return x.type->kind == TypeKind::UntypedNil ? "nil" : "nil (of type " + str(x.type) + ")";
    }
    const std::string expression = x.expr ? exprText(x.expr) : "";
    std::string out = expression.empty() ? "" : expression + " (";
    const bool valued = x.mode != Mode::Invalid && x.mode != Mode::NoValue && x.mode != Mode::Builtin &&
                        x.mode != Mode::TypeExpr;
    const bool untyped = valued && x.type && isUntyped(x.type);
    if (untyped) out += static_cast<const BasicType*>(x.type)->name + " ";
    out += modeText(x.mode);
    if (x.isConstant()) {
        const std::string value = x.value.text();
        if (value != expression) out += " " + value;
    }
    if (valued && x.type && !untyped) {
        if (isValid(x.type)) {
            std::string description = isGeneric(x.type) ? "generic " : "";
            const auto* param = typeAs<TypeParamType>(x.type);
            if (!param && (x.type->kind == TypeKind::Alias || x.type->kind == TypeKind::Named)) {
                std::string kind = compositeKind(x.type);
                if (kind.empty()) kind = str(underlyingOf(x.type));
                description += kind + " ";
            }
            out += " of " + description + "type " + str(x.type);
            if (param) {
                out += " constrained by " + (param->constraint ? str(param->constraint) : "any");
                if (emptyTypeSet(boundOf(const_cast<TypeParamType*>(param)))) out += " with empty type set";
            }
        } else {
            out += " with invalid type";
        }
    }
    return expression.empty() ? out : out + ")";
}

// "var x int", "type T struct{…}": as an object is described in a message.
std::string Checker::objectText(const Object* o) const {
    switch (o->kind) {
        case ObjectKind::Var:
            return "var " + o->name + (o->type ? " " + str(o->type) : "");
        case ObjectKind::Const:
            return "const " + o->name + (o->type ? " " + str(o->type) : "");
        case ObjectKind::TypeName:
            return "type " + o->name;
        case ObjectKind::Func:
            return "func " + o->name;
        default:
            return o->name;
    }
}

std::string Checker::typesSummary(const Types& list, bool variadic, bool hasDots) const {
    std::string out = "(";
    for (size_t i = 0; i < list.size(); i++) {
        if (i > 0) out += ", ";
        const Type* t = list[i];
        const bool last = i + 1 == list.size();
        std::string text;
        if (!t || !isValid(t)) {
            text = "unknown type";
        } else if (isUntyped(t)) {
            text = isNumericKind(t->kind) ? "number" : static_cast<const BasicType*>(t)->name.substr(8);
        } else {
            const auto* slice = last && variadic ? typeAs<SliceType>(t) : nullptr;
            text = str(slice ? slice->element : t);
        }
        out += last && variadic ? "..." + text : last && hasDots ? text + "..." : text;
    }
    return out + ")";
}

}  // namespace tricolor::golang
