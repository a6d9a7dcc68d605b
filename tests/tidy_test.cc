// Reads the source tree: the direction of includes, and what sim/ may not use. Both erode silently.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct SourceFile {
    std::string path;  // from the root of the tree
    std::string text;
};

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

const std::vector<SourceFile>& sources() {
    static const std::vector<SourceFile> files = [] {
        const fs::path root = TRICOLOR_SOURCE_DIR;
        std::vector<SourceFile> found;
        for (const char* folder : {"app", "render", "sim"}) {
            if (!fs::is_directory(root / folder)) continue;
            for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
                const std::string ending = entry.path().extension();
                if (ending == ".h" || ending == ".cc")
                    found.push_back({fs::relative(entry.path(), root).generic_string(), read(entry.path())});
            }
        }
        std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
        return found;
    }();
    return files;
}

// Blanks out comments and the contents of literals; line numbers stay.
std::string codeOf(const std::string& text) {
    std::string code;
    enum { kCode, kLine, kBlock, kString, kCharacter } state = kCode;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i], next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (c == '\n') {
            if (state == kLine) state = kCode;
            code += c;
        } else if (state == kCode && c == '/' && (next == '/' || next == '*')) {
            state = next == '/' ? kLine : kBlock;
            ++i;
        } else if (state == kBlock && c == '*' && next == '/') {
            state = kCode;
            ++i;
        } else if (state == kCode) {
            const bool separator =
                c == '\'' && i > 0 && std::isxdigit(static_cast<unsigned char>(text[i - 1]));
            if (c == '"') state = kString;
            if (c == '\'' && !separator) state = kCharacter;
            code += c;
        } else if ((state == kString || state == kCharacter) && c == '\\') {
            ++i;
        } else if ((state == kString && c == '"') || (state == kCharacter && c == '\'')) {
            state = kCode;
            code += c;
        }
    }
    return code;
}

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

// "sim/world" of "sim/world/check.h"; "render" of "render/panels/heap.h".
std::string layerOf(const std::string& path) {
    const size_t first = path.find('/');
    if (path.compare(0, 4, "sim/") != 0) return path.substr(0, first);
    return path.substr(0, path.find('/', first + 1));
}

std::set<std::string> layersBelow(const std::string& layer) {
    static const std::map<std::string, std::vector<std::string>> uses = {
        {"sim/world", {}},
        {"sim/runtime", {"sim/world"}},
        {"sim/golang", {"sim/runtime", "sim/world"}},
        {"sim/history", {"sim/golang", "sim/runtime", "sim/world"}},
        {"sim/scenario", {"sim/golang", "sim/runtime", "sim/world"}},
        {"render", {"sim/history", "sim/scenario", "sim/golang", "sim/runtime", "sim/world"}},
        {"app", {"render", "sim/history", "sim/scenario", "sim/golang", "sim/runtime", "sim/world"}},
    };
    std::set<std::string> allowed = {layer};
    const auto found = uses.find(layer);
    if (found != uses.end()) allowed.insert(found->second.begin(), found->second.end());
    return allowed;
}

