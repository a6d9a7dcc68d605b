// What: writing natives as typed lambdas. A lambda takes the Machine and the Go arguments in order and
//       returns the Go results: nothing, one value, or a std::tuple of them. A native that waits for a task
//       or gives up its M is a function Flow(NativeCall&) instead.
#pragma once

#include <string>
#include <vector>

#include "sim/golang/machine.h"

namespace tricolor::golang {

template <class T>
struct Slots {
    static constexpr uint64_t words = 1;
    static T get(const uint64_t* s) {
        if constexpr (std::is_same_v<T, double>)
            return std::bit_cast<double>(*s);
        else if constexpr (std::is_same_v<T, float32>)
            return std::bit_cast<float32>(static_cast<uint32_t>(*s));
        else if constexpr (std::is_same_v<T, bool>)
            return *s != 0;
        else
            return static_cast<T>(*s);
    }
    static void put(uint64_t* s, T v) {
        if constexpr (std::is_same_v<T, double>)
            *s = std::bit_cast<uint64_t>(v);
        else if constexpr (std::is_same_v<T, float32>)
            *s = std::bit_cast<uint32_t>(v);
        else if constexpr (std::is_signed_v<T>)
            *s = static_cast<uint64_t>(static_cast<int64_t>(v));
        else
            *s = static_cast<uint64_t>(v);
    }
};
template <>
struct Slots<Str> {
    static constexpr uint64_t words = 2;
    static Str get(const uint64_t* s) { return {s[0], static_cast<int64_t>(s[1])}; }
    static void put(uint64_t* s, Str v) {
        s[0] = v.p;
        s[1] = static_cast<uint64_t>(v.n);
    }
};
template <>
struct Slots<SliceVal> {
    static constexpr uint64_t words = 3;
    static SliceVal get(const uint64_t* s) {
        return {s[0], static_cast<int64_t>(s[1]), static_cast<int64_t>(s[2])};
    }
    static void put(uint64_t* s, SliceVal v) {
        s[0] = v.p;
        s[1] = static_cast<uint64_t>(v.n);
        s[2] = static_cast<uint64_t>(v.cap);
    }
};
template <>
struct Slots<Iface> {
    static constexpr uint64_t words = 2;
    static Iface get(const uint64_t* s) { return {s[0], s[1]}; }
    static void put(uint64_t* s, Iface v) {
        s[0] = v.type;
        s[1] = v.data;
    }
};

template <class F>
struct Typed : Typed<decltype(&F::operator())> {};
template <class F, class R, class... A>
struct Typed<R (F::*)(Machine&, A...) const> {
    static Flow run(NativeCall& n) {
        const uint64_t* at = n.slots;
        [[maybe_unused]] const auto take = [&]<class T>(std::type_identity<T>) {
            const T v = Slots<T>::get(at);
            at += Slots<T>::words;
            return v;
        };
        const std::tuple<A...> args{take(std::type_identity<A>{})...};
        const auto call = [&](const A&... a) { return F{}(n.vm, a...); };
        if constexpr (std::is_void_v<R>) {
            std::apply(call, args);
        } else {
            const R result = std::apply(call, args);
            if (!n.vm.g.faulting) put(n.vm.fp() + (at - n.slots), result);
        }
        return Flow::next;
    }
    template <class T>
    static void put(uint64_t* slots, const T& v) {
        Slots<T>::put(slots, v);
    }
    template <class... T>
    static void put(uint64_t* slots, const std::tuple<T...>& v) {
        std::apply([&](const T&... each) { ((Slots<T>::put(slots, each), slots += Slots<T>::words), ...); },
                   v);
    }
};

struct NativeTable {
    std::vector<Native> all;
    // leaks: as Native::leaks says.
    template <class F>
    Native& define(std::string_view name, std::string_view leaks, F) {
        return all.emplace_back(Native{name, &Typed<F>::run, leaks});
    }
    template <class F>
    Native& define(std::string_view name, F f) {
        return define(name, {}, f);
    }
    Native& raw(std::string_view name, std::string_view leaks, NativeFunction f) {
        return all.emplace_back(Native{name, f, leaks});
    }
    Native& raw(std::string_view name, NativeFunction f) { return raw(name, {}, f); }
};

// One for each file of natives; findNative makes the table from them.
void addRuntimeNatives(NativeTable& t);
void addMetricsNatives(NativeTable& t);
void addPanicNatives(NativeTable& t);
void addFmtNatives(NativeTable& t);
void addStrconvNatives(NativeTable& t);
void addStringsNatives(NativeTable& t);
void addSyncNatives(NativeTable& t);
void addTimeNatives(NativeTable& t);
void addRandNatives(NativeTable& t);
void addWeakNatives(NativeTable& t);

// Values that natives make.
Str newString(Machine& vm, std::string_view text);
SliceVal newBytes(Machine& vm, std::string_view bytes);
std::string_view text(Machine& vm, Str s);  // empty with a fault raised if it is not memory
std::string_view bytes(Machine& vm, const SliceVal& s);
// panic with an error of this text (runtime's plain error, or "runtime error: …").
void panicText(Machine& vm, std::string_view text, bool runtimeError = false);

}  // namespace tricolor::golang
