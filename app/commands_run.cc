#include "app/commands.h"

namespace tricolor::app {

int runCommand(const RunOptions&) {
    return trouble("run: this build has no interpreter yet");
}
int escapeCommand(const std::string&) {
    return trouble("escape: this build has no escape analysis yet");
}

}  // namespace tricolor::app
