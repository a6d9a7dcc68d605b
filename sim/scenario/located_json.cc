#include "sim/scenario/located_json.h"

#include <nlohmann/json.hpp>

namespace tricolor::scenario {

const Json* Json::find(std::string_view name) const {
    for (const JsonMember& member : members)
        if (member.name == name) return &member.value;
    return nullptr;
}

std::string below(const std::string& pointer, const std::string& name) {
    std::string path = pointer + "/";
    for (const char c : name) {
        if (c == '~')
            path += "~0";
        else if (c == '/')
            path += "~1";
        else
            path += c;
    }
    return path;
}

std::string below(const std::string& pointer, size_t index) {
    return pointer + "/" + std::to_string(index);
}

std::string describe(const Json& value) {
    constexpr size_t kShown = 40;
    switch (value.kind) {
        case Json::Kind::null:
            return "null";
        case Json::Kind::boolean:
            return value.boolean ? "true" : "false";
        case Json::Kind::integer:
        case Json::Kind::real:
            return "the number " + value.text.substr(0, kShown);
        case Json::Kind::string:
            return value.text.size() > kShown ? "a string of " + std::to_string(value.text.size()) + " bytes"
                                              : "\"" + value.text + "\"";
        case Json::Kind::array:
            return "an array";
        case Json::Kind::object:
            return "an object";
    }
    return "nothing";
}

namespace {

// The library calls back once for each token, in the order of the text. The cursor follows: it skips what
// separates tokens, stands at the token's first byte, and passes over it.
class Cursor {
  public:
    explicit Cursor(std::string_view text) : text_(text) {
        if (text_.substr(0, 3) == "\xef\xbb\xbf") at_ = lineStart_ = 3;
    }
    Place token() {
        while (at_ < text_.size() && std::string_view(" \t\r\n,:").find(text_[at_]) != std::string_view::npos)
            advance();
        return place();
    }
    void passString() {
        advance();
        while (at_ < text_.size() && text_[at_] != '"') {
            if (text_[at_] == '\\') advance();
            advance();
        }
        advance();
    }
    std::string passWord() {
        const size_t start = at_;
        while (at_ < text_.size() &&
               std::string_view(" \t\r\n,:]}").find(text_[at_]) == std::string_view::npos)
            advance();
        return std::string(text_.substr(start, at_ - start));
    }
    void passOne() { advance(); }

    std::string shortWord() { return passWord().substr(0, 20); }

    // Goes to the token that could not be read; the library had read up to `read` bytes.
    Place failure(size_t read) {
        Cursor separated = *this;
        separated.token();
        const size_t last = read == 0 ? 0 : std::min(read - 1, text_.size());
        if (separated.at_ <= last) *this = separated;
        while (at_ < last && separated.at_ > last) advance();
        return place();
    }

  private:
    Place place() const { return {line_, static_cast<int>(at_ - lineStart_) + 1}; }
    void advance() {
        if (at_ >= text_.size()) return;
        if (text_[at_++] == '\n') {
            ++line_;
            lineStart_ = at_;
        }
    }

    std::string_view text_;
    size_t at_ = 0, lineStart_ = 0;
    int line_ = 1;
};

// The library's words, "[…] parse error at line 1, column 2: syntax error while parsing value - unexpected
// '}'; expected X", in ours. `word` is what stands at the place of the error.
std::string expectedAndGot(const std::string& words, const std::string& word) {
    const auto behind = [&](const std::string& mark, size_t from = 0) {
        const size_t at = words.find(mark, from);
        return at == std::string::npos ? at : at + mark.size();
    };
    const size_t got = behind(" - unexpected "),
                 want = behind("; expected ", got == std::string::npos ? 0 : got);
    std::string expected = want == std::string::npos ? "a value" : words.substr(want);
    if (expected.starts_with("'[', '{'")) expected = "a value";
    if (got != std::string::npos)
        return "expected " + expected + ", got " + words.substr(got, words.find("; expected ", got) - got);
    if (words.find("invalid literal") != std::string::npos) return "expected " + expected + ", got " + word;
    const size_t detail =
        words.rfind(" - ") == std::string::npos ? words.find("] ") + 2 : words.rfind(" - ") + 3;
    return "expected JSON, got " + words.substr(detail, words.find("; last read") - detail);
}

class Builder final : public nlohmann::json_sax<nlohmann::json> {
  public:
    Builder(std::string_view text, const std::string& file, std::vector<Problem>& problems)
        : cursor_(text), file_(file), problems_(problems) {}
    Json root;

