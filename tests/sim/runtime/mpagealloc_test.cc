#include "sim/runtime/mpagealloc.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "sim/runtime/mpagecache.h"
#include "sim/runtime/mpagescavenge.h"
#include "sim/runtime/mranges.h"
#include "tests/sim/runtime/vectors.h"

namespace tricolor::runtime {
namespace {

using Json = nlohmann::json;

uint64_t hex(const Json& v) {
    return std::stoull(v.get<std::string>(), nullptr, 16);
}
pageBits map512(const std::string& text) {
    pageBits b{};
    std::istringstream in(text);
    for (uint64_t& word : b) {
        std::string h;
        in >> h;
        word = std::stoull(h, nullptr, 16);
    }
    return b;
}
// An address as the vectors have it: offset from the base, -1 for none.
int64_t off(Addr a) {
    return a == 0 || a == maxSearchAddr ? -1 : static_cast<int64_t>(a - kHeapBase);
}
Addr addr(int64_t offset) {
    return offset < 0 ? 0 : kHeapBase + static_cast<uint64_t>(offset);
}

// ---- chunk bitmaps ----

void checkPallocBits(const Json& v) {
    const std::string op = v["op"], name = v.value("name", "");
    if (op == "find") {
        const FoundPages f =
            find(map512(v["bits"]), v["npages"].get<uint64_t>(), v["search"].get<unsigned>());
        EXPECT_EQ(f.index == noPage ? -1 : static_cast<int64_t>(f.index), v["idx"].get<int64_t>()) << name;
        if (v["idx"].get<int64_t>() >= 0) {
            EXPECT_EQ(f.searchIndex, v["newsearch"].get<unsigned>()) << name;
        }
    } else if (op == "alloc" || op == "free") {
        pageBits b = map512(v["bits"]);
        (op == "alloc" ? setRange : clearRange)(b, v["i"].get<unsigned>(), v["n"].get<unsigned>());
        EXPECT_EQ(b, map512(v["after"])) << name;
    } else if (op == "popcnt") {
        EXPECT_EQ(popcntRange(map512(v["bits"]), v["i"].get<unsigned>(), v["n"].get<unsigned>()),
                  v["count"].get<unsigned>())
            << name;
    } else if (op == "pages64") {
        EXPECT_EQ(block64(map512(v["bits"]), v["i"].get<unsigned>()), hex(v["word"])) << name;
    } else if (op == "summarize") {
        const pallocSum s = summarize(map512(v["bits"]));
        EXPECT_EQ(
            (std::array{s.start, s.max, s.end}),
            (std::array{v["start"].get<uint32_t>(), v["max"].get<uint32_t>(), v["end"].get<uint32_t>()}))
            << name;
    } else if (op == "packsum") {
        const pallocSum s{v["start"].get<uint32_t>(), v["max"].get<uint32_t>(), v["end"].get<uint32_t>()};
        EXPECT_EQ(packPallocSum(s), hex(v["packed"])) << name;
        const pallocSum u = unpackPallocSum(packPallocSum(s));
        EXPECT_EQ((std::vector<uint32_t>{u.start, u.max, u.end}), v["un"].get<std::vector<uint32_t>>())
            << name;
    } else if (op == "mergesum") {
        std::vector<pallocSum> in;
        for (const Json& s : v["in"])
            in.push_back({s[0].get<uint32_t>(), s[1].get<uint32_t>(), s[2].get<uint32_t>()});
        const pallocSum s = mergeSummaries(in.data(), static_cast<int>(in.size()), v["log"].get<unsigned>());
        EXPECT_EQ(
            (std::array{s.start, s.max, s.end}),
            (std::array{v["start"].get<uint32_t>(), v["max"].get<uint32_t>(), v["end"].get<uint32_t>()}))
            << name;
    } else if (op == "findbitrange64") {
        const int64_t idx = v["idx"].get<int64_t>();
        EXPECT_EQ(findBitRange64(hex(v["c"]), v["n"].get<unsigned>()), idx >= 64 ? 64 : idx) << name;
    } else if (op == "fillaligned") {
        EXPECT_EQ(fillAligned(hex(v["x"]), v["m"].get<unsigned>()), hex(v["out"])) << name;
    } else if (op == "scavcand") {
        pallocData d;
        d.allocBits = map512(v["alloc"]);
        d.scavenged = map512(v["scav"]);
        const ScavengeRun r =
            findScavengeCandidate(d, v["search"].get<unsigned>(), v["min"].get<unsigned>(),
                                  static_cast<unsigned>(v["max"].get<uint64_t>()), v["huge"].get<uint64_t>());
        EXPECT_EQ((std::array{r.start, r.npages}),
                  (std::array{v["start"].get<unsigned>(), v["size"].get<unsigned>()}))
            << name;
    } else {
        EXPECT_TRUE(op == "allocpages64" || op == "clearblock64") << op;
    }
}

TEST(mpallocbits, agreesWithRealGo) {
    const auto lines = vectors::lines("pallocbits.jsonl");
    ASSERT_GT(lines.size(), 1000u);
    for (const std::string& line : lines) checkPallocBits(Json::parse(line));
}

TEST(mpagecache, allocatesAsRealGo) {
    const auto lines = vectors::lines("pagecache.jsonl");
    ASSERT_GT(lines.size(), 20u);
    for (const std::string& line : lines) {
        const Json v = Json::parse(line);
        pageCache c{kHeapBase, hex(v["cache"]), hex(v["scav"])};
        for (const Json& op : v["ops"]) {
            const PagesFound f = alloc(c, op[0].get<uint64_t>());
            ASSERT_EQ(off(f.base), op[1].get<int64_t>()) << v["name"];
            ASSERT_EQ(f.scav, op[2].get<uint64_t>()) << v["name"];
            ASSERT_EQ(c.cache, hex(op[3])) << v["name"];
            ASSERT_EQ(c.scav, hex(op[4])) << v["name"];
        }
    }
}

// ---- the whole allocator ----

void fnv(uint64_t& h, uint64_t word) {
    for (int i = 0; i < 8; ++i) {
        h ^= word >> (8 * i) & 0xff;
        h *= 1099511628211ull;
    }
}

class Replay {
  public:
    explicit Replay(const Json& scenario) : v_(scenario) {}

