// Gives a fuzz target a fixed number of seeds that were mutated by a fixed generator, so that every build,
// not only clang's, runs it as a test and a failure comes again. The failing input is left in
// FUZZ_TARGET.failed.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

struct Generator {
    uint64_t state;
    uint64_t next() {  // splitmix64
        uint64_t z = (state += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    size_t below(size_t n) { return n == 0 ? 0 : next() % n; }
};

std::vector<std::string> seeds() {
    const std::filesystem::path source = TRICOLOR_SOURCE_DIR;
    std::vector<std::filesystem::path> files;
    for (const auto& folder : {source / "tests/fuzz" / FUZZ_TARGET, source / "scenarios"}) {
        if (!std::filesystem::is_directory(folder)) continue;
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::vector<std::string> texts = {"", "{}"};
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        std::stringstream text;
        text << in.rdbuf();
        texts.push_back(text.str());
    }
    return texts;
}

std::string mutate(std::string text, const std::vector<std::string>& all, Generator& g) {
    static const char* const kPieces[] = {
        "{",     "}",    "[",       "]",    "\"", ":", ",", "-",    "9999999999999999999",
        "1e999", "null", "\\u0000", "\xff", "\n", "(", ")", "func", "#",
        "0x",    "..",   "/*"};
    for (size_t n = 1 + g.below(6); n > 0; --n) {
        const size_t at = g.below(text.size() + 1);
        switch (g.below(5)) {
            case 0:
                text.insert(at, kPieces[g.below(std::size(kPieces))]);
                break;
            case 1:
                text.erase(at, g.below(20));
                break;
            case 2:
                if (at < text.size()) text[at] = static_cast<char>(g.next());
                break;
            case 3:
                text.resize(at);
                break;
            default: {
                const std::string& other = all[g.below(all.size())];
                const size_t from = g.below(other.size() + 1);
                text.insert(at, other.substr(from, g.below(60)));
            }
        }
    }
    return text;
}

TEST(FuzzTarget, survivesMutatedSeeds) {
    const std::vector<std::string> all = seeds();
    const char* rounds = std::getenv("TRICOLOR_FUZZ_ROUNDS");
    const int n = rounds ? std::atoi(rounds) : 2000;
    Generator g{1};
    const std::string failed = std::string(FUZZ_TARGET) + ".failed";
    for (int i = 0; i < n; ++i) {
        const std::string text =
            i < static_cast<int>(all.size()) ? all[i] : mutate(all[g.below(all.size())], all, g);
        // Written before it is tried: a sanitizer's report or a CHECK ends the process.
        std::ofstream(failed, std::ios::binary) << text;
        LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(text.data()), text.size());
    }
    std::filesystem::remove(failed);
}

}  // namespace
