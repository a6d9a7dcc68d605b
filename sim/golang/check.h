// The door of the front end: sources in, a checked program out, or a list of what is wrong.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/golang/ast.h"
#include "sim/golang/diagnostic.h"
#include "sim/golang/types.h"

namespace tricolor::golang {

// One step of package initialisation: lhs… = rhs, in the order the language fixes; lhs is a blank variable
// for `var _ =`.
struct Initializer {
    Package* package = nullptr;
    std::vector<VarObject*> lhs;
    Expr* rhs = nullptr;
    FuncInfo* function =
        nullptr;  // collects what the initialisers of the package declare (literals); one a package
};

struct CheckedProgram {
    std::vector<SourceFile> files;  // the user's, then those of the modelled packages; Pos::file counts here
    std::unique_ptr<NodePool> nodes;
    std::unique_ptr<TypeTable> types;
    std::vector<Package*> packages;  // dependencies first, main last
    Package* main = nullptr;
    // Per package in the order of `packages`: its variables' initialisers. The inits of a package run after
    // its variables.
    std::vector<Initializer> initOrder;
    std::vector<Diagnostic> diagnostics;  // empty: the program is ready to be compiled

    bool ok() const { return diagnostics.empty(); }
    std::string where(Pos pos) const;  // "FILE:LINE:COLUMN"
};

// The largest source the front end reads, in bytes; beyond, the file is refused.
constexpr size_t maxSourceBytes = size_t{4} << 20;
// How deep expressions, types and statements may nest.
constexpr int maxNesting = 1000;

// Parses and checks package main, given as one or more files, with the modelled packages it imports. If
// anything is wrong the tree is incomplete and must not be compiled.
CheckedProgram checkProgram(const std::vector<SourceFile>& files);

}  // namespace tricolor::golang