    void run() {
        start();
        int i = 0;
        for (const Json& op : v_["ops"]) {
            SCOPED_TRACE(v_["name"].get<std::string>() + " op " + std::to_string(i++) + " " + op.dump());
            step(op);
            if (::testing::Test::HasFailure()) return;
        }
        end();
    }

  private:
    void start() {
        init(p_);
        for (const Json& chunk : v_["init"]) {
            const auto ci = chunk[0].get<uint64_t>();
            grow(p_, chunkBase(ci), pallocChunkBytes);
            clearRange(p_.chunks.mut(ci).scavenged, 0, pallocChunkPages);
            scavIndexAlloc(p_, ci, pallocChunkPages);
            scavIndexFree(p_, ci, 0, pallocChunkPages);
        }
        for (const Json& chunk : v_["initscav"])
            for (const Json& r : chunk[1])
                setRange(p_.chunks.mut(chunk[0].get<uint64_t>()).scavenged, r[0].get<unsigned>(),
                         r[1].get<unsigned>());
        for (const Json& chunk : v_["init"])
            for (const Json& r : chunk[1])
                if (r[1].get<uint64_t>())
                    allocRange(p_, chunkBase(chunk[0].get<uint64_t>()) + r[0].get<uint64_t>() * kPageSize,
                               r[1].get<uint64_t>());
        EXPECT_EQ(off(p_.searchAddr), v_["s0"].get<int64_t>());
    }

