#include "sim/scenario/workload.h"

#include <algorithm>

#include "sim/scenario/units.h"

namespace tricolor::scenario {
namespace {

constexpr int64_t kTicksPerMs = 1'000'000 / kWorkloadTickNs;

int64_t ticks(const WorkloadPhase& phase) {
    return phase.durationNs / kWorkloadTickNs;
}

// How many objects a goroutine allocates while a kept one is kept: the length of its ring. At most 2^53 or
// so: the ranges of the keys keep the products small.
int64_t ringLength(const WorkloadPhase& phase) {
    if (phase.keepPercent == 0) return 1;
    if (phase.keepFor != KeepFor::time) return ticks(phase) * phase.objectsPerMs / kTicksPerMs + 1;
    const int64_t ms = phase.keepNs / 1'000'000, rest = phase.keepNs % 1'000'000;
    if (ms > kWorkloadKeptMax) return ms;
    return std::max<int64_t>(1, ms * phase.objectsPerMs + rest * phase.objectsPerMs / 1'000'000);
}

int64_t quantity(const Json* value, std::optional<int64_t> (*parse)(std::string_view), int64_t otherwise) {
    if (!value) return otherwise;
    return value->kind == Json::Kind::string ? parse(value->text).value_or(otherwise) : value->integer;
}

int64_t number(const Json& object, const char* key, int64_t otherwise) {
    return quantity(object.find(key), parseInteger, otherwise);
}

WorkloadSize readSize(const Json& object) {
    return {quantity(object.find("bytes"), parseBytes, 8), number(object, "weight", 1),
            number(object, "pointersPercent", 0)};
}

WorkloadPhase readPhase(const Json& object) {
    WorkloadPhase p;
    if (const Json* name = object.find("name")) p.name = name->text;
    p.goroutines = number(object, "goroutines", 1);
    p.durationNs = quantity(object.find("duration"), parseDuration, 0);
    p.objectsPerMs = number(object, "objectsPerMs", 1);
    if (const Json* sizes = object.find("sizes"))
        for (const Json& size : sizes->items) p.sizes.push_back(readSize(size));
    p.keepPercent = number(object, "keepPercent", 0);
    p.stackDepth = number(object, "stackDepth", 0);
    if (const Json* keepFor = object.find("keepFor")) {
        const auto time = parseDuration(keepFor->text);
        p.keepFor = time ? KeepFor::time : keepFor->text == "end" ? KeepFor::end : KeepFor::phase;
        p.keepNs = time.value_or(0);
    }
    return p;
}

// A Go type for the objects of one size.
struct ObjectType {
    int64_t bytes = 0, pointers = 0;
    explicit ObjectType(const WorkloadSize& size)
        : bytes(size.bytes), pointers(size.bytes / 8 * size.pointersPercent / 100) {}
    // What the names of its type and variables end in: "48", "48p3".
    std::string ending() const {
        return std::to_string(bytes) + (pointers > 0 ? "p" + std::to_string(pointers) : "");
    }
    std::string name() const { return "object" + ending(); }
    std::string kept() const { return "kept" + ending(); }
    std::string keptToTheEnd() const { return "keptToTheEnd" + ending(); }
    friend auto operator<=>(const ObjectType&, const ObjectType&) = default;
};

std::vector<ObjectType> typesOf(const std::vector<WorkloadSize>& sizes) {
    std::vector<ObjectType> types;
    for (const WorkloadSize& size : sizes) types.emplace_back(size);
    std::stable_sort(types.begin(), types.end());
    types.erase(std::unique(types.begin(), types.end()), types.end());
    return types;
}

std::string oneLine(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    return text;
}

// Writes the program, line by line.
class Writer {
  public:
    std::string write(const Workload& workload, const std::string& title, uint64_t seed) {
        std::vector<WorkloadSize> all;
        bool end = false;
        for (const WorkloadPhase& phase : workload.phases) {
            all.insert(all.end(), phase.sizes.begin(), phase.sizes.end());
            end |= keptToTheEnd(phase);
        }
        line("// " + oneLine(title));
        line(
            "// Written for the workload of the scenario: each goroutine allocates what is due every 50 "
            "microseconds.");
        line("package main");
        line("");
        line("import (\n\t\"sync\"\n\t\"time\"\n)");
        for (const ObjectType& type : typesOf(all)) writeType(type);
        line("\nconst seed uint64 = " + std::to_string(seed));
        line("\nvar done sync.WaitGroup");
        if (end) writeTheEnd(workload);
        writeRandom();
        for (size_t i = 0; i < workload.phases.size(); ++i)
            writePhase(workload.phases[i], std::to_string(i + 1));
        writeMain(workload);
        return text_;
    }