    bool null() override { return word(Json{}); }
    bool boolean(bool v) override {
        Json value;
        value.kind = Json::Kind::boolean;
        value.boolean = v;
        return word(std::move(value));
    }
    bool number_integer(number_integer_t v) override {
        Json value;
        value.kind = Json::Kind::integer;
        value.integer = v;
        return word(std::move(value));
    }
    bool number_unsigned(number_unsigned_t v) override {
        if (v <= static_cast<uint64_t>(INT64_MAX)) return number_integer(static_cast<int64_t>(v));
        return number_float(0, {});
    }
    bool number_float(number_float_t, const string_t&) override {
        Json value;
        value.kind = Json::Kind::real;
        return word(std::move(value));
    }
    bool string(string_t& v) override {
        Json value;
        value.kind = Json::Kind::string;
        value.place = cursor_.token();
        value.text = v;
        cursor_.passString();
        put(std::move(value));
        return true;
    }
    bool binary(binary_t&) override { return false; }
    bool start_object(size_t) override { return open(Json::Kind::object); }
    bool start_array(size_t) override { return open(Json::Kind::array); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        Json& object = *open_.back();
        const Place place = cursor_.token();
        cursor_.passString();
        for (const JsonMember& other : object.members)
            if (other.name == name)
                problem(place, below(pointer(), name),
                        "expected each key once, got \"" + name + "\" again (first in line " +
                            std::to_string(other.place.line) + ")");
        object.members.push_back({name, place, Json{}});
        return true;
    }
    bool parse_error(size_t position, const std::string&, const nlohmann::detail::exception& e) override {
        const Place place = cursor_.failure(position);
        problem(place, "", expectedAndGot(e.what(), cursor_.shortWord()));
        dropUnread();
        return false;
    }

  private:
    // A key whose value could not be read goes, so that nobody takes the value for null.
    void dropUnread() {
        if (open_.empty() || open_.back()->members.empty()) return;
        if (open_.back()->members.back().value.place.line == 0) open_.back()->members.pop_back();
    }

    bool word(Json value) {
        value.place = cursor_.token();
        value.text = cursor_.passWord();
        put(std::move(value));
        return true;
    }
    Json& put(Json value) {
        if (open_.empty()) return root = std::move(value);
        Json& parent = *open_.back();
        if (parent.kind == Json::Kind::array) return parent.items.emplace_back(std::move(value));
        return parent.members.back().value = std::move(value);
    }
    bool open(Json::Kind kind) {
        Json value;
        value.kind = kind;
        value.place = cursor_.token();
        if (open_.size() >= kJsonDepthMax) {
            problem(value.place, pointer(),
                    "expected at most " + std::to_string(kJsonDepthMax) + " levels of arrays and objects");
            dropUnread();
            return false;
        }
        cursor_.passOne();
        // A parent's vector grows only while the parent is the innermost open value, so the pointers stay
        // valid.
        open_.push_back(&put(std::move(value)));
        return true;
    }
    bool close() {
        cursor_.token();
        cursor_.passOne();
        open_.back()->complete = true;
        open_.pop_back();
        return true;
    }
    std::string pointer() const {
        std::string path;
        for (size_t i = 0; i + 1 < open_.size(); ++i) {
            const Json& v = *open_[i];
            path = v.kind == Json::Kind::array ? below(path, v.items.size() - 1)
                                               : below(path, v.members.back().name);
        }
        return path;
    }
    void problem(Place place, std::string pointer, std::string text) {
        problems_.push_back({file_, place, std::move(pointer), std::move(text)});
    }

    Cursor cursor_;
    const std::string& file_;
    std::vector<Problem>& problems_;
    std::vector<Json*> open_;
};

}  // namespace

Json parseJson(std::string_view text, const std::string& file, std::vector<Problem>& problems) {
    if (text.size() > kJsonBytesMax) {
        problems.push_back({file,
                            {},
                            "",
                            "expected at most " + std::to_string(kJsonBytesMax >> 20) + " MiB, got " +
                                std::to_string(text.size()) + " bytes"});
        return {};
    }
    Builder builder(text, file, problems);
    nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
    return std::move(builder.root);
}

}  // namespace tricolor::scenario