    void step(const Json& op) {
        const char kind = op[0].get<std::string>()[0];
        if (kind == 'k') return checkpoint(op);
        if (kind == 'a') {
            found(alloc(p_, op[1].get<uint64_t>()), op[2], op[3]);
        } else if (kind == 'f') {
            free(p_, addr(op[1].get<int64_t>()), op[2].get<uint64_t>());
        } else if (kind == 'g') {
            grow(p_, addr(op[1].get<int64_t>()), op[2].get<uint64_t>());
        } else if (kind == 'C') {
            pageCache& c = caches_[op[1].dump()] = allocToCache(p_);
            EXPECT_EQ(off(c.base), op[2].get<int64_t>());
            EXPECT_EQ(c.cache, hex(op[3]));
            EXPECT_EQ(c.scav, hex(op[4]));
        } else if (kind == 'A') {
            found(alloc(caches_[op[1].dump()], op[2].get<uint64_t>()), op[3], op[4]);
        } else if (kind == 'F') {
            flush(caches_[op[1].dump()], p_);
        } else if (kind == 'X') {
            pageCache c{addr(op[1].get<int64_t>()), hex(op[2]), hex(op[3])};
            flush(c, p_);
        } else if (kind == 's') {
            EXPECT_EQ(scavengeBytes(op[1].get<int64_t>(), op[2].get<int>() != 0), op[3].get<uint64_t>());
        } else if (kind == 'n') {
            scavIndexNextGen(p_);
        } else {
            FAIL() << "unknown op";
        }
        EXPECT_EQ(off(p_.searchAddr), op.back().get<int64_t>());
    }

    void found(const PagesFound& f, const Json& base, const Json& scav) {
        EXPECT_EQ(off(f.base), base.get<int64_t>());
        EXPECT_EQ(f.scav, scav.get<uint64_t>());
    }

    uint64_t scavengeBytes(int64_t limit, bool force) {
        const uint64_t nbytes = limit < 0 ? UINT64_MAX : static_cast<uint64_t>(limit);
        uint64_t released = 0;
        while (released < nbytes) {
            const ScavengeSpot s = scavIndexFind(p_, force);
            if (!s.found) break;
            released += scavengeOne(p_, s.chunk, s.page, nbytes - released).npages * kPageSize;
        }
        return released;
    }

    void checkpoint(const Json& op) {
        uint64_t alloc = 14695981039346656037ull, scav = alloc;
        forEachMapped([&](uint64_t ci) {
            for (const uint64_t w : p_.chunks[ci].allocBits) fnv(alloc, w);
            for (const uint64_t w : p_.chunks[ci].scavenged) fnv(scav, w);
        });
        EXPECT_EQ(alloc, hex(op[1]));
        EXPECT_EQ(scav, hex(op[2]));
    }

    template <class F>
    void forEachMapped(F&& f) {
        for (const addrRange& r : p_.inUse.ranges)
            for (Addr a = r.base; a < r.limit; a += pallocChunkBytes) f(chunkIndex(a));
    }

    void end() {
        SCOPED_TRACE(v_["name"].get<std::string>() + " end");
        const Json& e = v_["end"];
        EXPECT_EQ(off(p_.searchAddr), e["search"].get<int64_t>());
        ASSERT_EQ(p_.inUse.ranges.size(), e["inuse"].size());
        for (size_t i = 0; i < p_.inUse.ranges.size(); ++i) {
            EXPECT_EQ(off(p_.inUse.ranges[i].base), e["inuse"][i][0].get<int64_t>());
            EXPECT_EQ(off(p_.inUse.ranges[i].limit), e["inuse"][i][1].get<int64_t>());
        }
        for (const Json& c : e["chunks"]) {
            EXPECT_EQ(p_.chunks[c[0].get<uint64_t>()].allocBits, map512(c[1]));
            EXPECT_EQ(p_.chunks[c[0].get<uint64_t>()].scavenged, map512(c[2]));
        }
        for (const Json& s : e["sums"]) {
            const pallocSum& sum = p_.summary[s[0].get<size_t>()][s[1].get<size_t>()];
            EXPECT_EQ((std::array{sum.start, sum.max, sum.end}),
                      (std::array{s[2].get<uint32_t>(), s[3].get<uint32_t>(), s[4].get<uint32_t>()}))
                << s.dump();
        }
        cursor(e["bgcur"], p_.scavSearchAddrBg, p_.scavMarkedBg);
        cursor(e["forcecur"], p_.scavSearchAddrForce, p_.scavMarkedForce);
    }

    void cursor(const Json& want, Addr at, bool marked) {
        EXPECT_EQ(off(at), want[0].get<int64_t>());
        EXPECT_EQ(at && marked, want[1].get<int>() != 0);
    }

