// tricolor check, escape, list: what can be said about files without running them.
#include <cstdio>
#include <filesystem>

#include "app/commands.h"
#include "app/files.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/load.h"

namespace tricolor::app {

int checkCommand(const std::vector<std::string>& files) {
    int code = 0;
    for (const std::string& file : files) {
        if (file.ends_with(".schema.json")) continue;  // scenarios/*.json names it too
        std::string unreadable;
        const scenario::Loaded loaded = scenario::load(readScenario(file, unreadable));
        if (!unreadable.empty()) return trouble(unreadable);
        for (const scenario::Problem& problem : loaded.problems) {
            std::printf("%s\n", toString(problem).c_str());
            code = 2;
        }
    }
    return code;
}

int listCommand(const ListOptions& options) {
    if (options.schema) {
        std::printf("%s", scenario::schemaText().c_str());
        return 0;
    }
    const std::vector<Bundled> all = bundledScenarios();
    if (all.empty()) return trouble("no scenarios in " + bundledFolder());
    for (const Bundled& b : all) {
        const std::string path = std::filesystem::proximate(b.path).string();
        if (options.first) {
            std::printf("%s\n", path.c_str());
            return 0;
        }
        const std::string title =
            b.parsed.scenario ? b.parsed.scenario->title : "(broken: tricolor check " + path + ")";
        std::printf("%-32s %s\n", path.c_str(), title.c_str());
    }
    return 0;
}

}  // namespace tricolor::app