std::vector<std::string> wrongIncludes(const SourceFile& file) {
    static const std::regex include(R"(^\s*#\s*include\s*"([^"]+)\")");
    std::vector<std::string> wrong;
    const auto lines = linesOf(file.text);
    const auto allowed = layersBelow(layerOf(file.path));
    for (size_t i = 0; i < lines.size(); ++i) {
        std::smatch m;
        if (!std::regex_search(lines[i], m, include)) continue;
        if (!allowed.count(layerOf(m[1])))
            wrong.push_back(file.path + ":" + std::to_string(i + 1) + ": " + layerOf(file.path) +
                            " may not include " + m[1].str());
    }
    return wrong;
}

struct Forbidden {
    const char* pattern;
    const char* why;
};
constexpr std::array kForbiddenInSim = {
    Forbidden{
        R"(#\s*include\s*<(iostream|fstream|filesystem|thread|mutex|atomic|future|condition_variable|chrono|ctime|random)>)",
        "no input or output, threads, clocks or foreign randomness"},
    Forbidden{R"(#\s*include\s*<(unordered_map|unordered_set)>)",
              "the order of unordered containers can be seen"},
    Forbidden{R"(\bstd::hash\b)", "std::hash differs between libraries"},
    Forbidden{R"(\bstd::sort\b)", "std::stable_sort: ties must not depend on the library"},
    Forbidden{
        R"(\b(rand|srand|time|clock|gettimeofday|clock_gettime)\s*\(\s*\)|\b(srand|clock_gettime)\s*\()",
        "wall clock or rand"},
    Forbidden{R"(\bstd::(map|set)<[^,<>]*\*)", "pointers as keys"},
    Forbidden{
        R"(\b(std::|__builtin_)(sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|exp|exp2|expm1|log|log2|log10|log1p|pow|cbrt|hypot|tgamma|lgamma|erf)\s*\()",
        "libm's transcendental functions differ between versions"},
    Forbidden{R"(\bfloat\b(?!.*float32))",
              "float is for modelling Go's float32 only (say so: a comment with float32)"},
};

std::vector<std::string> forbiddenUses(const SourceFile& file) {
    static const std::vector<std::regex> patterns = [] {
        std::vector<std::regex> compiled;
        for (const Forbidden& f : kForbiddenInSim) compiled.emplace_back(f.pattern);
        return compiled;
    }();
    std::vector<std::string> uses;
    const auto lines = linesOf(codeOf(file.text)), original = linesOf(file.text);
    for (size_t i = 0; i < lines.size(); ++i)
        for (size_t k = 0; k < patterns.size(); ++k) {
            if (!std::regex_search(lines[i], patterns[k])) continue;
            if (std::string_view(kForbiddenInSim[k].pattern).find("float32") != std::string_view::npos &&
                original[i].find("float32") != std::string::npos)
                continue;
            uses.push_back(file.path + ":" + std::to_string(i + 1) + ": " + kForbiddenInSim[k].why);
        }
    return uses;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string all;
    for (const auto& line : lines) all += "\n" + line;
    return all;
}

TEST(tidy, includesPointOneWay) {
    ASSERT_GT(sources().size(), 10u) << "no sources found below " << TRICOLOR_SOURCE_DIR;
    std::vector<std::string> wrong;
    for (const auto& file : sources())
        for (auto& line : wrongIncludes(file)) wrong.push_back(line);
    EXPECT_TRUE(wrong.empty()) << joined(wrong);
}

TEST(tidy, simulationUsesNothingThatVaries) {
    std::vector<std::string> uses;
    for (const auto& file : sources())
        if (file.path.compare(0, 4, "sim/") == 0)
            for (auto& line : forbiddenUses(file)) uses.push_back(line);
    EXPECT_TRUE(uses.empty()) << joined(uses);
}

TEST(tidy, headersKeepHeavyLibrariesOut) {
    static const std::regex heavy(R"(#\s*include\s*<(nlohmann/|CLI/|gtest/|benchmark/))");
    std::vector<std::string> wrong;
    for (const auto& file : sources())
        if (file.path.ends_with(".h") && std::regex_search(file.text, heavy)) wrong.push_back(file.path);
    EXPECT_TRUE(wrong.empty()) << joined(wrong);
}

// The checks themselves are checked: each example must be caught, or let pass.
TEST(tidy, catchesAnIncludeThatPointsUp) {
    EXPECT_EQ(wrongIncludes({"sim/world/x.h", "#include \"sim/runtime/malloc.h\"\n"}).size(), 1u);
    EXPECT_EQ(wrongIncludes({"sim/scenario/x.h", "#include \"sim/history/history.h\"\n"}).size(), 1u);
    EXPECT_EQ(wrongIncludes({"render/x.h", "\n#include \"app/cli.h\"\n"}).size(), 1u);
    EXPECT_EQ(wrongIncludes({"app/x.h", "#include \"render/theme.h\"\n"}).size(), 0u);
}

TEST(tidy, catchesForbiddenThings) {
    const std::vector<std::pair<const char*, size_t>> examples = {
        {"#include <unordered_map>", 1},
        {"std::sort(a.begin(), a.end());", 1},
        {"std::stable_sort(a.begin(), a.end());", 0},
        {"// std::sort is not used", 0},
        {"const char* s = \"std::hash\";", 0},
        {"float f = 0;", 1},
        {"float f = 0;  // Go's float32", 0},
        {"std::map<Node*, int> m;", 1},
        {"std::map<int, Node*> m;", 0},
        {"double d = std::pow(2, 3);", 1},
        {"uint64_t n = 1'000'000; float f;", 1},
    };
    for (const auto& [line, count] : examples)
        EXPECT_EQ(forbiddenUses({"sim/x.cc", line}).size(), count) << line;
}

}  // namespace
