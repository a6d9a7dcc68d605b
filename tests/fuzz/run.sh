#!/usr/bin/env bash
# Runs each fuzz target for a while, from the seeds in its folder: tests/fuzz/run.sh BUILD_FOLDER SECONDS
set -u
cd "$(dirname "$0")/../.."
status=0
for target in "$1"/tests/fuzz_*; do
    [ -x "$target" ] && [ -f "$target" ] || continue
    name=$(basename "$target")
    corpus=$1/corpus/$name
    mkdir -p "$corpus"
    seeds=()
    [ -d "tests/fuzz/$name" ] && seeds+=("tests/fuzz/$name")
    case "$name" in *scenario) seeds+=(scenarios) ;; esac
    if ! "$target" -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 -max_len=8192 -verbosity=0 -print_final_stats=1 -print_funcs=0 \
        -artifact_prefix="$1/" "$corpus" "${seeds[@]}" >"$1/$name.log" 2>&1; then
        tail -n 40 "$1/$name.log"
        echo "$name found something. Again: $target FILE_NAMED_ABOVE"
        status=1
    else
        echo "$name: $(awk '/number_of_executed_units/ {print $2}' "$1/$name.log") inputs, nothing found"
    fi
done
exit $status
