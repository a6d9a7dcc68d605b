#!/usr/bin/env bash
# Runs Go programs under tricolor and compares with what real Go prints (README.md says how that was recorded):
#   tests/conformance/compare.sh TRICOLOR FILE.go|FOLDER…      one line a program, the difference of those that differ
#   -q: only the count
set -u
export LC_ALL=C
quiet=0
[ "$1" = -q ] && { quiet=1; shift; }
tricolor=$(realpath "$1")
shift
unset GOGC GOMEMLIMIT GOTRACEBACK GODEBUG GOMAXPROCS
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# The same as in record.sh: the rest of a goroutine trace is cut; addresses that somebody chose are blanked.
normalise() { # FILE EXITSTATUS
    awk -v code="$2" '
        /^\[signal /      { sub(/pc=0x[0-9a-f]+/, "pc=PC") }
        /^runtime: sp=0x/ { print "runtime: sp=ADDR stack=[ADDR, ADDR]"; next }
        { print }
        code == 2 && /^(panic: |fatal error: )/ { dying = 1 }
        dying && /^$/ { exit }
    ' "$1"
    [ "$2" -ne 0 ] && echo "exit status $2"
    return 0
}

ok=0 bad=0
while IFS= read -r src; do
    if [ "$(basename "$(dirname "$(realpath "$src")")")" = escape ]; then
        "$tricolor" escape "$src" >"$tmp/got" 2>&1
    else
        env=$(sed -n '1s,^// env: ,,p' "$src")
        # shellcheck disable=SC2086
        env ${env:-GOMAXPROCS=1 GODEBUG=asyncpreemptoff=1} timeout 120 "$tricolor" run "$src" </dev/null >"$tmp/raw" 2>&1
        normalise "$tmp/raw" $? >"$tmp/got"
    fi
    if cmp -s "$tmp/got" "${src%.go}.want"; then
        ok=$((ok + 1))
    else
        bad=$((bad + 1))
        [ $quiet = 1 ] && continue
        echo "DIFFERS $src (< real Go, > tricolor). Again: tests/conformance/compare.sh build/release/app/tricolor $src"
        diff "${src%.go}.want" "$tmp/got" | head -n 10
    fi
done < <(find "$@" -name '*.go' | sort)
echo "$ok the same, $bad different"
[ $bad -eq 0 ]
