#include "sim/scenario/condition.h"

#include <array>
#include <cstdio>

#include "sim/scenario/problem.h"
#include "sim/scenario/units.h"
#include "sim/world/event.h"

namespace tricolor::scenario {
namespace {

enum class Operand : uint8_t { none, number, duration, address, phase, event, name };

struct TermName {
    const char* name;
    TermKind kind;
    Operand operand;
    const char* expected;  // the operand in words
};
constexpr std::array kTerms = {
    TermName{"phase", TermKind::phase, Operand::phase, "off, mark, marktermination or sweep"},
    TermName{"event", TermKind::event, Operand::event, "the name of an event"},
    TermName{"gc", TermKind::gc, Operand::number, "the number of a cycle"},
    TermName{"alloc", TermKind::alloc, Operand::number, "the number of an allocation"},
    TermName{"step", TermKind::step, Operand::number, "the number of a step"},
    TermName{"time", TermKind::time, Operand::duration, "a duration, as 3.5ms"},
    TermName{"line", TermKind::line, Operand::number, "the number of a line"},
    TermName{"function", TermKind::function, Operand::name, "the name of a function, as main.insert"},
    TermName{"goroutine", TermKind::goroutine, Operand::number, "the id of a goroutine"},
    TermName{"p", TermKind::p, Operand::number, "the id of a P"},
    TermName{"object", TermKind::object, Operand::address, "an address, as 0xc000012000"},
    TermName{"end", TermKind::end, Operand::none, ""},
};
constexpr std::array kPhases = {"off", "mark", "marktermination", "sweep"};

struct Word {
    std::string_view text;
    size_t offset = 0;
};

// The words of a text: separated by white space; "#" begins a word of its own.
std::vector<Word> wordsOf(std::string_view text) {
    std::vector<Word> words;
    size_t i = 0;
    while (i < text.size()) {
        if (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r') {
            ++i;
            continue;
        }
        const size_t start = i++;
        while (i < text.size() && std::string_view(" \t\r\n#").find(text[i]) == std::string_view::npos) ++i;
        words.push_back({text.substr(start, i - start), start});
    }
    return words;
}

std::string suggestion(std::string_view got, const std::vector<std::string>& names) {
    const std::string nearest = nearestName(std::string(got), names);
    return nearest.empty() ? "" : " (did you mean \"" + nearest + "\"?)";
}

std::vector<std::string> termNames() {
    std::vector<std::string> names;
    for (const TermName& term : kTerms) names.emplace_back(term.name);
    return names;
}

std::vector<std::string> eventNames() {
    std::vector<std::string> names;
    for (int i = 0; i < kEventKinds; ++i) names.emplace_back(eventName(static_cast<EventKind>(i)));
    return names;
}

std::vector<std::string> phaseNames() {
    return {kPhases.begin(), kPhases.end()};
}

std::optional<uint64_t> indexOf(std::string_view name, const std::vector<std::string>& names) {
    for (size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return i;
    return std::nullopt;
}

std::optional<uint64_t> natural(std::optional<int64_t> n) {
    if (!n || *n < 0) return std::nullopt;
    return static_cast<uint64_t>(*n);
}

std::optional<uint64_t> operandValue(Operand operand, std::string_view word) {
    switch (operand) {
        case Operand::none:
        case Operand::name:
            return 0;
        case Operand::number:
            return natural(parseInteger(word));
        case Operand::duration:
            return natural(parseDuration(word));
        case Operand::address:
            return parseAddress(word);
        case Operand::phase:
            return indexOf(word, phaseNames());
        case Operand::event:
            return indexOf(word, eventNames());
    }
    return std::nullopt;
}

class Parser {
  public:
    Parser(std::string_view text, ConditionProblem& problem)
        : text_(text), words_(wordsOf(text)), problem_(problem) {}

    std::optional<Condition> parse() {
        Condition condition;
        do {
            const auto term = parseTerm();
            if (!term) return std::nullopt;
            condition.terms.push_back(*term);
        } while (accept("and"));
        if (at_ < words_.size() && words_[at_].text.starts_with('#')) {
            const auto n = parseInteger(words_[at_].text.substr(1));
            if (!n || *n < 1) return fail("# and a number from 1, as #3", {});
            condition.occurrence = static_cast<uint64_t>(*n);
            ++at_;
        }
        if (at_ < words_.size()) return fail("\"and\", #N or the end", {});
        return condition;
    }

  private:
    std::optional<Term> parseTerm() {
        const TermName* found = nullptr;
        if (at_ < words_.size())
            for (const TermName& term : kTerms)
                if (words_[at_].text == term.name) found = &term;
        if (!found) {
            fail(
                "a condition (phase, event, gc, alloc, step, time, line, function, goroutine, p, object, "
                "end)",
                termNames());
            return std::nullopt;
        }
        ++at_;
        Term term{found->kind, 0, {}};
        if (found->operand == Operand::none) return term;
        const auto value =
            at_ < words_.size() ? operandValue(found->operand, words_[at_].text) : std::nullopt;
        if (!value) {
            fail(found->expected, found->operand == Operand::event   ? eventNames()
                                  : found->operand == Operand::phase ? phaseNames()
                                                                     : std::vector<std::string>{});
            return std::nullopt;
        }
        term.number = *value;
        if (found->operand == Operand::name) term.name = words_[at_].text;
        ++at_;
        return term;
    }

    bool accept(std::string_view word) {
        if (at_ >= words_.size() || words_[at_].text != word) return false;
        ++at_;
        return true;
    }

    std::nullopt_t fail(const std::string& expected, const std::vector<std::string>& names) {
        const bool atEnd = at_ >= words_.size();
        problem_.offset = atEnd ? text_.size() : words_[at_].offset;
        problem_.text =
            "expected " + expected + ", got " +
            (atEnd ? "the end of the condition"
                   : "\"" + std::string(words_[at_].text) + "\"" + suggestion(words_[at_].text, names));
        return std::nullopt;
    }

    std::string_view text_;
    std::vector<Word> words_;
    ConditionProblem& problem_;
    size_t at_ = 0;
};

std::string operandText(const Term& term, Operand operand) {
    switch (operand) {
        case Operand::none:
            return "";
        case Operand::number:
            return std::to_string(term.number);
        case Operand::duration:
            return durationText(static_cast<int64_t>(term.number));
        case Operand::address: {
            char text[32];
            std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(term.number));
            return text;
        }
        case Operand::phase:
            return kPhases[term.number];
        case Operand::event:
            return std::string(eventName(static_cast<EventKind>(term.number)));
        case Operand::name:
            return term.name;
    }
    return "";
}

}  // namespace

std::optional<Condition> parseCondition(std::string_view text, ConditionProblem& problem) {
    return Parser(text, problem).parse();
}

std::string toString(const Condition& condition) {
    std::string text;
    for (const Term& term : condition.terms) {
        if (!text.empty()) text += " and ";
        for (const TermName& name : kTerms) {
            if (name.kind != term.kind) continue;
            text += name.name;
            if (name.operand != Operand::none) text += " " + operandText(term, name.operand);
        }
    }
    if (condition.occurrence != 1) text += " #" + std::to_string(condition.occurrence);
    return text;
}

}  // namespace tricolor::scenario
