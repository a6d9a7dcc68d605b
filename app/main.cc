#include "app/cli.h"

#ifdef TRICOLOR_WINDOW
#include "app/window.h"
#endif

int main(int argc, char** argv) {
    tricolor::app::WindowCommands window;
#ifdef TRICOLOR_WINDOW
    window = {tricolor::app::openWindow, tricolor::app::takeShot};
#endif
    return tricolor::app::commandLine(argc, argv, window);
}
