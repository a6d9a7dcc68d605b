#include "sim/golang/check.h"

#include <algorithm>

#include "sim/golang/checker.h"
#include "sim/golang/labels.h"
#include "sim/golang/parser.h"
#include "sim/golang/type_rep.h"

namespace tricolor::golang {

// ---- one package ----

Checker::Checker(CheckContext_ context, Package* p)
    : nodes(context.nodes),
      types(context.types),
      problems(context.problems),
      packages(context.packages),
      package(p),
      errorsBefore(context.problems.size()) {}

void Checker::run(std::vector<Initializer>& order) {
    types.resolve = [this](Object* o) { objectDecl(o); };
    package->scope = types.newScope(types.universe);
    initFunction = newFunction(package->path + ".init");
    collectObjects();
    packageObjects();
    processDelayed(0);
    if (package->name == "main" && !package->isStd && !objectAs<FuncObject>(package->scope->find("main")) &&
        problems.size() == errorsBefore)
        problems.add({}, "function main is undeclared in the main package");
    if (problems.size() == errorsBefore) initOrder(order);
    unusedImports();
    for (const auto& info : infos) {
        auto* f = objectAs<FuncObject>(info->object);
        if (f && f->info)
            for (Object* o : info->deps)
                if (auto* mentioned = objectAs<FuncObject>(o)) f->info->mentions.push_back(mentioned);
    }
    for (const auto& info : infos)
        if (info->object) info->object->declInfo = nullptr;
    for (Object* o : objects) o->declInfo = nullptr;
    types.resolve = nullptr;
    std::stable_sort(package->imports.begin(), package->imports.end(),
                     [](const Package* a, const Package* b) { return a->path < b->path; });
}

Object* Checker::lookup(const std::string& name) const {
    for (const Scope* s = env.scope; s; s = s->outer)
        if (Object* o = s->find(name)) return o;
    return nullptr;
}

void Checker::addDep(Object* o) {
    if (env.decl && o->declInfo && o->package == package) env.decl->addDep(o);
}

// A function that mentions a variable of an outer one captures it, and so do the functions between.
void Checker::noteUse(VarObject* v) {
    if (!v->function || v->function == env.function) return;
    for (FuncInfo* f = env.function; f && f != v->function; f = f->outer) {
        if (std::find(f->captures.begin(), f->captures.end(), v) == f->captures.end())
            f->captures.push_back(v);
        v->captured = true;
    }
}

// Runs what was put off, including what that puts off in turn; the environment is the current one.
void Checker::processDelayed(size_t from) {
    for (size_t i = from; i < delayed.size(); i++) {
        const std::function<void()> f = std::move(delayed[i]);
        f();
    }
    delayed.resize(from);
}

FuncInfo* Checker::newFunction(const std::string& name) {
    FuncInfo* f = types.newFuncInfo();
    f->name = name;
    f->package = package;
    return f;
}

// As gc names a literal (range: the body of a range over a function) in the current function.
std::string Checker::literalName(bool range) {
    FuncInfo* outer = env.function;
    // What stands in the body of a range over a function counts with the function around it.
    while (outer && outer->rangeBody && outer->outer) outer = outer->outer;
    if (!outer) return package->path + ".glob..func";
    if (range) return outer->name + "-range" + std::to_string(++outer->rangeCount);
    const std::string number = std::to_string(++outer->literalCount);
    return outer->literal ? outer->name + "." + number : outer->name + ".func" + number;
}

// ---- the program ----

namespace {

// Reads packages: those of the user, then what they import.
class Loader {
  public:
    Loader(CheckedProgram& p, Diagnostics& d) : program(p), problems(d) {}

    void load(size_t userFiles) {
        Package* p = newPackage("main", "main", false);
        for (size_t i = 0; i < userFiles; i++) parse(p, i);
        if (!problems.empty()) return;
        for (size_t i = 1; i < p->files.size(); i++)
            if (p->files[i]->packageName->name != p->files[0]->packageName->name)
                problems.add(p->files[i]->packageName->pos, "package " + p->files[i]->packageName->name +
                                                                "; expected package " +
                                                                p->files[0]->packageName->name);
        if (!p->files.empty() && p->files[0]->packageName->name != "main")
            problems.add(p->files[0]->packageName->pos,
                         "tricolor runs package main, not package " + p->files[0]->packageName->name);
        program.main = p;
        // The interpreter enters functions of package runtime by itself.
        if (!stdSources("runtime").empty()) require("runtime", {});
        imports(p);
        program.packages.push_back(p);
    }

