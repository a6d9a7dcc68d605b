// Turns the text of a file into tokens, with automatic semicolons.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/golang/diagnostic.h"
#include "sim/golang/source.h"
#include "sim/golang/token.h"

namespace tricolor::golang {

class Scanner {
  public:
    Scanner(std::string_view text, uint32_t file, Diagnostics& diagnostics);

    // The current token, set by next().
    Token token = Token::EndOfFile;
    Pos pos;
    Op op = Op::None;     // Operator, AssignOp, IncDecOp, Star
    std::string literal;  // Name, Literal; "semicolon", "newline" or "EOF" for Semicolon
    LiteralKind literalKind = LiteralKind::Int;
    bool bad = false;  // a Literal with errors
    // The //go:… comments since the last clear, without "//".
    std::vector<std::string> directives;

    void next();

  private:
    static constexpr int32_t endOfText = -1;

    void advance();
    int32_t peekByte(size_t ahead) const;
    Pos here() const { return {fileIndex, line, column}; }
    void error(Pos at, std::string text);
    bool comment(bool newlineEnds);
    void lineComment(size_t start);
    bool generalComment();
    bool atIdentifier(bool first);
    void identifier();
    void number(bool seenPoint);
    bool exponent(int prefix, bool ok, int& digitsSeen);
    int digits(int base, int* invalid);
    void checkDigits(int base, int invalid, int digitsSeen, bool ok);
    void runeLiteral();
    void stringLiteral();
    void rawString();
    bool escape(int32_t quote);
    bool escapeDigits(int count, uint32_t base, uint32_t most);
    void setLiteral(LiteralKind kind, bool ok);
    void operatorToken();
    void compound(Op simple);  // op or op=

    std::string_view source;
    uint32_t fileIndex;
    Diagnostics& problems;
    size_t offset = 0;  // of ch
    size_t start = 0;   // of the current token
    uint32_t chLength = 0;
    int32_t ch = 0;  // the current code point, or endOfText
    uint32_t line = 1;
    uint32_t column = 1;  // of ch
    bool semicolonAtNewline = false;
};

}  // namespace tricolor::golang
