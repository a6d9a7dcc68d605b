// What:    hash and equality of values in simulated memory, by type.
// Follows: runtime/alg.go.
// Differs: the hash function itself (real Go uses AES instructions with a key made at start-up): map contents
//          never depend on it, only the order of slots does.
#pragma once

#include <cstdint>

#include "sim/runtime/task.h"

namespace tricolor::runtime {

uint64_t memhash(const uint8_t* p, uint64_t n, uint64_t seed);
inline uint64_t memhash64(uint64_t v, uint64_t seed) {
    __extension__ using Wide = unsigned __int128;
    const uint64_t a = v ^ seed ^ 0xa0761d6478bd642full;
    const Wide product = static_cast<Wide>(a) * ((v << 32 | v >> 32) ^ 0xe7037ed1a0b428dbull ^ seed);
    return static_cast<uint64_t>(product >> 64) ^ static_cast<uint64_t>(product);
}

// Hash of the value at p. Raises Fault::unhashable (and returns 0) for an interface with an unhashable value.
uint64_t typehash(Ctx& c, const Type& t, Addr p, uint64_t seed);
// a == b for two values of a comparable type. Raises Fault::uncomparable (and returns false) for interfaces
// whose values cannot be compared.
bool typeEqual(Ctx& c, const Type& t, Addr a, Addr b);
// Two interface values of the same static kind.
bool ifaceEqual(Ctx& c, Addr typeA, Addr dataA, Addr typeB, Addr dataB);
// Descriptor of the unhashable type inside this key, 0 if it can be hashed (mapKeyError).
Addr unhashableIn(Ctx& c, const Type& t, Addr p);
// Values equal exactly when their bytes are: no floats, strings, interfaces or padding.
bool regularMemory(const Module& module, const Type& t);

}  // namespace tricolor::runtime
