// Programs that were damaged at random are refused or accepted, but never break the front end.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <random>

#include "sim/golang/check.h"
#include "sim/golang/scanner.h"
#include "sim/golang/std_files.h"

namespace tricolor::golang {
namespace {

struct Piece {
    std::string text;  // a token with the blanks before it
};

std::vector<Piece> pieces(const std::string& source) {
    const std::vector<SourceFile> files{{"x.go", source}};
    Diagnostics ignored(files);
    std::vector<size_t> lineStarts{0};
    for (size_t i = 0; i < source.size(); i++)
        if (source[i] == '\n') lineStarts.push_back(i + 1);
    std::vector<size_t> starts;
    Scanner scanner(source, 0, ignored);
    for (scanner.next(); scanner.token != Token::EndOfFile; scanner.next())
        starts.push_back(lineStarts[scanner.pos.line - 1] + scanner.pos.column - 1);
    std::vector<Piece> out;
    for (size_t i = 0; i < starts.size(); i++) {
        const size_t end = i + 1 < starts.size() ? starts[i + 1] : source.size();
        if (starts[i] < end) out.push_back({source.substr(starts[i], end - starts[i])});
    }
    return out;
}

std::string damaged(std::vector<Piece> list, std::mt19937_64& random) {
    const int changes = 1 + static_cast<int>(random() % 4);
    for (int i = 0; i < changes && !list.empty(); i++) {
        const size_t a = random() % list.size(), b = random() % list.size();
        switch (random() % 5) {
            case 0:
                list.erase(list.begin() + static_cast<std::ptrdiff_t>(a));
                break;
            case 1:
                list.insert(list.begin() + static_cast<std::ptrdiff_t>(a), list[b]);
                break;
            case 2:
                std::swap(list[a], list[b]);
                break;
            case 3:
                list[a] = list[b];
                break;
            default:
                list.resize(std::max<size_t>(1, a));
                break;
        }
    }
    std::string out;
    for (const Piece& p : list) out += p.text;
    return out;
}

std::string asMain(std::string source) {
    const size_t at = source.find("package ");
    const size_t end = source.find('\n', at);
    return source.replace(at, end - at, "package main");
}

constexpr char program[] = R"(package main

import ("fmt"; "sync"; "errors")

type Number interface { ~int | ~float64 }
type Tree[K Number, V any] struct { left, right *Tree[K, V]; key K; value V }
func (t *Tree[K, V]) Put(key K, value V) *Tree[K, V] {
	if t == nil { return &Tree[K, V]{key: key, value: value} }
	switch { case key < t.key: t.left = t.left.Put(key, value); case key > t.key: t.right = t.right.Put(key, value); default: t.value = value }
	return t
}
func Map[A, B any](xs []A, f func(A) B) (out []B) { for _, x := range xs { out = append(out, f(x)) }; return }
type Shape interface { Area() float64; fmt.Stringer }
type Square struct { side float64 }
func (s Square) Area() float64 { return s.side * s.side }
func (s Square) String() string { return fmt.Sprintf("square %v", s.side) }
type Named struct { Shape; name string; tags map[string][]int }
const ( A = iota << 2; B; C; big = 1 << 100 >> 98 )
var table, total = [...]string{B: "b", C: "c"}, sum(1, 2, 3)
func sum(xs ...int) (n int) { defer func() { if r := recover(); r != nil { n = -1 } }(); for i := range xs { n += xs[i] }; return }
func walk(yield func(int, string) bool) { for i, s := range table { if !yield(i, s) { return } } }
func main() {
	var mu sync.Mutex
	ch, done := make(chan int, 2), make(chan struct{})
	go func() { defer close(done); for v := range ch { mu.Lock(); println(v, total); mu.Unlock() } }()
	for i := 0; i < 3; i++ { select { case ch <- i: default: goto end } }
end:
	close(ch); <-done
	n := Named{Shape: Square{2}, name: "x"}
	if m, ok := n.tags["a"]; !ok && len(m[:]) == 0 { n.tags = map[string][]int{"a": {1, 2: 3}} }
	for i, s := range walk { if i > 1 { break }; fmt.Println(i, s, n.Area(), Map([]int{1}, func(i int) string { return fmt.Sprint(i) })) }
	var t *Tree[int, string]; t = t.Put(1, "a").Put(2, "b")
	var e error = errors.New("x")
	switch v := any(e).(type) { case nil: case fmt.Stringer: _ = v.String(); case interface{ Error() string }: println(v.Error(), t.value[0], 'x', 1.5e3, 0x1p-2, 2i) }
	f := Square.Area; g := n.String; _, _, _ = f, g, *new(5)
}
)";

TEST(checkFuzz, survivesDamagedPrograms) {
    uint64_t seed = std::random_device{}();
    if (const char* given = std::getenv("TRICOLOR_SEED")) seed = std::strtoull(given, nullptr, 10);
    std::vector<std::vector<Piece>> sources{pieces(program)};
    for (const StdFile& f : stdFiles()) sources.push_back(pieces(asMain(f.text)));
    ASSERT_TRUE(checkProgram({{"x.go", program}}).ok())
        << checkProgram({{"x.go", program}}).diagnostics[0].str();
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(2500);
    std::mt19937_64 random(seed);
    SCOPED_TRACE("TRICOLOR_SEED=" + std::to_string(seed));
    std::cout << "TRICOLOR_SEED=" << seed << "\n";
    size_t accepted = 0, tried = 0;
    while (std::chrono::steady_clock::now() < end) {
        const std::string source =
            damaged(sources[random() % 2 == 0 ? 0 : random() % sources.size()], random);
        const CheckedProgram checked = checkProgram({{"x.go", source}});
        tried++;
        accepted += checked.ok();
        ASSERT_LE(checked.diagnostics.size(), Diagnostics::maxShown + 1);
    }
    std::cout << tried << " programs, " << accepted << " of them accepted\n";
    EXPECT_GT(tried, 0u);
    EXPECT_LT(accepted, tried);
}

TEST(checkFuzz, survivesRandomBytes) {
    std::mt19937_64 random(7);
    for (int i = 0; i < 300; i++) {
        std::string source = "package main\n";
        const size_t length = random() % 200;
        for (size_t k = 0; k < length; k++) source += static_cast<char>(random());
        checkProgram({{"x.go", source}});
    }
}

}  // namespace
}  // namespace tricolor::golang
