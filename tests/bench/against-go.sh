#!/usr/bin/env bash
# The same Go programs under tricolor run and, where a Go ≥ 1.26 is installed, under real Go (GOMAXPROCS=1, no
# inlining), one after the other in the same run; prints times and their ratio. tests/bench/against-go.sh TRICOLOR
set -eu
tricolor=$(realpath "${1:?the tricolor to measure}")
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

seconds() { # the best of three
    local best="" t
    for _ in 1 2 3; do
        t=$({ TIMEFORMAT=%R; time "$@" >/dev/null 2>&1; } 2>&1)
        if [ -z "$best" ] || awk "BEGIN {exit !($t < $best)}"; then best=$t; fi
    done
    echo "$best"
}

export GOMAXPROCS=1
for source in *.go; do
    ours=$(seconds "$tricolor" run "$source")
    if ! command -v go >/dev/null; then
        echo "$source: tricolor $ours s (no go to compare with)"
        continue
    fi
    go build -gcflags=-l -o "$work/real" "$source"
    real=$(seconds "$work/real")
    echo "$source: tricolor $ours s, go $real s, ratio $(awk "BEGIN {printf \"%.1f\", $ours / $real}")"
done
