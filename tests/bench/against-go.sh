#!/usr/bin/env bash
# The same Go programs under tricolor run and, where a Go ≥ 1.26 is installed, under real Go (GOMAXPROCS=1, no
# inlining), one after the other in the same run. Prints processor time (of all threads), their ratio, and how many
# steps Tricolor takes in a second: bytecode instructions, and where a program collects garbage or switches
# goroutines stages of runtime work too. tests/bench/against-go.sh TRICOLOR
set -eu
tricolor=$(realpath "${1:?the tricolor to measure}")
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

seconds() { # of processor time, the best of five
    for _ in 1 2 3 4 5; do
        { TIMEFORMAT='%U %S'; time "$@" >/dev/null 2>&1; } 2>&1
    done | awk '{print $1 + $2}' | sort -n | head -1
}

export GOMAXPROCS=1
for source in *.go; do
    ours=$(seconds "$tricolor" run "$source")
    steps=$("$tricolor" run "$source" --steps 2>/dev/null | awk '/^steps/ {print $2}')
    line="$source: tricolor $ours s ($(awk "BEGIN {printf \"%.0f\", $steps / $ours / 1e6}") million steps a second)"
    if command -v go >/dev/null; then
        go build -gcflags=-l -o "$work/real" "$source"
        real=$(seconds "$work/real")
        line="$line, go $real s, ratio $(awk "BEGIN {printf \"%.1f\", $ours / $real}")"
    fi
    echo "$line"
done
