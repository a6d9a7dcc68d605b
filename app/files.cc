#include "app/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tricolor::app {

namespace fs = std::filesystem;

std::optional<std::string> readFile(const std::string& path, std::string& trouble) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
        trouble = path + ": is a directory";
        return std::nullopt;
    }
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    if (in) text << in.rdbuf();
    if (!in || text.bad()) {
        trouble = path + ": " + std::strerror(errno ? errno : EIO);
        return std::nullopt;
    }
    return text.str();
}

bool writeFile(const std::string& path, const std::string& bytes, std::string& trouble) {
    errno = 0;
    std::ofstream out(path, std::ios::binary);
    out << bytes;
    out.close();
    if (!out) trouble = path + ": " + std::strerror(errno ? errno : EIO);
    return static_cast<bool>(out);
}

bool isGoFile(const std::string& path) {
    return path.ends_with(".go");
}

scenario::ParsedScenario readScenario(const std::string& path, std::string& trouble) {
    scenario::ParsedScenario parsed;
    const auto text = readFile(path, trouble);
    if (!text) return parsed;
    if (isGoFile(path)) {
        parsed.scenario = scenario::plainScenario(path, *text);
        return parsed;
    }
    const fs::path folder = fs::path(path).parent_path();
    const auto readBeside = [&](const std::string& name) {
        std::string missing;  // is a problem of the scenario, and reported as such
        return readFile((folder / name).string(), missing);
    };
    parsed = scenario::parseScenario(*text, path, readBeside);
    // Diagnostics of the Go program name it as the user would.
    for (auto* s : {&parsed.scenario, &parsed.programOnly})
        if (*s && (*s)->programPlaces.empty() && !(*s)->generated)
            (*s)->program.name = (folder / (*s)->program.name).string();
    return parsed;
}

std::string bundledFolder() {
    const char* set = std::getenv("TRICOLOR_SCENARIOS");
    return set && *set ? set : TRICOLOR_SCENARIO_DIR;
}

std::vector<Bundled> bundledScenarios() {
    std::vector<Bundled> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(bundledFolder(), error)) {
        const std::string path = entry.path().string();
        if (!path.ends_with(".json") || path.ends_with(".schema.json")) continue;
        std::string trouble;
        found.push_back({path, readScenario(path, trouble)});
    }
    const auto place = [](const Bundled& b) {
        return b.parsed.scenario ? b.parsed.scenario->order : INT64_MAX;
    };
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.path < b.path; });
    std::stable_sort(found.begin(), found.end(),
                     [&](const auto& a, const auto& b) { return place(a) < place(b); });
    return found;
}

}  // namespace tricolor::app
