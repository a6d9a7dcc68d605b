// Types: how their values stand in slots, and their descriptors.
#include <algorithm>

#include "sim/golang/compile.h"
#include "sim/golang/compile_fn.h"

namespace tricolor::golang {

namespace {

Rep repOf(TypeKind k) {
    switch (k) {
        case TypeKind::Float64:
        case TypeKind::UntypedFloat:
            return Rep::Float64;
        case TypeKind::Float32:
            return Rep::Float32;
        case TypeKind::Complex128:
        case TypeKind::UntypedComplex:
            return Rep::Complex128;
        case TypeKind::Complex64:
            return Rep::Complex64;
        case TypeKind::String:
        case TypeKind::UntypedString:
            return Rep::String;
        case TypeKind::UnsafePointer:
        case TypeKind::UntypedNil:
        case TypeKind::Pointer:
        case TypeKind::Signature:
        case TypeKind::Map:
        case TypeKind::Chan:
            return Rep::Pointer;
        case TypeKind::Slice:
            return Rep::Slice;
        case TypeKind::Interface:
            return Rep::Interface;
        case TypeKind::Array:
        case TypeKind::Struct:
            return Rep::Aggregate;
        default:
            return Rep::Int;
    }
}

runtime::Kind kindOf(TypeKind k) {
    using runtime::Kind;
    switch (k) {
        case TypeKind::Bool:
            return Kind::Bool;
        case TypeKind::Int:
            return Kind::Int;
        case TypeKind::Int8:
            return Kind::Int8;
        case TypeKind::Int16:
            return Kind::Int16;
        case TypeKind::Int32:
            return Kind::Int32;
        case TypeKind::Int64:
            return Kind::Int64;
        case TypeKind::Uint:
            return Kind::Uint;
        case TypeKind::Uint8:
            return Kind::Uint8;
        case TypeKind::Uint16:
            return Kind::Uint16;
        case TypeKind::Uint32:
            return Kind::Uint32;
        case TypeKind::Uint64:
            return Kind::Uint64;
        case TypeKind::Uintptr:
            return Kind::Uintptr;
        case TypeKind::Float32:
            return Kind::Float32;
        case TypeKind::Float64:
            return Kind::Float64;
        case TypeKind::Complex64:
            return Kind::Complex64;
        case TypeKind::Complex128:
            return Kind::Complex128;
        case TypeKind::String:
            return Kind::String;
        case TypeKind::UnsafePointer:
            return Kind::UnsafePointer;
        case TypeKind::Array:
            return Kind::Array;
        case TypeKind::Slice:
            return Kind::Slice;
        case TypeKind::Struct:
            return Kind::Struct;
        case TypeKind::Pointer:
            return Kind::Pointer;
        case TypeKind::Signature:
            return Kind::Func;
        case TypeKind::Map:
            return Kind::Map;
        case TypeKind::Chan:
            return Kind::Chan;
        case TypeKind::Interface:
            return Kind::Interface;
        default:
            return Kind::Invalid;
    }
}

std::string paramList(const std::vector<VarObject*>& list, bool variadic) {
    std::string s;
    for (size_t i = 0; i < list.size(); ++i) {
        if (i) s += ", ";
        Type* t = list[i]->type;
        if (variadic && i + 1 == list.size())
            s += "..." + runtimeTypeString(typeAs<SliceType>(t)->element);
        else
            s += runtimeTypeString(t);
    }
    return s;
}

std::string signatureString(const SignatureType* sig) {
    std::string s = "(" + paramList(sig->params, sig->variadic) + ")";
    if (sig->results.size() == 1) s += " " + runtimeTypeString(sig->results[0]->type);
    if (sig->results.size() > 1) s += " (" + paramList(sig->results, false) + ")";
    return s;
}

std::string structString(const StructType* t) {
    if (t->fields.empty()) return "struct {}";
    std::string s = "struct {";
    for (size_t i = 0; i < t->fields.size(); ++i) {
        s += i ? "; " : " ";
        if (!t->fields[i]->embedded) s += t->fields[i]->name + " ";
        s += runtimeTypeString(t->fields[i]->type);
        if (i < t->tags.size() && !t->tags[i].empty()) s += " \"" + t->tags[i] + "\"";
    }
    return s + " }";
}

std::string interfaceString(const InterfaceType* t) {
    if (t->allMethods.empty()) return "interface {}";
    std::string s = "interface {";
    for (size_t i = 0; i < t->allMethods.size(); ++i) {
        const FuncObject* m = t->allMethods[i];
        s += i ? "; " : " ";
        s += (m->exported() || !m->package ? "" : m->package->path + ".") + m->name;
        s += signatureString(m->signature());
    }
    return s + " }";
}

std::string chanString(const ChanType* t) {
    const std::string e = runtimeTypeString(t->element);
    if (t->dir == ChanDir::SendOnly) return "chan<- " + e;
    if (t->dir == ChanDir::RecvOnly) return "<-chan " + e;
    const ChanType* inner = typeAs<ChanType>(t->element);
    return inner && inner->dir == ChanDir::RecvOnly ? "chan (" + e + ")" : "chan " + e;
}

std::string namedString(const NamedType* t) {
    const Package* p = t->object->package;
    std::string s = (p ? p->name + "." : "") + t->object->name;
    for (size_t i = 0; i < t->typeArgs.size(); ++i) s += (i ? "," : "[") + runtimeTypeString(t->typeArgs[i]);
    return t->typeArgs.empty() ? s : s + "]";
}

}  // namespace

// As reflect prints types, and panics.
std::string runtimeTypeString(Type* t) {
    t = unalias(t);
    switch (t->kind) {
        case TypeKind::Named:
            return namedString(static_cast<NamedType*>(t));
        case TypeKind::Array: {
            const auto* a = static_cast<ArrayType*>(t);
            return "[" + std::to_string(a->length) + "]" + runtimeTypeString(a->element);
        }
        case TypeKind::Slice:
            return "[]" + runtimeTypeString(static_cast<SliceType*>(t)->element);
        case TypeKind::Pointer:
            return "*" + runtimeTypeString(static_cast<PointerType*>(t)->element);
        case TypeKind::Struct:
            return structString(static_cast<StructType*>(t));
        case TypeKind::Signature:
            return "func" + signatureString(static_cast<SignatureType*>(t));
        case TypeKind::Map:
            return "map[" + runtimeTypeString(static_cast<MapType*>(t)->key) + "]" +
                   runtimeTypeString(static_cast<MapType*>(t)->value);
        case TypeKind::Chan:
            return chanString(static_cast<ChanType*>(t));
        case TypeKind::Interface:
            return interfaceString(static_cast<InterfaceType*>(t));
        case TypeKind::Uint8:
            return "uint8";
        case TypeKind::Int32:
            return "int32";
        default:
            return t->str();
    }
}

Type* Compiler::subst(Type* t, const Substitution& s) {
    if (!s.params.empty()) t = types.substitute(t, s.params, s.args);
    return t->canonicalType ? t->canonicalType : types.canonical(t);
}

const TypeInfo& Compiler::info(Type* t) {
    t = t->canonicalType ? t->canonicalType : types.canonical(t);
    if (typeInfos.size() <= t->id) typeInfos.resize(t->id + 256);
    auto& slot = typeInfos[t->id];
    if (!slot) {
        auto made = std::make_unique<TypeInfo>();
        made->type = t;
        makeTypeInfo(*made);
        if (typeInfos.size() <= t->id) typeInfos.resize(t->id + 256);
        typeInfos[t->id] = std::move(made);
    }
    return *typeInfos[t->id];
}

void Compiler::makeTypeInfo(TypeInfo& t) {
    t.under = types.underlying(t.type);
    const TypeKind k = t.under->kind;
    t.rep = repOf(k);
    if (isUntypedKind(k)) {
        t.size = k == TypeKind::UntypedString || k == TypeKind::UntypedComplex ? 16
                 : k == TypeKind::UntypedBool                                  ? 1
                                                                               : 8;
        t.align = 8;
    } else {
        const Layout l = layoutOf(types, t.type);
        t.size = l.size;
        t.align = l.align;
        t.pointers = l.ptrdata != 0;
    }
    t.isSigned = isSignedKind(k) || k == TypeKind::UntypedInt || k == TypeKind::UntypedRune;
    t.slots = static_cast<uint32_t>(std::min<int64_t>((t.size + 7) / 8, int64_t{1} << 30));
    t.mask.assign(std::min(t.slots, maxFrameSlots + 1),
                  0);  // longer than any frame: refused where it is needed
    if (!t.pointers || t.slots > maxFrameSlots) return;
    const std::vector<uint8_t> bits = pointerBitmap(types, t.type);
    std::copy_n(bits.begin(), std::min<size_t>(bits.size(), t.slots), t.mask.begin());
}

bool Compiler::directIface(const TypeInfo& t) const {
    if (t.rep == Rep::Pointer) return true;
    if (t.rep != Rep::Aggregate || t.size != 8 || !t.pointers) return false;
    if (const auto* a = typeAs<ArrayType>(t.under))
        return a->length == 1 && directIface(const_cast<Compiler*>(this)->info(a->element));
    const auto* s = typeAs<StructType>(t.under);
    return s && s->fields.size() == 1 && directIface(const_cast<Compiler*>(this)->info(s->fields[0]->type));
}

std::string Compiler::methodName(const FuncObject* m) const {
    return m->exported() || !m->package ? m->name : m->package->path + "." + m->name;
}

int32_t Compiler::methodNameId(const FuncObject* m) {
    const auto [at, fresh] =
        methodNameIds.try_emplace(methodName(m), static_cast<int32_t>(program->methodNames.size()));
    if (fresh) program->methodNames.push_back(at->first);
    return at->second;
}

runtime::TypeId Compiler::typeId(Type* t) {
    TypeInfo& i = const_cast<TypeInfo&>(info(t));
    if (i.id >= 0) return i.id;
    i.id = static_cast<runtime::TypeId>(module.types.size());
    if (static_cast<Addr>(i.id) * runtime::Module::typeBytes >= kTypesEnd - kTypesBase) {
        refuse({}, "too many types");
        return i.id = 0;
    }
    module.types.emplace_back();
    fillType(i.id, i.type);
    return i.id;
}

void Compiler::fillNamed(runtime::Type& r, Type* t) {
    const auto* n = typeAs<NamedType>(t);
    if (n) {
        r.pkgPath = n->object->package ? n->object->package->path : "";
        const std::string s = namedString(n);
        r.name = n->object->package ? s.substr(n->object->package->name.size() + 1) : s;
    } else if (isBasicKind(t->kind)) {
        r.name = r.string;
    }
}

// Which words of a value are pointers; of huge arrays, of one element.
void Compiler::fillPointers(runtime::Type& r, Type* t, const TypeInfo& i) {
    r.ptrdata = static_cast<uint64_t>(layoutOf(types, t).ptrdata);
    Type* bitsOf = t;
    if (const auto* a = typeAs<ArrayType>(i.under); a && a->length > 64 && i.pointers) {
        bitsOf = a->element;
        r.repeatSize = static_cast<uint64_t>(info(bitsOf).size);
    }
    if (!i.pointers) return;
    if (info(bitsOf).size > (int64_t{64} << 20)) return refuse({}, "type " + r.string + " is too large");
    const std::vector<uint8_t> bits = pointerBitmap(types, bitsOf);
    r.ptrmask.assign((bits.size() + 63) / 64, 0);
    for (size_t k = 0; k < bits.size(); ++k)
        if (bits[k]) r.ptrmask[k / 64] |= uint64_t{1} << (k % 64);
}

void Compiler::fillType(runtime::TypeId id, Type* t) {
    runtime::Type r;
    const TypeInfo& i = info(t);
    r.id = id;
    r.addr = kTypesBase + static_cast<Addr>(id) * runtime::Module::typeBytes;
    r.string = runtimeTypeString(t);
    fillNamed(r, t);
    r.kind = kindOf(i.under->kind);
    r.size = static_cast<uint64_t>(i.size);
    r.align = static_cast<uint32_t>(i.align);
    r.comparable = comparable(types, t);
    r.directIface = directIface(i);
    fillPointers(r, t, i);
    module.types[static_cast<size_t>(id)] = r;  // before its parts: types are recursive
    fillParts(r, i.under);
    module.types[static_cast<size_t>(id)] = std::move(r);
}

// The ids of the types it consists of.
void Compiler::fillParts(runtime::Type& r, Type* under) {
    switch (under->kind) {
        case TypeKind::Array: {
            const auto* a = static_cast<ArrayType*>(under);
            r.elem = typeId(a->element);
            r.len = static_cast<uint64_t>(a->length);
            typeId(types.sliceOf(a->element));
            break;
        }
        case TypeKind::Slice:
            r.elem = typeId(static_cast<SliceType*>(under)->element);
            break;
        case TypeKind::Pointer:
            r.elem = typeId(static_cast<PointerType*>(under)->element);
            break;
        case TypeKind::Chan: {
            const auto* ch = static_cast<ChanType*>(under);
            r.elem = typeId(ch->element);
            r.chanDir = ch->dir == ChanDir::Both ? 3 : ch->dir == ChanDir::SendOnly ? 2 : 1;
            break;
        }
        case TypeKind::Map:
            r.key = typeId(static_cast<MapType*>(under)->key);
            r.elem = typeId(static_cast<MapType*>(under)->value);
            break;
        case TypeKind::Struct:
            return fillFields(r, static_cast<StructType*>(under));
        case TypeKind::Signature: {
            const auto* s = static_cast<SignatureType*>(under);
            for (const VarObject* p : s->params) r.params.push_back(typeId(p->type));
            for (const VarObject* p : s->results) r.results.push_back(typeId(p->type));
            r.variadic = s->variadic;
            break;
        }
        case TypeKind::Interface:
            return fillInterface(r, static_cast<InterfaceType*>(under));
        default:
            break;
    }
}

void Compiler::fillFields(runtime::Type& r, const StructType* s) {
    const std::vector<int64_t> offsets = fieldOffsets(types, s);
    for (size_t k = 0; k < s->fields.size(); ++k) {
        const VarObject* f = s->fields[k];
        r.fields.push_back(
            {f->name, typeId(f->type), static_cast<uint64_t>(offsets[k]), f->embedded, f->exported()});
    }
}

void Compiler::fillInterface(runtime::Type& r, InterfaceType* i) {
    std::vector<std::pair<std::string, std::string>> methods;  // name, signature
    for (const FuncObject* m : types.completed(i)->allMethods)
        methods.emplace_back(methodName(m), runtimeTypeString(m->signature()));
    std::stable_sort(methods.begin(), methods.end());
    for (auto& [name, signature] : methods) {
        r.ifaceMethods.push_back(std::move(name));
        r.ifaceSignatures.push_back(std::move(signature));
    }
}

void Compiler::wantMethods(Type* t) {
    TypeInfo& i = const_cast<TypeInfo&>(info(t));
    if (i.inInterfaces) return;
    i.inInterfaces = true;
    typeId(i.type);
    if (i.under->kind != TypeKind::Interface) wanted.push_back(i.type);
    switch (i.under->kind) {
        case TypeKind::Array:
            wantMethods(static_cast<ArrayType*>(i.under)->element);
            break;
        case TypeKind::Slice:
            wantMethods(static_cast<SliceType*>(i.under)->element);
            break;
        case TypeKind::Pointer:
            wantMethods(static_cast<PointerType*>(i.under)->element);
            break;
        case TypeKind::Map:
            wantMethods(static_cast<MapType*>(i.under)->key);
            wantMethods(static_cast<MapType*>(i.under)->value);
            break;
        case TypeKind::Struct:
            for (const VarObject* f : static_cast<StructType*>(i.under)->fields) wantMethods(f->type);
            break;
        default:
            break;
    }
}

void Compiler::requestMethods() {
    while (!wanted.empty()) {
        Type* t = wanted.back();
        wanted.pop_back();
        std::vector<runtime::Method> methods;
        for (const MethodEntry& m : types.methodSet(t)) {
            methodNameId(m.method);
            methods.push_back({methodName(m.method), ifaceMethod(t, m), runtimeTypeString(m.signature)});
        }
        std::stable_sort(methods.begin(), methods.end(),
                         [](const auto& a, const auto& b) { return a.name < b.name; });
        module.types[static_cast<size_t>(typeId(t))].methods = std::move(methods);
    }
}

}  // namespace tricolor::golang
