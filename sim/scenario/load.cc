#include "sim/scenario/load.h"

#include "sim/golang/load.h"
#include "sim/scenario/located_json.h"

namespace tricolor::scenario {
namespace {

// How many bytes of JSON stand for the first `bytes` bytes of a string, as it is usually written.
int columnsOf(std::string_view line, size_t bytes) {
    int columns = 0;
    for (size_t i = 0; i < bytes && i < line.size(); ++i) {
        const auto c = static_cast<unsigned char>(line[i]);
        const bool shortEscape = c == '"' || c == '\\' || c == '\t';
        columns += shortEscape ? 2 : c < ' ' ? 6 : 1;
    }
    return columns;
}

std::string_view lineOf(std::string_view text, size_t n) {
    for (; n > 1 && !text.empty(); --n) text.remove_prefix(std::min(text.size(), text.find('\n') + 1));
    return text.substr(0, text.find('\n'));
}

Problem located(const Scenario& s, const golang::Diagnostic& d) {
    const Place place{static_cast<int>(d.pos.line), static_cast<int>(d.pos.column)};
    if (s.generated) return {s.file, {}, "/workload", "the program that was written for it: " + d.str()};
    if (s.programPlaces.empty() || place.line < 1 || place.line > static_cast<int>(s.programPlaces.size()))
        return {d.file.empty() ? s.program.name : d.file, place, "", d.text};
    const auto index = static_cast<size_t>(place.line - 1);
    Place inFile = s.programPlaces[index];
    const size_t before = place.column > 0 ? static_cast<size_t>(place.column - 1) : 0;
    inFile.column += 1 + columnsOf(lineOf(s.program.text, index + 1), before);
    return {s.file, inFile, below("/program", index), d.text};
}

}  // namespace

Loaded load(ParsedScenario parsed) {
    Loaded loaded;
    loaded.problems = std::move(parsed.problems);
    auto& scenario = parsed.scenario ? parsed.scenario : parsed.programOnly;
    if (!scenario) return loaded;
    golang::LoadResult result = golang::load({scenario->program});
    for (const golang::Diagnostic& d : result.problems) loaded.problems.push_back(located(*scenario, d));
    if (!scenario->programPlaces.empty()) sortByPlace(loaded.problems);
    if (parsed.scenario) loaded.scenario = std::move(*parsed.scenario);
    if (loaded.problems.empty()) loaded.program = std::move(result.program);
    return loaded;
}

}  // namespace tricolor::scenario
