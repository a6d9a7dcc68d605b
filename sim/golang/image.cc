#include "sim/golang/image.h"

#include <algorithm>

#include "sim/golang/entry.h"
#include "sim/golang/std_stack.h"
#include "sim/runtime/stack.h"

namespace tricolor::golang {

namespace {

void addMethods(Image& image, const Program& p) {
    image.methodNames = static_cast<uint32_t>(p.methodNames.size());
    image.methodRow.assign(p.module.types.size(), -1);
    int32_t rows = 0;
    for (size_t t = 0; t < p.methodsOf.size(); ++t) {
        if (p.methodsOf[t].empty()) continue;
        image.methodRow[t] = rows++;
        image.methodTable.resize(static_cast<size_t>(rows) * image.methodNames, -1);
        for (const MethodRef& m : p.methodsOf[t])
            image.methodTable[static_cast<size_t>(image.methodRow[t]) * image.methodNames +
                              static_cast<size_t>(m.name)] = m.func;
    }
}

// Where a function's stack check looks; of a standard one: for all that the real one calls.
uint32_t belowSpOf(const runtime::Func& f) {
    const uint32_t own = runtime::stackCheckBelow(f.frameSize), need = stdStack(f.name);
    return need && own < need + 256 ? need : own;
}

std::shared_ptr<Image> make(const Program& p) {
    auto image = std::make_shared<Image>();
    image->code = p.code;
    image->entryFunctions.fill(-1);
    image->stretches = stretchesOf(p.code);
    image->statementStart.assign(p.code.size(), 0);
    for (size_t i = 0; i < p.module.funcs.size(); ++i) {
        const runtime::Func& f = p.module.funcs[i];
        image->functions.push_back({f.entry, f.frameSize, belowSpOf(f), f.nosplit, f.needctxt,
                                    !f.name.starts_with("main."), stdStack(f.name) != 0});
        for (uint32_t k = f.entry; k < f.end; ++k) {
            Instr& in = image->code[k];
            if (in.op == Opcode::RET || in.op == Opcode::DEFERRETURN) in.imm = f.frameSize;
            image->statementStart[k] = k == f.entry || p.module.lineOfInstr[k] != p.module.lineOfInstr[k - 1];
        }
        for (size_t e = 0; e < kEntryFunctions.size(); ++e)
            if (f.name == kEntryFunctions[e]) image->entryFunctions[e] = static_cast<int32_t>(i);
    }
    for (const NativeRef& n : p.natives) image->natives.push_back(findNative(n.name));
    for (const runtime::Type& t : p.module.types) image->newShapes.push_back(runtime::newShape(t));
    addMethods(*image, p);
    return image;
}

}  // namespace

const Image& imageOf(const Program& program) {
    if (!program.image) program.image = make(program);
    return *program.image;
}

}  // namespace tricolor::golang