  private:
    void line(const std::string& text) { text_ += text + "\n"; }

    static bool keptToTheEnd(const WorkloadPhase& phase) {
        return phase.keepPercent > 0 && phase.keepFor == KeepFor::end;
    }

    void writeType(const ObjectType& type) {
        const int64_t others = type.bytes / 8 - type.pointers;
        line("\n// " + type.name() + " has " + std::to_string(type.bytes) + " bytes.");
        line("type " + type.name() + " struct {");
        const std::string width = others > 0 && type.pointers > 0 ? "    " : " ";
        if (type.pointers > 0) line("\tpointers [" + std::to_string(type.pointers) + "]*" + type.name());
        if (others > 0) line("\twords" + width + "[" + std::to_string(others) + "]uint64");
        line("}");
    }

    void writeTheEnd(const Workload& workload) {
        std::vector<WorkloadSize> sizes;
        for (const WorkloadPhase& phase : workload.phases)
            if (keptToTheEnd(phase)) sizes.insert(sizes.end(), phase.sizes.begin(), phase.sizes.end());
        line("\n// What is kept to the end of the run; lock protects it.");
        line("var lock sync.Mutex");
        for (const ObjectType& type : typesOf(sizes))
            line("var " + type.keptToTheEnd() + " [][]*" + type.name());
    }

    void writeRandom() {
        line("\n// random gives the next number of a generator (xorshift64).");
        line("func random(state *uint64) uint64 {");
        line(
            "\t*state ^= *state << 13\n\t*state ^= *state >> 7\n\t*state ^= *state << 17\n\treturn "
            "*state\n}");
        line("\n// start gives a goroutine a state of its own.");
        line("func start(number uint64) uint64 {\n\treturn (seed+number)*0x9e3779b97f4a7c15 | 1\n}");
    }

    void writePhase(const WorkloadPhase& phase, const std::string& n) {
        const std::string length = std::to_string(ringLength(phase));
        line("\n// Phase " + n + (phase.name.empty() ? "" : ", " + oneLine(phase.name)) + ": " +
             std::to_string(phase.goroutines) + " goroutines, each " + std::to_string(phase.objectsPerMs) +
             " objects a millisecond for " + durationText(phase.durationNs) + ".");
        line("func phase" + n + "(state uint64) {");
        const auto types = typesOf(phase.sizes);
        for (const ObjectType& type : types)
            line("\t" + type.kept() + " := make([]*" + type.name() + ", " + length + ")");
        if (keptToTheEnd(phase)) {
            line("\tlock.Lock()");
            for (const ObjectType& type : types)
                line("\t" + type.keptToTheEnd() + " = append(" + type.keptToTheEnd() + ", " + type.kept() +
                     ")");
            line("\tlock.Unlock()");
        }
        line("\tslot, due := 0, 0");
        line("\tfor tick := 0; tick < " + std::to_string(ticks(phase)) + "; tick++ {");
        line("\t\tfor due += " + std::to_string(phase.objectsPerMs) +
             "; due >= " + std::to_string(kTicksPerMs) + "; due -= " + std::to_string(kTicksPerMs) + " {");
        line("\t\t\tslot = (slot + 1) % " + length);
        for (const ObjectType& type : types) writeRelease(type);
        if (phase.keepPercent > 0 && phase.keepPercent < 100)
            line("\t\t\tkeep := random(&state)%100 < " + std::to_string(phase.keepPercent));
        writeChoice(phase, length);
        line("\t\t}");
        line("\t\ttime.Sleep(" + std::to_string(kWorkloadTickNs / 1000) + " * time.Microsecond)");
        line("\t}\n}");
        if (phase.stackDepth > 0) writeDepth(n);
    }

    // An object that is let go lets go of what it points to: else chains of the dead would be kept by the
    // living.
    void writeRelease(const ObjectType& type) {
        const std::string slot = type.kept() + "[slot]";
        if (type.pointers > 0) {
            line("\t\t\tif old := " + slot + "; old != nil {");
            line("\t\t\t\told.pointers = [" + std::to_string(type.pointers) + "]*" + type.name() +
                 "{}\n\t\t\t}");
        }
        line("\t\t\t" + slot + " = nil");
    }

