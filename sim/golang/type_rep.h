// What a TypeTable keeps.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/golang/check.h"
#include "sim/golang/types.h"

namespace tricolor::golang {

struct TypeTable::Rep {
    std::array<BasicType*, static_cast<size_t>(TypeKind::UntypedNil) + 1> basics{};
    // Composite types by the ids of their components.
    std::map<uint32_t, PointerType*> pointers;
    std::map<uint32_t, SliceType*> slices;
    std::map<std::pair<uint32_t, int64_t>, ArrayType*> arrays;
    std::map<std::pair<uint32_t, uint32_t>, MapType*> maps;
    std::map<std::pair<uint32_t, int>, ChanType*> chans;
    std::map<std::vector<uint32_t>, TupleType*> tuples;
    // Instances by "id of the generic type[ids of canonical arguments]".
    std::map<std::string, std::vector<NamedType*>> instances;
    std::map<std::string, Type*> canonical;  // by structure, see type_canonical.cc
    bool finished = false;                   // everything is canonical: keep it so
    int substitutionDepth = 0;

    std::vector<std::unique_ptr<Scope>> scopes;
    std::vector<std::unique_ptr<FuncInfo>> functions;
    std::vector<std::unique_ptr<Selection>> selections;
    std::vector<std::unique_ptr<Package>> packages;
};

// universe.cc: the predeclared types, constants, functions, nil, and package unsafe.
void declareUniverse(TypeTable& table);

}  // namespace tricolor::golang