    std::map<std::string, Package*> packages;

  private:
    CheckedProgram& program;
    Diagnostics& problems;

    Package* newPackage(const std::string& path, const std::string& name, bool isStd) {
        Package* p = program.types->newPackage();
        p->path = path;
        p->name = name;
        p->isStd = isStd;
        p->printedByPath = isStd && (path == "sync" || path == "strconv");
        return p;
    }

    void parse(Package* p, size_t index) {
        const auto before = problems.size();
        File* f = parseFile(program.files[index], static_cast<uint32_t>(index), *program.nodes, problems);
        if (f) p->files.push_back(f);
        if (!f && problems.size() == before)
            problems.add({static_cast<uint32_t>(index), 1, 1}, "file cannot be read");
    }

    void imports(Package* p) {
        for (const File* f : p->files) {
            for (const Decl* d : f->decls) {
                const auto* i = as<ImportDecl>(d);
                if (!i || !i->path || i->path->bad) continue;
                const std::string path =
                    Constant::ofLiteral(LiteralKind::String, i->path->text).stringValue();
                if (!p->isStd && path.starts_with("internal/"))
                    problems.add(i->path->pos, "use of internal package " + path + " not allowed");
                else
                    require(path, i->path->pos);
            }
        }
    }

    void require(const std::string& path, Pos at) {
        if (path == "unsafe") {
            packages[path] = program.types->unsafePackage;
            return;
        }
        if (packages.contains(path)) {
            if (!packages[path]) problems.add(at, "import cycle not allowed: package " + path);
            return;
        }
        const std::vector<SourceFile>& sources = stdSources(path);
        if (sources.empty()) {
            problems.add(at, path.empty() ? "invalid import path (empty string)"
                                          : "package " + path + " is not modelled");
            return;
        }
        packages[path] = nullptr;
        Package* p = newPackage(path, path.substr(path.rfind('/') + 1), true);
        for (const SourceFile& s : sources) {
            program.files.push_back(s);
            parse(p, program.files.size() - 1);
        }
        if (!p->files.empty()) p->name = p->files[0]->packageName->name;
        imports(p);
        packages[path] = p;
        program.packages.push_back(p);
    }
};

void resolveAllBranches(const NodePool& nodes, Diagnostics& problems) {
    for (const auto& n : nodes.all()) {
        if (auto* f = as<FuncDecl>(n.get()); f && f->body) resolveBranches(f->body, problems);
        if (auto* f = as<FuncLit>(n.get()); f && f->body) resolveBranches(f->body, problems);
    }
}

}  // namespace

std::string CheckedProgram::where(Pos pos) const {
    const std::string name = pos.file < files.size() ? files[pos.file].name : "?";
    return name + ":" + std::to_string(pos.line) + ":" + std::to_string(pos.column);
}

CheckedProgram checkProgram(const std::vector<SourceFile>& files) {
    CheckedProgram program;
    program.files = files;
    program.nodes = std::make_unique<NodePool>();
    program.types = std::make_unique<TypeTable>();
    Diagnostics problems(program.files);
    Loader loader(program, problems);
    loader.load(files.size());
    if (problems.empty() && files.empty()) problems.add({}, "no Go files");
    if (!problems.empty()) {
        program.diagnostics = problems.shown();
        return program;
    }
    resolveAllBranches(*program.nodes, problems);
    for (Package* p : program.packages) {
        Checker checker({*program.nodes, *program.types, problems, loader.packages}, p);
        checker.run(program.initOrder);
    }
    if (problems.empty()) program.types->canonicalizeAll(*program.nodes);
    program.diagnostics = problems.shown();
    return program;
}

}  // namespace tricolor::golang