    void writeChoice(const WorkloadPhase& phase, const std::string& length) {
        int64_t total = 0;
        for (const WorkloadSize& size : phase.sizes) total += size.weight;
        if (phase.sizes.size() == 1)
            return writeAllocation(phase, ObjectType(phase.sizes[0]), length, "\t\t\t");
        line("\t\t\tswitch which := random(&state) % " + std::to_string(total) + "; {");
        int64_t below = 0;
        for (size_t i = 0; i < phase.sizes.size(); ++i) {
            below += phase.sizes[i].weight;
            line(i + 1 < phase.sizes.size() ? "\t\t\tcase which < " + std::to_string(below) + ":"
                                            : "\t\t\tdefault:");
            writeAllocation(phase, ObjectType(phase.sizes[i]), length, "\t\t\t\t");
        }
        line("\t\t\t}");
    }

    void writeAllocation(const WorkloadPhase& phase, const ObjectType& type, const std::string& length,
                         const std::string& indent) {
        line(indent + "object := new(" + type.name() + ")");
        if (type.pointers > 0) {
            line(indent + "for i := range object.pointers {");
            line(indent + "\tobject.pointers[i] = " + type.kept() + "[random(&state)%" + length + "]");
            line(indent + "}");
        }
        const std::string store = type.kept() + "[slot] = object";
        if (phase.keepPercent > 0 && phase.keepPercent < 100)
            line(indent + "if keep {\n" + indent + "\t" + store + "\n" + indent + "}");
        else
            line(indent + store);
    }

    void writeDepth(const std::string& n) {
        line("\nfunc phase" + n + "Below(depth int, state uint64) {");
        line("\tif depth > 0 {\n\t\tphase" + n + "Below(depth-1, state)\n\t\treturn\n\t}");
        line("\tphase" + n + "(state)\n}");
    }

    void writeMain(const Workload& workload) {
        for (size_t i = 0; i < workload.phases.size(); ++i) {
            const std::string n = std::to_string(i + 1);
            const int64_t depth = workload.phases[i].stackDepth;
            const std::string state = "start(number)";
            line("\nfunc goroutine" + n + "(number uint64) {");
            line(depth > 0 ? "\tphase" + n + "Below(" + std::to_string(depth) + ", " + state + ")"
                           : "\tphase" + n + "(" + state + ")");
            line("\tdone.Done()\n}");
        }
        line("\nfunc main() {");
        for (size_t i = 0; i < workload.phases.size(); ++i) {
            line("\tfor i := 0; i < " + std::to_string(workload.phases[i].goroutines) + "; i++ {");
            line("\t\tdone.Add(1)\n\t\tgo goroutine" + std::to_string(i + 1) + "(uint64(i))\n\t}");
            line("\tdone.Wait()");
        }
        line("}");
    }

    std::string text_;
};

}  // namespace

void checkWorkload(const Json& workload, const std::string& file, std::vector<Problem>& problems) {
    const Json* phases = workload.find("phases");
    if (!phases) return;
    for (size_t i = 0; i < phases->items.size(); ++i) {
        const std::string pointer = "/workload/phases/" + std::to_string(i);
        const Json& phase = phases->items[i];
        if (const Json* sizes = phase.find("sizes"))
            for (size_t k = 0; k < sizes->items.size(); ++k) {
                const Json* bytes = sizes->items[k].find("bytes");
                if (bytes && quantity(bytes, parseBytes, 8) % 8 != 0)
                    problems.push_back({file, bytes->place,
                                        pointer + "/sizes/" + std::to_string(k) + "/bytes",
                                        "expected a multiple of 8, got " + describe(*bytes)});
            }
        // Where a value is out of its own range, that has been said, and nothing can be computed from it.
        const bool sound = std::none_of(problems.begin(), problems.end(), [&](const Problem& p) {
            return p.pointer == pointer || p.pointer.starts_with(pointer + "/");
        });
        const int64_t kept = sound ? ringLength(readPhase(phase)) : 0;
        if (kept <= kWorkloadKeptMax) continue;
        const Json* keepFor = phase.find("keepFor");
        problems.push_back(
            {file, keepFor ? keepFor->place : phase.place, pointer + (keepFor ? "/keepFor" : ""),
             "expected at most " + std::to_string(kWorkloadKeptMax) +
                 " objects a goroutine in the time for which they are kept, got " + std::to_string(kept)});
    }
}

Workload readWorkload(const Json& workload) {
    Workload w;
    if (const Json* phases = workload.find("phases"))
        for (const Json& phase : phases->items) w.phases.push_back(readPhase(phase));
    return w;
}

std::string workloadProgram(const Workload& workload, const std::string& title, uint64_t seed) {
    return Writer().write(workload, title, seed);
}

}  // namespace tricolor::scenario
