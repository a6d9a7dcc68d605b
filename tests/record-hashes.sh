#!/usr/bin/env bash
# Writes the hash of each scenario's run into its "expect", where a "hash" stands: after a change that is meant to change
# what the simulation does. tests/record-hashes.sh TRICOLOR [SCENARIO…]
set -u
tricolor=$(realpath "$1")
shift
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- scenarios/*.json
for scenario in "$@"; do
    grep -q '"hash"' "$scenario" || continue
    hash=$("$tricolor" run "$scenario" --hash 2>/dev/null </dev/null | sed -n 's/^hash //p')
    [ -n "$hash" ] || { echo "$scenario: no hash"; continue; }
    sed -i "s/\"hash\": *\"[0-9a-f]*\"/\"hash\": \"$hash\"/" "$scenario"
    echo "$scenario $hash"
done
