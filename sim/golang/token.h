// The tokens of Go, and the operators among them.
#pragma once

#include <cstdint>
#include <string_view>

namespace tricolor::golang {

enum class Token : uint8_t {
    EndOfFile,
    Name,
    Literal,
    Operator,  // a binary or unary operator other than *
    AssignOp,  // += -= ...
    IncDecOp,  // ++ --
    Assign,    // =
    Define,    // :=
    Arrow,     // <-
    Star,      // *
    LeftParen,
    LeftBrack,
    LeftBrace,
    RightParen,
    RightBrack,
    RightBrace,
    Comma,
    Semicolon,
    Colon,
    Dot,
    DotDotDot,
    Break,
    Case,
    Chan,
    Const,
    Continue,
    Default,
    Defer,
    Else,
    Fallthrough,
    For,
    Func,
    Go,
    Goto,
    If,
    Import,
    Interface,
    Map,
    Package,
    Range,
    Return,
    Select,
    Struct,
    Switch,
    Type,
    Var,
};

enum class Op : uint8_t {
    None,
    Not,     // !
    Recv,    // <-
    Tilde,   // ~
    OrOr,    // ||
    AndAnd,  // &&
    Equal,   // ==
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Add,
    Sub,
    Or,
    Xor,
    Mul,
    Div,
    Rem,
    And,
    AndNot,
    Shl,
    Shr,
};

enum class LiteralKind : uint8_t { Int, Float, Imaginary, Rune, String };

std::string_view tokenText(Token token);
std::string_view opText(Op op);

// Binding strength of a binary operator, 1 (||) to 5 (*); 0 for what is none.
int precedence(Op op);
bool isComparison(Op op);
bool isShift(Op op);

}  // namespace tricolor::golang
