#include "sim/runtime/panic.h"

#include "sim/runtime/print.h"

namespace tricolor::runtime {

void raise(Ctx& c, Fault fault, uint64_t v0, uint64_t v1, uint64_t v2) {
    G& gp = c.gp();
    gp.sig = static_cast<uint32_t>(fault);
    gp.faulting = true;
    gp.sigcode0 = v0;
    gp.sigcode1 = v1;
    gp.sigcode2 = v2;
}

FaultValue faultValue(Fault fault) {
    switch (fault) {
        case Fault::memory:
            return FaultValue::memoryError;
        case Fault::Index:
        case Fault::SliceAlen:
        case Fault::SliceAcap:
        case Fault::SliceB:
        case Fault::Slice3Alen:
        case Fault::Slice3Acap:
        case Fault::Slice3B:
        case Fault::Slice3C:
        case Fault::Convert:
            return FaultValue::boundsError;
        case Fault::nilMapWrite:
        case Fault::makechanSize:
        case Fault::closeNilChan:
        case Fault::closeClosedChan:
        case Fault::sendClosedChan:
        case Fault::unhashableKeyLookup:
        case Fault::nativeText:
            return FaultValue::plainError;
        case Fault::typeAssertion:
            return FaultValue::TypeAssertionError;
        case Fault::none:
        case Fault::goNilFunc:
            return FaultValue::fatal;
        default:
            return FaultValue::errorString;
    }
}

std::string faultText(const Module& module, Fault fault, uint64_t v0, uint64_t v1, uint64_t v2) {
    switch (fault) {
        case Fault::memory:
            return "invalid memory address or nil pointer dereference";
        case Fault::divide:
            return "integer divide by zero";
        case Fault::shift:
            return "negative shift amount";
        case Fault::overflow:
            return "integer overflow";
        case Fault::nilMapWrite:
            return "assignment to entry in nil map";
        case Fault::makesliceLen:
            return "makeslice: len out of range";
        case Fault::makesliceCap:
            return "makeslice: cap out of range";
        case Fault::growsliceLen:
            return "growslice: len out of range";
        case Fault::makechanSize:
            return "makechan: size out of range";
        case Fault::closeNilChan:
            return "close of nil channel";
        case Fault::closeClosedChan:
            return "close of closed channel";
        case Fault::sendClosedChan:
            return "send on closed channel";
        case Fault::uncomparable:
            return "comparing uncomparable type " + module.typeAt(v0).string;
        case Fault::unhashable:
            return "hash of unhashable type " + module.typeAt(v0).string;
        case Fault::unhashableKeyLookup:
            return "hash of unhashable type: " + module.typeAt(v0).string;
        case Fault::typeAssertion:
            return typeAssertionText(module, v0, v1, v2);
        case Fault::unsafeSliceLen:
            return "unsafe.Slice: len out of range";
        case Fault::unsafeSliceNil:
            return "unsafe.Slice: ptr is nil and len is not zero";
        case Fault::unsafeStringLen:
            return "unsafe.String: len out of range";
        case Fault::unsafeStringNil:
            return "unsafe.String: ptr is nil and len is not zero";
        case Fault::goNilFunc:
            return "go of nil func value";
        default:
            return boundsText(fault, static_cast<int64_t>(v0), v2 == 0, static_cast<int64_t>(v1));
    }
}

std::string signalLine(const G& gp) {
    return "[signal SIGSEGV: segmentation violation code=0x1 addr=" + printHex(gp.sigcode0) +
           " pc=" + printHex(gp.sigpc) + "]";
}

std::string boundsText(Fault fault, int64_t x, bool isSigned, int64_t y) {
    constexpr const char* kFormats[] = {
        "index out of range [%x] with length %y",
        "slice bounds out of range [:%x] with length %y",
        "slice bounds out of range [:%x] with capacity %y",
        "slice bounds out of range [%x:%y]",
        "slice bounds out of range [::%x] with length %y",
        "slice bounds out of range [::%x] with capacity %y",
        "slice bounds out of range [:%x:%y]",
        "slice bounds out of range [%x:%y:]",
        "cannot convert slice with length %x to array or pointer to array with length %y",
    };
    constexpr const char* kNegativeFormats[] = {
        "index out of range [%x]",
        "slice bounds out of range [:%x]",
        "slice bounds out of range [:%x]",
        "slice bounds out of range [%x:]",
        "slice bounds out of range [::%x]",
        "slice bounds out of range [::%x]",
        "slice bounds out of range [:%x:]",
        "slice bounds out of range [%x::]",
        "cannot convert slice with length %x to array or pointer to array",
    };
    const auto i = static_cast<size_t>(fault) - static_cast<size_t>(Fault::Index);
    CHECK(i < std::size(kFormats), "not a bounds fault");
    std::string out;
    for (const char* f = isSigned && x < 0 ? kNegativeFormats[i] : kFormats[i]; *f; ++f) {
        if (*f != '%')
            out += *f;
        else if (*++f == 'x')
            out += isSigned ? printInt(x) : printUint(static_cast<uint64_t>(x));
        else
            out += printInt(y);
    }
    return out;
}

std::string typeAssertionText(const Module& module, Addr interface, Addr concrete, Addr asserted) {
    const std::string inter = interface ? module.typeAt(interface).string : "interface";
    const Type& as = module.typeAt(asserted);
    if (!concrete) return "interface conversion: " + inter + " is nil, not " + as.string;
    const Type& cs = module.typeAt(concrete);
    std::string missing;
    if (as.kind == Kind::Interface && !module.implements(cs, as, &missing))
        return "interface conversion: " + cs.string + " is not " + as.string + ": missing method " +
               missing.substr(missing.rfind('.') + 1);  // unexported names are qualified
    std::string msg = "interface conversion: " + inter + " is " + cs.string + ", not " + as.string;
    if (cs.string == as.string)
        msg +=
            cs.pkgPath != as.pkgPath ? " (types from different packages)" : " (types from different scopes)";
    return msg;
}

}  // namespace tricolor::runtime
