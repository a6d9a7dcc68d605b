#!/usr/bin/env bash
# Runs every scenario with every build and compares the hashes of the worlds: tests/determinism.sh BUILD_FOLDER…
set -u
cd "$(dirname "$0")/.."
different=0 scenarios=0
for scenario in scenarios/*.json; do
    case "$scenario" in *.schema.json | *'*'*) continue ;; esac
    scenarios=$((scenarios + 1))
    first=""
    for build in "$@"; do
        hash=$("$build/app/tricolor" run "$scenario" --hash 2>/dev/null </dev/null | grep '^hash ')
        if [ -z "$hash" ]; then
            echo "$scenario: no hash from $build. Again: $build/app/tricolor run $scenario --hash"
            different=1
        elif [ -z "$first" ]; then
            first=$hash
        elif [ "$hash" != "$first" ]; then
            echo "$scenario: $hash from $build, $first from $1. Again: tests/determinism.sh $*"
            different=1
        fi
    done
done
echo "$scenarios scenarios, $# builds"
exit $different
