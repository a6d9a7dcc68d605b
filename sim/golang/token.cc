#include "sim/golang/token.h"

namespace tricolor::golang {

std::string_view tokenText(Token token) {
    static constexpr std::string_view texts[] = {
        "EOF",    "name",     "literal", "op",     "op=",       "opop",        "=",       ":=",
        "<-",     "*",        "(",       "[",      "{",         ")",           "]",       "}",
        ",",      ";",        ":",       ".",      "...",       "break",       "case",    "chan",
        "const",  "continue", "default", "defer",  "else",      "fallthrough", "for",     "func",
        "go",     "goto",     "if",      "import", "interface", "map",         "package", "range",
        "return", "select",   "struct",  "switch", "type",      "var"};
    return texts[static_cast<int>(token)];
}

std::string_view opText(Op op) {
    static constexpr std::string_view texts[] = {"",  "!",  "<-", "~",  "||", "&&", "==", "!=",
                                                 "<", "<=", ">",  ">=", "+",  "-",  "|",  "^",
                                                 "*", "/",  "%",  "&",  "&^", "<<", ">>"};
    return texts[static_cast<int>(op)];
}

int precedence(Op op) {
    switch (op) {
        case Op::OrOr:
            return 1;
        case Op::AndAnd:
            return 2;
        case Op::Equal:
        case Op::NotEqual:
        case Op::Less:
        case Op::LessEqual:
        case Op::Greater:
        case Op::GreaterEqual:
            return 3;
        case Op::Add:
        case Op::Sub:
        case Op::Or:
        case Op::Xor:
            return 4;
        case Op::Mul:
        case Op::Div:
        case Op::Rem:
        case Op::And:
        case Op::AndNot:
        case Op::Shl:
        case Op::Shr:
            return 5;
        default:
            return 0;
    }
}

bool isComparison(Op op) {
    return precedence(op) == 3;
}
bool isShift(Op op) {
    return op == Op::Shl || op == Op::Shr;
}

}  // namespace tricolor::golang
