#include "app/report.h"

#include <cinttypes>

#include "sim/runtime/explain.h"
#include "sim/runtime/mstats.h"

namespace tricolor::app {

std::string quoted(const std::string& text) {
    std::string json = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            json += '\\';
            json += c;
        } else if (static_cast<unsigned char>(c) < ' ') {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x",
                          static_cast<unsigned>(static_cast<unsigned char>(c)));
            json += escape;
        } else {
            json += c;
        }
    }
    return json + "\"";
}

void writeEvent(std::FILE* to, const Event& e, const World& w, const runtime::Module& module) {
    const bool known = e.g >= 0 && static_cast<size_t>(e.g) < w.allgs.size();
    const int64_t goid = known ? w.g(GId{e.g}).goid : -1;
    std::fprintf(to,
                 "{\"step\":%" PRIu64 ",\"time\":%" PRId64
                 ",\"kind\":\"%.*s\",\"m\":%d,\"p\":%d,\"g\":%" PRId64 ",\"a\":%" PRIu64 ",\"b\":%" PRIu64
                 ",\"c\":%" PRIu32 ",\"says\":%s}\n",
                 w.step, e.time, static_cast<int>(eventName(e.kind).size()), eventName(e.kind).data(), e.m,
                 e.p, goid, e.a, e.b, e.c, quoted(runtime::sentence(e, w, module)).c_str());
}

namespace {

void writeNumbers(std::FILE* to, const char* name, const std::array<uint64_t, 256>& numbers) {
    std::fprintf(to, "  \"%s\": [", name);
    for (size_t i = 0; i < numbers.size(); ++i) std::fprintf(to, i ? ",%" PRIu64 : "%" PRIu64, numbers[i]);
    std::fprintf(to, "],\n");
}

}  // namespace

void writeMemStats(std::FILE* to, const World& w, const runtime::Module& module) {
    World copy = w;
    EventSink nobody;
    runtime::Ctx c{copy, module, nobody, MId{0}};
    const runtime::MemStats stats = runtime::readmemstats(c);
    std::fprintf(to, "{\n");
    for (const auto& [name, value] : runtime::memStatsFields(stats))
        std::fprintf(to, "  \"%s\": %" PRIu64 ",\n", name, value);
    writeNumbers(to, "PauseNs", stats.PauseNs);
    writeNumbers(to, "PauseEnd", stats.PauseEnd);
    std::fprintf(to,
                 "  \"NumGC\": %" PRIu32 ",\n  \"NumForcedGC\": %" PRIu32
                 ",\n  \"GCCPUFraction\": %.17g,\n  \"EnableGC\": %s,\n  \"DebugGC\": %s,\n"
                 "  \"BySize\": [\n",
                 stats.NumGC, stats.NumForcedGC, stats.GCCPUFraction, stats.EnableGC ? "true" : "false",
                 stats.DebugGC ? "true" : "false");
    for (size_t i = 0; i < stats.BySize.size(); ++i)
        std::fprintf(to, "    {\"Size\": %" PRIu32 ", \"Mallocs\": %" PRIu64 ", \"Frees\": %" PRIu64 "}%s\n",
                     stats.BySize[i].Size, stats.BySize[i].Mallocs, stats.BySize[i].Frees,
                     i + 1 < stats.BySize.size() ? "," : "");
    std::fprintf(to, "  ]\n}\n");
}

}  // namespace tricolor::app
