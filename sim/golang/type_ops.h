// Operations on types that only the front end needs: type sets, lookup, predicates. The private side of
// types.h.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/golang/types.h"

namespace tricolor::golang {

// ---- type sets ----

// Calls f(t, underlying t) for t, or for every type in the type set of a type parameter; f(null, null) if
// that set has no specific types. Stops and returns false when f does.
bool eachType(Type* t, const std::function<bool(Type*, Type*)>& f);
bool eachUnderlying(Type* t, const std::function<bool(Type*)>& f);
// The same with terms, for a type parameter; f(null) if there are no specific types.
bool eachTerm(TypeParamType* t, const std::function<bool(const Term*)>& f);
bool termIncludes(const Term& term, Type* t);
bool termsDisjoint(const Term& a, const Term& b);
bool emptyTypeSet(const InterfaceType* t);  // completed
bool termsSubset(const InterfaceType* a, const InterfaceType* b);
bool termsEqual(const InterfaceType* a, const InterfaceType* b);

// The type all types of a type set have as underlying type (for channels: the more restricted direction).
// Null, with the reason in *cause, if there is none or condition (given type and underlying type) says why
// not.
Type* commonUnderlying(Type* t, const std::function<std::string(Type*, Type*)>& condition, std::string* cause,
                       const Package* relativeTo);

// ---- predicates; "all" ones ask every type of a type parameter's set ----

bool isBasicIf(Type* t, bool (*predicate)(TypeKind));
bool allBasicIf(Type* t, bool (*predicate)(TypeKind));
bool isBooleanKind(TypeKind k);
bool isStringKind(TypeKind k);
bool isNumericKind(TypeKind k);
bool isNumericOrStringKind(TypeKind k);
bool isOrderedKind(TypeKind k);
bool isConstKind(TypeKind k);
bool isIntegerOrFloatKind(TypeKind k);
bool isUnsignedOrUntypedKind(TypeKind k);

inline bool isValid(const Type* t) {
    return unalias(t)->kind != TypeKind::Invalid;
}
inline bool isUntyped(const Type* t) {
    return isUntypedKind(t->kind);
}
inline bool isTyped(const Type* t) {
    return !isUntyped(t);
}
inline bool isInteger(Type* t) {
    return isBasicIf(t, isIntegerKind);
}
inline bool isString(Type* t) {
    return isBasicIf(t, isStringKind);
}
inline bool isBoolean(Type* t) {
    return isBasicIf(t, isBooleanKind);
}
inline bool isNumeric(Type* t) {
    return isBasicIf(t, isNumericKind);
}
inline bool isInterface(Type* t) {
    return underlyingOf(t)->kind == TypeKind::Interface;
}
inline bool isPlainInterface(Type* t) {
    return !isTypeParam(t) && isInterface(t);
}
bool hasName(const Type* t);
bool hasNil(Type* t);
bool isGeneric(const Type* t);
bool isBytesOrRunes(Type* underlying);
// Whether == is defined on t; dynamic: interfaces count as comparable. *cause says why not.
bool isComparable(Type* t, bool dynamic, std::string* cause = nullptr, const Package* relativeTo = nullptr);
// "struct", "map" … for what is no basic type, else "".
std::string compositeKind(Type* t);
Type* dereferenced(Type* t, bool* wasPointer);  // of an unnamed pointer
Type* arrayPointerDereferenced(Type* underlying);
bool isInterfacePointer(Type* t);

// ---- lookup ----

struct Found {
    Object* object = nullptr;  // a field (VarObject) or method (FuncObject); null: see the flags
    std::vector<int> path;     // fields to go through; for a field it is the last
    bool indirect = false;     // through a pointer on the way (or: not found for want of a pointer receiver)
    bool ambiguous = false;
    NamedType* named = nullptr;  // a concrete method: the type that declares it
};
Found findFieldOrMethod(Type* t, bool addressable, const Package* from, const std::string& name,
                        bool foldCase = false);
// The same without the special rule for named pointer types.
Found findInMethodSet(Type* t, const Package* from, const std::string& name, bool foldCase = false);
bool sameName(const Object* o, const Package* from, const std::string& name, bool foldCase);
FuncObject* interfaceMethod(InterfaceType* completed, const Package* from, const std::string& name,
                            bool foldCase = false);
int fieldIndex(const StructType* s, const Package* from, const std::string& name, bool foldCase);
// Fills in the steps, automatic address and dereference of a selection.
void describeSelection(TypeTable& table, Type* receiver, const Found& found, Selection& out);

// Text of a signature without "func", with or without the names of parameters.
std::string signatureText(const SignatureType* s, const Package* relativeTo, bool names);
std::string tupleText(const std::vector<VarObject*>& vars, bool variadic, const Package* relativeTo,
                      bool names);

}  // namespace tricolor::golang
