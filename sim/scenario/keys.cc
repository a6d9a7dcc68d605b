#include "sim/scenario/keys.h"

#include <array>

namespace tricolor::scenario {
namespace {

constexpr int64_t kMiB = 1 << 20, kGiB = 1 << 30;
constexpr int64_t kMs = 1'000'000, kSecond = 1000 * kMs;
using V = ValueType;
using S = Shape;

constexpr Key plain(S in, const char* name, V type, const char* doc) {
    return {.in = in, .name = name, .type = type, .doc = doc};
}
constexpr Key ranged(S in, const char* name, V type, int64_t min, int64_t max, const char* doc) {
    return {.in = in, .name = name, .type = type, .min = min, .max = max, .doc = doc};
}
constexpr Key worded(S in, const char* name, V type, const char* words, const char* doc) {
    return {.in = in, .name = name, .type = type, .words = words, .doc = doc};
}
constexpr Key nested(S in, const char* name, V type, S shape, const char* doc) {
    return {.in = in, .name = name, .type = type, .shape = shape, .doc = doc};
}
constexpr Key listed(S in, const char* name, S shape, int64_t min, int64_t max, const char* doc) {
    return {.in = in, .name = name, .type = V::objects, .min = min, .max = max, .shape = shape, .doc = doc};
}
constexpr Key needed(Key key) {
    key.required = true;
    return key;
}

constexpr std::array kScenarioKeys = {
    plain(S::scenario, "$schema", V::text, "for editors: scenario.schema.json"),
    needed(ranged(S::scenario, "title", V::text, 1, 80, "the name in lists and in the window's title")),
    plain(S::scenario, "summary", V::lines, "what it shows, in a sentence or two"),
    ranged(S::scenario, "order", V::integer, 0, 1'000'000,
           "its place in the list of scenarios; the lowest is the first lesson"),
    worded(S::scenario, "go", V::choice, "1.26", "the version of Go that is modelled"),
    nested(S::scenario, "knobs", V::object, S::knobs, "settings of the runtime and of the machine"),
    plain(S::scenario, "program", V::source,
          "the workload as Go: the name of a .go file beside this file, or an array of source lines"),
    nested(S::scenario, "workload", V::object, S::workload,
           "the workload as a pattern of allocations, for which a program is written; instead of program"),
    nested(S::scenario, "open", V::object, S::open, "what the window shows at first"),
    listed(S::scenario, "lesson", S::bookmark, 0, 200, "bookmarks, in the order in which they are met"),
    nested(S::scenario, "expect", V::object, S::expect, "what a run comes to; the tests compare"),
};

constexpr std::array kKnobKeys = {
    ranged(S::knobs, "GOMAXPROCS", V::integer, 1, 64, "how many Ps; 1 where it is not given"),
    ranged(S::knobs, "GOGC", V::percentOrOff, 0, 1'000'000,
           "percent the heap may grow before a collection, or off; 100"),
    ranged(S::knobs, "GOMEMLIMIT", V::bytesOrOff, 0, INT64_MAX,
           "soft limit of the process's memory, as 32MiB, or off; off"),
    worded(S::knobs, "collector", V::choice, "classic|greentea", "which collector; greentea"),
    ranged(S::knobs, "seed", V::integer, 0, INT64_MAX, "what the runtime's random numbers start from; 1"),
    ranged(S::knobs, "memory", V::bytes, 64 * kMiB, 64 * kGiB, "memory of the simulated machine; 4GiB"),
    ranged(S::knobs, "maxSteps", V::integer, 1, INT64_MAX, "the run stops after so many steps; without end"),
    plain(S::knobs, "writeBarrier", V::boolean,
          "false: pointers are stored without it, and objects get lost; true"),
    plain(S::knobs, "asyncpreempt", V::boolean, "false: as GODEBUG=asyncpreemptoff=1; true"),
};

constexpr std::array kWindowKeys = {
    worded(S::open, "view", V::choice, "heap|graph|allocator|scheduler|stacks",
           "the view in the centre; heap"),
    worded(S::open, "step", V::choice, "event|statement|allocation|phase|cycle", "what one step is; event"),
    ranged(S::open, "speed", V::duration, 1, 10 * kSecond, "virtual time a second while it plays, as 1us"),
    worded(S::open, "theme", V::choice, "dark|light|contrast",
           "colours; the user's own where it is not given"),
    worded(S::open, "colour", V::choice, "tricolor|class|owner|type|age|goroutine",
           "what the heap is coloured by; tricolor"),
    plain(S::open, "at", V::condition, "run to here first, then wait; where main.main begins"),
    nested(S::open, "select", V::object, S::highlight, "what is selected at first"),
    needed(plain(S::bookmark, "when", V::condition, "when the bookmark is reached")),
    needed(ranged(S::bookmark, "title", V::text, 1, 80, "the heading")),
    needed(plain(S::bookmark, "text", V::lines, "what there is to say")),
    nested(S::bookmark, "highlight", V::object, S::highlight, "what is pointed at"),
    nested(S::bookmark, "predict", V::object, S::predict, "a question to be answered before going on"),
    worded(S::highlight, "view", V::choice, "heap|graph|allocator|scheduler|stacks",
           "the view that is brought to the front"),
    plain(S::highlight, "object", V::address, "an object, or \"event\": the one the step's event concerns"),
    ranged(S::highlight, "span", V::address, 0, INT64_MAX, "a span, by its first address"),
    ranged(S::highlight, "goroutine", V::integer, 1, INT32_MAX, "a goroutine, by its id"),
    ranged(S::highlight, "p", V::integer, 0, 63, "a P, by its id"),
    ranged(S::highlight, "line", V::integer, 1, 1'000'000, "a line of the program"),
    needed(plain(S::predict, "question", V::lines, "what is asked")),
    needed(ranged(S::predict, "choices", V::texts, 2, 6, "the answers to choose from")),
    needed(ranged(S::predict, "answer", V::integer, 0, 5, "which of them is right, counted from 0")),
    plain(S::predict, "because", V::lines, "why, shown with the answer"),
};

constexpr std::array kOutcomeKeys = {
    plain(S::expect, "hash", V::text, "of the world at the end, as run --hash prints it"),
    ranged(S::expect, "exit", V::integer, 0, 255, "the exit code; 0"),
    plain(S::expect, "stdout", V::lines, "what the program writes to standard output"),
    plain(S::expect, "stderr", V::lines, "what the program writes to standard error"),
};

constexpr std::array kWorkloadKeys = {
    needed(listed(S::workload, "phases", S::phase, 1, 50, "one after another")),
    ranged(S::phase, "name", V::text, 1, 80, "what it stands for"),
    ranged(S::phase, "goroutines", V::integer, 1, 1000, "how many allocate at the same time; 1"),
    needed(ranged(S::phase, "duration", V::duration, 50'000, 60 * kSecond,
                  "how long it lasts, in virtual time")),
    needed(ranged(S::phase, "objectsPerMs", V::integer, 1, 100'000, "objects a millisecond and goroutine")),
    needed(listed(S::phase, "sizes", S::size, 1, 20, "what is allocated")),
    ranged(S::phase, "keepPercent", V::integer, 0, 100, "how many of a hundred objects are kept; 0"),
    worded(S::phase, "keepFor", V::lifetime, "phase|end",
           "how long a kept object is referred to: a duration, to the end of the phase, to the end of the "
           "run; phase"),
    ranged(S::phase, "stackDepth", V::integer, 0, 10'000, "calls below which a goroutine allocates; 0"),
    needed(ranged(S::size, "bytes", V::bytes, 8, 64 * kMiB, "the size of the object; a multiple of 8")),
    ranged(S::size, "weight", V::integer, 1, 1'000'000, "how often, in proportion to the other sizes; 1"),
    ranged(S::size, "pointersPercent", V::integer, 0, 100,
           "how many of a hundred of its words are pointers; 0"),
};

template <size_t... N>
constexpr auto joined(const std::array<Key, N>&... parts) {
    std::array<Key, (N + ...)> all{};
    size_t at = 0;
    (
        [&] {
            for (const Key& key : parts) all[at++] = key;
        }(),
        ...);
    return all;
}
constexpr auto kKeys = joined(kScenarioKeys, kKnobKeys, kWindowKeys, kOutcomeKeys, kWorkloadKeys);

}  // namespace

std::span<const Key> allKeys() {
    return kKeys;
}

std::vector<const Key*> keysOf(Shape shape) {
    std::vector<const Key*> keys;
    for (const Key& key : kKeys)
        if (key.in == shape) keys.push_back(&key);
    return keys;
}

const Key* findKey(Shape shape, std::string_view name) {
    for (const Key& key : kKeys)
        if (key.in == shape && key.name == name) return &key;
    return nullptr;
}

const char* shapeName(Shape shape) {
    switch (shape) {
        case S::scenario:
            return "scenario";
        case S::knobs:
            return "knobs";
        case S::open:
            return "open";
        case S::size:
            return "size";
        case S::bookmark:
            return "bookmark";
        case S::highlight:
            return "highlight";
        case S::predict:
            return "predict";
        case S::expect:
            return "expect";
        case S::workload:
            return "workload";
        case S::phase:
            return "phase";
        case S::none:
            break;
    }
    return "";
}

std::vector<std::string> wordsOf(const Key& key) {
    std::vector<std::string> words;
    std::string word;
    for (const char* c = key.words; *c; ++c) {
        if (*c == '|') {
            words.push_back(word);
            word.clear();
        } else {
            word += *c;
        }
    }
    if (!word.empty()) words.push_back(word);
    return words;
}

}  // namespace tricolor::scenario
