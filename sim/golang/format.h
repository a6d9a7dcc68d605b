// What: fmt's formatting of values in simulated memory, by their type descriptors.
//       Methods (Error, String, GoString) are Go code: when one is needed whose text is not among `texts`,
//       the formatter stops and says for which value; the caller runs the method and formats again with one
//       text more.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/golang/format_text.h"
#include "sim/golang/machine.h"

namespace tricolor::golang {

struct FormatRequest {
    enum class Mode : uint8_t { print, println, printf } mode = Mode::print;
    std::string_view format;
    SliceVal operands;  // []any
    SliceVal
        texts;  // []string: what methods said so far. A text that starts with a zero byte is taken as it is.
    bool asks = true;  // false: methods are taken to say nothing
};

struct FormatResult {
    PieceBuffer buf;
    // Objects that fmt makes on its way: copies of what it reaches by address, of a map's keys and elements.
    struct Copy {
        const runtime::Type* type;  // null: bytes without pointers
        uint64_t bytes;
    };
    std::vector<Copy> copies;
    // A method is wanted: its value, and which method.
    bool asks = false;
    Iface value;
    int32_t verb = 'v';
    enum class Method : uint8_t { Error, String, GoString } method = Method::Error;
    std::vector<int64_t> wrapped;  // operands of %w, in order
};

FormatResult format(Machine& vm, const FormatRequest& request);

// strconv.Quote and its kin: quote ' or "; ascii: everything beyond ASCII escaped.
std::string quote(std::string_view s, char quote, bool ascii);
std::string quoteRune(int32_t r, bool ascii);
bool canBackquote(std::string_view s);

}  // namespace tricolor::golang
