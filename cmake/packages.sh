# Sourced by ./run and ./test: makes sure that what cmake/packages.txt lists is installed.

# install_packages KIND: "run" leaves out the packages marked "test".
install_packages() {
    local kind=$1 name mark missing=()
    if ! command -v dpkg >/dev/null || ! command -v apt-get >/dev/null; then
        on_another_system "$kind"
        return
    fi
    while read -r name mark; do
        case "$name" in '' | '#'*) continue ;; esac
        [ "$mark" = test ] && [ "$kind" = run ] && continue
        dpkg -s "$name" 2>/dev/null | grep -q '^Status: install ok installed' || missing+=("$name")
    done <cmake/packages.txt
    [ ${#missing[@]} -eq 0 ] && return
    echo "Installing: ${missing[*]}"
    local as_root=(env DEBIAN_FRONTEND=noninteractive)
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || {
            echo "Not root, and there is no sudo. As root, run: apt-get install ${missing[*]}" >&2
            exit 1
        }
        as_root=(sudo env DEBIAN_FRONTEND=noninteractive)
    fi
    "${as_root[@]}" apt-get update -qq </dev/null
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null
}

# Without apt nothing is installed; what a build needs is checked by its commands, libraries by CMake's messages.
on_another_system() {
    local command missing=""
    for command in cmake ninja c++; do
        command -v "$command" >/dev/null || missing+=" $command"
    done
    if [ -n "$missing" ] || [ -z "${TRICOLOR_DEPENDENCIES_INSTALLED:-}" ]; then
        echo "This system has no apt. Install the counterparts of these Debian packages (vcpkg.json names the libraries):" >&2
        awk -v kind="$1" '!/^#/ && NF && !(kind == "run" && $2 == "test") {printf "%s ", $1} END {print ""}' cmake/packages.txt >&2
        echo "Then run this again with TRICOLOR_DEPENDENCIES_INSTALLED=1.${missing:+ Not found now:$missing}" >&2
        exit 1
    fi
}

# A compiler cache makes rebuilding cheap where there is one; nothing depends on it.
use_compiler_cache() {
    if command -v ccache >/dev/null && [ -z "${CMAKE_CXX_COMPILER_LAUNCHER:-}" ]; then
        export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache
    fi
}
