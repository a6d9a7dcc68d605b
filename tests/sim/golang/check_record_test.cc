// What the checker records in a correct program, for escape analysis and the compiler.
#include <gtest/gtest.h>

#include "sim/golang/check.h"
#include "sim/golang/layout.h"
#include "sim/golang/type_ops.h"

namespace tricolor::golang {
namespace {

CheckedProgram checked(const std::string& source) {
    CheckedProgram p = checkProgram({{"x.go", "package main\n" + source}});
    for (const Diagnostic& d : p.diagnostics) ADD_FAILURE() << d.str();
    return p;
}

template <class T>
T* global(const CheckedProgram& p, const std::string& name) {
    return objectAs<T>(p.main->scope->find(name));
}

FuncInfo* function(const CheckedProgram& p, const std::string& name) {
    for (FuncInfo* f : p.main->functions)
        if (f->name == name) return f;
    ADD_FAILURE() << "no function " << name;
    return nullptr;
}

std::string names(const std::vector<VarObject*>& vars) {
    std::string out;
    for (const VarObject* v : vars) out += (out.empty() ? "" : " ") + v->name;
    return out;
}

TEST(checkRecord, namesFunctionsAsGcDoes) {
    const CheckedProgram p = checked(R"(
var a = func() int { return 1 }()
type T struct{}
func (T) m() { func() {}() }
func (*T) p() { func() { func() {}() }() }
func seq(yield func(int) bool) {}
func init() { func() {}() }
func init() {}
func main() {
	for range seq { func() {}(); for range seq { func() {}() } }
	func() { for range seq { func() {}() } }()
}
)");
    std::vector<std::string> got;
    for (const FuncInfo* f : p.main->functions) got.push_back(f->name);
    for (const char* want :
         {"main.init.func1", "main.T.m.func1", "main.(*T).p.func1", "main.(*T).p.func1.1", "main.init.0",
          "main.init.0.func1", "main.init.1", "main.main-range1", "main.main.func1", "main.main-range2",
          "main.main.func2", "main.main.func3", "main.main.func3-range1", "main.main.func3.1"})
        EXPECT_NE(std::find(got.begin(), got.end(), want), got.end()) << want;
}

TEST(checkRecord, listsCapturedVariablesAlsoForFunctionsBetween) {
    const CheckedProgram p = checked(R"(
func f(a, b int) {
	c := 1
	g := func() { func() { println(b, c) }(); c = 2 }
	g()
	println(a)
}
func main() { f(1, 2) }
)");
    EXPECT_EQ(names(function(p, "main.f.func1")->captures), "b c");
    EXPECT_EQ(names(function(p, "main.f.func1.1")->captures), "b c");
    const FuncInfo* f = function(p, "main.f");
    EXPECT_EQ(names(f->locals), "a b c g");
    EXPECT_EQ(f->captures.size(), 0u);
    EXPECT_FALSE(f->locals[0]->captured);
    EXPECT_TRUE(f->locals[1]->captured && !f->locals[1]->reassigned);
    EXPECT_TRUE(f->locals[2]->captured && f->locals[2]->reassigned);
}

TEST(checkRecord, knowsWhoseAddressIsTaken) {
    const CheckedProgram p = checked(R"(
type T struct{ n int; a [3]int }
func (t *T) inc() { t.n++ }
func main() {
	var plain, field, array, slice, method, value T
	p := &field.n
	q := &array.a[1]
	r := slice.a[:]
	method.inc()
	s := []T{value}
	t := &s[0]
	_, _, _, _, _ = p, q, r, t, plain
}
)");
    std::string taken;
    for (const VarObject* v : function(p, "main.main")->locals)
        if (v->addressTaken) taken += v->name + " ";
    EXPECT_EQ(taken, "field array slice method ");
}

TEST(checkRecord, ordersInitialisationByDependency) {
    const CheckedProgram p = checked(R"(
var a = b + 1
var b = f()
var c, d = g()
var e = 1
func f() int { return e + d }
func g() (int, int) { return 1, e }
func main() { println(a, c) }
)");
    std::string order;
    for (const Initializer& i : p.initOrder)
        if (i.package == p.main) order += names(i.lhs) + "; ";
    EXPECT_EQ(order, "e; c d; b; a; ");
}

TEST(checkRecord, makesIdenticalTypesOnePointer) {
    const CheckedProgram p = checked(R"(
type A = []struct{ x, y map[string]func(byte, ...rune) (interface{ B(); A() }) }
type L[T any] struct{ next *L[T]; v T }
var (
	a A
	b []struct{ x, y map[string]func(n uint8, m ...int32) (r interface{ A(); B() }) }
	c []struct{ x, z map[string]func(uint8, ...int32) (interface{ A(); B() }) }
	l1 *L[[]byte]
	l2 *L[[]uint8]
)
func main() {}
)");
    const auto type = [&](const char* name) { return global<VarObject>(p, name)->type; };
    EXPECT_EQ(type("a"), type("b"));
    EXPECT_NE(type("a"), type("c"));
    EXPECT_EQ(type("l1"), type("l2"));
    auto* list = typeAs<NamedType>(typeAs<PointerType>(type("l1"))->element);
    EXPECT_EQ(typeAs<StructType>(list->underlying)->fields[0]->type, type("l1"));
    EXPECT_EQ(runtimeTypeString(list), "main.L[[]uint8]");
}

TEST(checkRecord, describesPromotedSelections) {
    const CheckedProgram p = checked(R"(
type In struct{ x int }
func (i *In) set() {}
func (i In) get() int { return i.x }
type Mid struct{ *In }
type Out struct{ pad int; Mid }
func main() { var o Out; o.x = 1; o.set(); _ = o.get() }
)");
    auto* out = global<TypeNameObject>(p, "Out")->type;
    Selection s;
    ASSERT_TRUE(p.types->lookup(out, true, p.main, "x", s));
    ASSERT_EQ(s.path.size(), 3u);
    EXPECT_EQ(s.path[0].field, 1);
    EXPECT_FALSE(s.path[1].deref);
    EXPECT_TRUE(s.path[2].deref);
    Selection get;
    ASSERT_TRUE(p.types->lookup(out, true, p.main, "get", get));
    EXPECT_TRUE(get.autoDeref && !get.autoAddress);
    const auto methods = p.types->methodSet(out);
    ASSERT_EQ(methods.size(), 2u);
    EXPECT_EQ(methods[0].method->name, "get");
    EXPECT_EQ(methods[1].method->name, "set");
    EXPECT_FALSE(methods[1].autoAddress || methods[1].autoDeref);
}

TEST(checkRecord, laysOutMemoryAsGcDoes) {
    const CheckedProgram p = checked(R"(
type A struct { a bool; b int64; c bool }
type B struct { s string; i any; f func(); n [0]int }
type C struct { x int32; y [3]struct{ p *int; n int8 } }
func main() {}
)");
    const auto layout = [&](const char* name) {
        return layoutOf(*p.types, global<TypeNameObject>(p, name)->type);
    };
    EXPECT_EQ(layout("A").size, 24);
    EXPECT_EQ(layout("A").ptrdata, 0);
    EXPECT_EQ(layout("B").size, 48);
    EXPECT_EQ(layout("B").ptrdata, 40);
    EXPECT_EQ(layout("C").size, 56);
    EXPECT_EQ(layout("C").ptrdata, 48);
    const std::vector<uint8_t> bits = pointerBitmap(*p.types, global<TypeNameObject>(p, "B")->type);
    EXPECT_EQ(bits, (std::vector<uint8_t>{1, 0, 0, 1, 1}));
}

TEST(checkRecord, computesConstantsExactly) {
    const CheckedProgram p = checked(R"(
const (
	big = 1 << 500 >> 498
	third = 1.0 / 3 * 3
	hex = 0x1p-2 + 0b101 + 0o17 + 1_000
	text = "a\x41\u00e9\377" + `r\n`
	mask = ^uint8(5)
	neg = -7 / 2 + -7 % 3
	cplx = (1 + 2i) * (1 - 2i)
	f32 = float32(0.1)
)
func main() {}
)");
    const auto value = [&](const char* name) { return global<ConstObject>(p, name)->value; };
    EXPECT_EQ(value("big").int64Value(), 4);
    EXPECT_EQ(value("third").toInt().int64Value(), 1);
    EXPECT_EQ(value("hex").doubleValue(), 1020.25);
    EXPECT_EQ(value("text").stringValue(), "aA\xc3\xa9\xffr\\n");
    EXPECT_EQ(value("mask").int64Value(), 250);
    EXPECT_EQ(value("neg").int64Value(), -4);
    EXPECT_EQ(value("cplx").toInt().int64Value(), 5);
    EXPECT_EQ(value("f32").doubleValue(), 0.100000001490116119384765625);
}

}  // namespace
}  // namespace tricolor::golang
