// What: how the fast loop goes from one instruction to the next, and the forms instructions have. Macros of
//       interpreter.cc's slice(), whose locals and labels they use; the instructions themselves are in
//       loop_ops.h.
#pragma once

#define CASE(name) label_##name:
#define GOTO goto* kLabels[static_cast<size_t>(l.ip->op)]
#define DISPATCH                              \
    do {                                      \
        if constexpr (kStretch) {             \
            if (!l.begin()) [[unlikely]]      \
                goto sliceEnd;                \
        } else {                              \
            if constexpr (kTell) l.tell();    \
            l.meter.charge(costOf(l.ip->op)); \
        }                                     \
        GOTO;                                 \
    } while (0)
// On to the instruction at ip: at the end of a stretch, …
#define GO_ON                                  \
    do {                                       \
        if constexpr (!kStretch) {             \
            l.meter.count();                   \
            if (l.meter.isOver()) [[unlikely]] \
                goto sliceEnd;                 \
            l.meter.keepLap();                 \
            if constexpr (kTell)               \
                if (sink.stop) goto sliceEnd;  \
        }                                      \
        DISPATCH;                              \
    } while (0)
// … or inside of one.
#define NEXT                          \
    do {                              \
        ++l.ip;                       \
        if constexpr (kStretch) GOTO; \
        GO_ON;                        \
    } while (0)
#define DO(name, action) \
    CASE(name) {         \
        l.action;        \
        NEXT;            \
    }
#define TRY(name, action)           \
    CASE(name) {                    \
        if (!l.action) [[unlikely]] \
            goto faulted;           \
        NEXT;                       \
    }
#define TRY2(name, action, then)    \
    CASE(name) {                    \
        if (!l.action) [[unlikely]] \
            goto faulted;           \
        l.then;                     \
        NEXT;                       \
    }

// ---- forms of instructions ----

#define A (l.ip->a)
#define B (l.ip->b)
#define C (l.ip->c)
#define R(x) l.fp[x]
#define S(x) static_cast<int64_t>(l.fp[x])
#define IMM (l.ip->imm)
#define UIMM static_cast<uint64_t>(l.ip->imm)
#define HI (l.ip->hi())
#define SET(name, value)                     \
    CASE(name) {                             \
        R(A) = static_cast<uint64_t>(value); \
        NEXT;                                \
    }
#define BRANCH(name, condition)               \
    CASE(name) {                              \
        l.ip += (condition) ? l.ip->lo() : 1; \
        GO_ON;                                \
    }
#define LOAD(name, T) TRY2(name, reach(R(B), sizeof(T)), loaded<T>())
#define LOADX(name, T) TRY2(name, reachElement(B, R(C), sizeof(T)), loaded<T>())
#define STORE(name, T) TRY2(name, reach(R(A), sizeof(T)), stored<T>(R(B)))
#define STOREX(name, T) TRY2(name, reachElement(A, R(B), sizeof(T)), stored<T>(R(C)))
#define LOADF(name, T) SET(name, static_cast<int64_t>(l.ofFrame<T>()))
#define STOREF(name, T) DO(name, toFrame<T>())
#define STORE_POINTER(name, action, v)          \
    CASE(name) {                                \
        if (!l.action) [[unlikely]]             \
            goto faulted;                       \
        l.value = (v);                          \
        if (w.writeBarrierEnabled) [[unlikely]] \
            goto barrier;                       \
        l.stored<uint64_t>(l.value);            \
        NEXT;                                   \
    }
#define MOSTLY(name, action)        \
    CASE(name) {                    \
        if (!l.action) [[unlikely]] \
            goto slow;              \
        ++l.ip;                     \
        GO_ON;                      \
    }
