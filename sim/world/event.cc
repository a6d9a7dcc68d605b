#include "sim/world/event.h"

#include <iterator>

namespace tricolor {

static constexpr std::string_view kNames[] = {
#define EVENT(name, values) #name,
    TRICOLOR_EVENTS(EVENT)
#undef EVENT
};
static constexpr std::string_view kValues[] = {
#define EVENT(name, values) values,
    TRICOLOR_EVENTS(EVENT)
#undef EVENT
};
static_assert(kEventKinds <= 128, "EventSink keeps 128 bits");

std::string_view eventName(EventKind kind) {
    return kNames[static_cast<size_t>(kind)];
}
std::string_view eventValues(EventKind kind) {
    return kValues[static_cast<size_t>(kind)];
}

}  // namespace tricolor
