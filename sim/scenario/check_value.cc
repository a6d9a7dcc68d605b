// Checks values against the table of keys.h.
#include "sim/scenario/condition.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/units.h"

namespace tricolor::scenario {
namespace {

std::string quotedList(const std::vector<std::string>& words) {
    std::string list;
    for (size_t i = 0; i < words.size(); ++i)
        list += (i == 0 ? "\"" : i + 1 == words.size() ? " or \"" : ", \"") + words[i] + "\"";
    return list;
}

std::string rangeText(const Key& key, std::string (*text)(int64_t)) {
    if (key.max == INT64_MAX) return key.min == 0 ? "" : " of at least " + text(key.min);
    return " from " + text(key.min) + " to " + text(key.max);
}

std::string numberText(int64_t n) {
    return std::to_string(n);
}

// One value and the key it stands under.
struct Check {
    const Json& value;
    const Key& key;
    const std::string& pointer;
    const std::string& file;
    std::vector<Problem>& problems;

    bool isString() const { return value.kind == Json::Kind::string; }
    bool inRange(int64_t n) const { return n >= key.min && n <= key.max; }
    void expected(const std::string& what) { at(value, pointer, what); }
    void at(const Json& where, const std::string& path, const std::string& what) {
        problems.push_back({file, where.place, path, "expected " + what + ", got " + describe(where)});
    }

    void text() {
        if (!isString()) return expected("a string");
        const auto size = static_cast<int64_t>(value.text.size());
        if (!inRange(size))
            expected("a string of " + numberText(key.min) + " to " + numberText(key.max) + " bytes");
    }
    void lines() {
        if (isString()) return;
        if (value.kind != Json::Kind::array) return expected("a string or an array of strings");
        strings();
    }
    void strings() {
        for (size_t i = 0; i < value.items.size(); ++i)
            if (value.items[i].kind != Json::Kind::string) at(value.items[i], below(pointer, i), "a string");
    }
    void texts() {
        if (value.kind != Json::Kind::array) return expected("an array of strings");
        length();
        strings();
    }
    void length() {
        const auto n = static_cast<int64_t>(value.items.size());
        if (value.complete && !inRange(n))
            problems.push_back({file, value.place, pointer,
                                "expected " + numberText(key.min) + " to " + numberText(key.max) +
                                    " items, got " + numberText(n)});
    }
    void integer(const char* orElse = "") {
        if (value.kind == Json::Kind::integer && inRange(value.integer)) return;
        expected("an integer" + rangeText(key, numberText) + orElse);
    }
    void quantity(std::optional<int64_t> (*parse)(std::string_view), std::string (*show)(int64_t),
                  const char* what, const std::string& orElse) {
        std::optional<int64_t> n;
        if (isString()) n = parse(value.text);
        if (value.kind == Json::Kind::integer && parse == parseBytes) n = value.integer;
        if (!n || !inRange(*n)) expected(what + rangeText(key, show) + orElse);
    }
    void choice(const char* before = "") {
        const auto words = wordsOf(key);
        if (isString())
            for (const auto& word : words)
                if (value.text == word) return;
        const std::string nearest = isString() ? nearestName(value.text, words) : "";
        problems.push_back({file, value.place, pointer,
                            "expected " + std::string(before) + quotedList(words) + ", got " +
                                describe(value) +
                                (nearest.empty() ? "" : " (did you mean \"" + nearest + "\"?)")});
    }
    void address() {
        if (isString() && (value.text == "event" || parseAddress(value.text))) return;
        expected("an address, as \"0xc000012000\", or \"event\"");
    }
    void condition() {
        if (!isString()) return expected("a string with a condition");
        ConditionProblem problem;
        if (parseCondition(value.text, problem)) return;
        Place place = value.place;
        place.column += 1 + static_cast<int>(problem.offset);
        problems.push_back({file, place, pointer, problem.text});
    }
    void source() {
        if (!isString() && value.kind != Json::Kind::array)
            return expected("the name of a .go file or an array of source lines");
        if (!isString()) return strings();
        if (!isNameBeside(value.text)) expected("the name of a .go file in the folder of the scenario");
    }
    void objects() {
        if (value.kind != Json::Kind::array) return expected("an array of objects");
        length();
        for (size_t i = 0; i < value.items.size(); ++i) {
            const std::string path = below(pointer, i);
            if (value.items[i].kind != Json::Kind::object)
                at(value.items[i], path, "an object");
            else
                checkObject(value.items[i], key.shape, path, file, problems);
        }
    }
    void object() {
        if (value.kind != Json::Kind::object) return expected("an object");
        checkObject(value, key.shape, pointer, file, problems);
    }

    void run() {
        const bool off = isString() && value.text == "off";
        switch (key.type) {
            case ValueType::text:
                return text();
            case ValueType::lines:
                return lines();
            case ValueType::texts:
                return texts();
            case ValueType::boolean:
                if (value.kind != Json::Kind::boolean) expected("true or false");
                return;
            case ValueType::integer:
                return integer();
            case ValueType::percentOrOff:
                return off ? void() : integer(" or \"off\"");
            case ValueType::bytes:
                return quantity(parseBytes, bytesText, "a number of bytes, as \"32MiB\",", "");
            case ValueType::bytesOrOff:
                return off ? void()
                           : quantity(parseBytes, bytesText, "a number of bytes, as \"32MiB\",",
                                      " or \"off\"");
            case ValueType::duration:
                return quantity(parseDuration, durationText, "a duration, as \"3.5ms\",", "");
            case ValueType::lifetime:
                return isString() && parseDuration(value.text) ? void()
                                                               : choice("a duration, as \"3.5ms\", ");
            case ValueType::choice:
                return choice();
            case ValueType::address:
                return address();
            case ValueType::condition:
                return condition();
            case ValueType::source:
                return source();
            case ValueType::object:
                return object();
            case ValueType::objects:
                return objects();
        }
    }
};

}  // namespace

bool isNameBeside(std::string_view name) {
    return name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos &&
           name.ends_with(".go") && !name.starts_with('.');
}

void checkValue(const Json& value, const Key& key, const std::string& pointer, const std::string& file,
                std::vector<Problem>& problems) {
    Check{value, key, pointer, file, problems}.run();
}

void checkObject(const Json& object, Shape shape, const std::string& pointer, const std::string& file,
                 std::vector<Problem>& problems) {
    std::vector<std::string> names;
    for (const Key* key : keysOf(shape)) names.emplace_back(key->name);
    for (const JsonMember& member : object.members) {
        const std::string path = below(pointer, member.name);
        if (const Key* key = findKey(shape, member.name)) {
            checkValue(member.value, *key, path, file, problems);
            continue;
        }
        const std::string nearest = nearestName(member.name, names);
        problems.push_back({file, member.place, path,
                            "expected a key of " + std::string(shapeName(shape)) + ", got \"" + member.name +
                                "\"" + (nearest.empty() ? "" : " (did you mean \"" + nearest + "\"?)")});
    }
    for (const Key* key : keysOf(shape))
        if (key->required && object.complete && !object.find(key->name))
            problems.push_back({file, object.place, pointer.empty() ? "/" : pointer,
                                "expected the key \"" + std::string(key->name) + "\", got none"});
}

}  // namespace tricolor::scenario