    const Json& v_;
    pageAlloc p_;
    std::map<std::string, pageCache> caches_;
};

TEST(mpagealloc, replaysRealGo) {
    const auto lines = vectors::lines("pagealloc.jsonl");
    ASSERT_GT(lines.size(), 60u);
    for (const std::string& line : lines) {
        const Json v = Json::parse(line);
        Replay(v).run();
        ASSERT_FALSE(HasFailure()) << v["name"];
    }
}

class IndexReplay {
  public:
    void run(const Json& v) {
        init(p_);
        const auto n = v["nchunks"].get<uint64_t>();
        p_.chunks.resize(n);
        add(p_.inUse, {kHeapBase, kHeapBase + n * pallocChunkBytes});
        for (const Json& op : v["ops"]) {
            SCOPED_TRACE(v["name"].get<std::string>() + " " + op.dump());
            step(op);
            state(op.back());
            if (::testing::Test::HasFailure()) return;
        }
        for (size_t i = 0; i < v["chunks"].size(); ++i) {
            const Json& c = v["chunks"][i];
            const pallocData& d = p_.chunks[i];
            EXPECT_EQ((std::array<uint64_t, 4>{d.inUse, d.lastInUse, d.gen, d.hasFree}),
                      (std::array{c[0].get<uint64_t>(), c[1].get<uint64_t>(), c[2].get<uint64_t>(),
                                  c[3].get<uint64_t>()}));
            EXPECT_EQ(packed(d), hex(c[4]));
        }
    }

  private:
    void step(const Json& op) {
        const std::string kind = op[0];
        if (kind == "a" || kind == "f") {
            for (Addr a = addr(op[1].get<int64_t>()); a < addr(op[2].get<int64_t>());) {
                const Addr end = std::min(addr(op[2].get<int64_t>()), chunkBase(chunkIndex(a) + 1));
                const auto pages = static_cast<unsigned>((end - a) / kPageSize);
                if (kind == "a")
                    scavIndexAlloc(p_, chunkIndex(a), pages);
                else
                    scavIndexFree(p_, chunkIndex(a), chunkPageIndex(a), pages);
                a = end;
            }
        } else if (kind == "n") {
            scavIndexNextGen(p_);
        } else if (kind == "e") {
            scavIndexSetEmpty(p_, op[1].get<uint64_t>());
        } else if (kind == "r") {
            p_.scavSearchAddrBg = p_.scavSearchAddrForce = p_.scavFreeHWM = 0;
            p_.scavMarkedBg = p_.scavMarkedForce = false;
        } else {
            const ScavengeSpot s = scavIndexFind(p_, op[1].get<int>() != 0);
            EXPECT_EQ(s.found ? static_cast<int64_t>(s.chunk) : -1, op[2].get<int64_t>());
            if (s.found) {
                EXPECT_EQ(s.page, op[3].get<unsigned>());
            }
        }
    }
    // scavChunkData.pack: pages in use now and last, ten bits each in 16, flags behind the second,
    // generation.
    static uint64_t packed(const pallocData& d) {
        return d.inUse | uint64_t{d.lastInUse} << 16 | uint64_t{d.hasFree} << 26 | uint64_t{d.gen} << 32;
    }
    void state(const Json& st) {
        EXPECT_EQ(off(p_.scavSearchAddrBg), st[0].get<int64_t>());
        EXPECT_EQ(p_.scavSearchAddrBg && p_.scavMarkedBg, st[1].get<int>() != 0);
        EXPECT_EQ(off(p_.scavSearchAddrForce), st[2].get<int64_t>());
        EXPECT_EQ(p_.scavSearchAddrForce && p_.scavMarkedForce, st[3].get<int>() != 0);
        EXPECT_EQ(off(p_.scavFreeHWM), st[4].get<int64_t>());
        EXPECT_EQ(p_.scavGen, st[5].get<uint32_t>());
    }
    pageAlloc p_;
};

TEST(mpagescavenge, keepsItsIndexAsRealGo) {
    const auto lines = vectors::lines("scavindex.jsonl");
    ASSERT_GT(lines.size(), 10u);
    for (const std::string& line : lines) IndexReplay().run(Json::parse(line));
}

}  // namespace
}  // namespace tricolor::runtime
