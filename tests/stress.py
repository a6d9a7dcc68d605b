#!/usr/bin/env python3
"""Runs the conformance programs and the scenarios with knobs they were not made for: tests/stress.py TRICOLOR
[FILE...] [--runs N] [--seed S] [--validate STEPS] [--steps N] [--jobs N].

Every run must end, without a failed CHECK or a broken invariant. Programs of packages lang and sync must print
what they always print: collections and processors are none of their business. Without --runs the whole table is
run; with it, N rows drawn with the seed."""
import argparse
import concurrent.futures
import itertools
import os
import pathlib
import random
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = {
    "GOGC": ["1", "5", "50", "100", "off"],
    "GOMAXPROCS": ["1", "2", "3", "4", "8"],
    "seed": ["1", "2", "77"],
    "collector": ["classic", "greentea"],
    "GOMEMLIMIT": ["off", "5MiB"],
}
# They add to a variable without a lock, and wait for a sum that is not reached when an addition is lost.
ONE_PROCESSOR = {"stacks/thousand_goroutines.go", "stacks/reuse.go", "gc/stack_scan.go"}
# It counts the pauses of its own collections, and waits for ever if one was going on when it began.
NEVER = {"gc/growing_heap.go"}
# What these print depends on who runs first, or on how much was allocated: only how they end is looked at.
OPEN = re.compile(r"^(?!lang/|sync/)|pool_private|two_processors")


NOT_YET = (ROOT / "tests/conformance/not-yet.txt").read_text().split("\n")


def is_open(path):
    return OPEN.search(name_of(path)) is not None or name_of(path) in NOT_YET


def listed(args):
    if args.files:
        return [pathlib.Path(f) for f in args.files]
    programs = [p for p in (ROOT / "tests/conformance").rglob("*.go") if p.parent.name != "escape"]
    scenarios = [p for p in (ROOT / "scenarios").glob("*.json") if not p.name.endswith(".schema.json")]
    return sorted(programs) + sorted(scenarios)


def name_of(path):
    path = path.resolve()
    base = ROOT / "tests/conformance"
    return str(path.relative_to(base if path.is_relative_to(base) else ROOT))


def run(args, path, row):
    command = [args.tricolor, "run", str(path)]
    for key, value in row.items():
        command += ["--set", f"{key}={value}"]
    command += ["--until", f"step {args.steps}"]
    if args.validate:
        command += ["--validate", str(args.validate)]
    env = {k: v for k, v in os.environ.items() if k not in ("GOGC", "GOMEMLIMIT", "GODEBUG", "GOMAXPROCS")}
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", env=env, timeout=args.timeout)
    except subprocess.TimeoutExpired:
        return command, None, "", f"no end within {args.timeout} s"
    wrong = ""
    if done.returncode < 0 or done.returncode > 120:
        wrong = f"died with {done.returncode}"
    for line in done.stderr.splitlines():
        if "CHECK" in line or "AddressSanitizer" in line or "runtime error: " in line and ".cc:" in line:
            wrong = line
        if "was met" in line or "met at step" in line:
            wrong = f"no end within {args.steps} steps"
        elif "tricolor:" in line and "was not met" not in line:
            wrong = line
    return command, done.returncode, done.stdout, wrong


def check(args, path, row):
    command, code, out, wrong = run(args, path, row)
    want = path.with_suffix(".want")
    if wrong.startswith("no end") and is_open(path) and row["GOMAXPROCS"] != "1" and want.exists():
        wrong = ""  # most were written for one processor: without locks, or waiting for what happens in one order
    if not wrong and want.exists() and not is_open(path) and code == 0:
        # .want holds both outputs; println's part is left out of the comparison.
        expected = want.read_text(errors="replace").splitlines()
        lines = out.splitlines()
        it = iter(expected)
        for line in lines:
            if not any(line == e for e in it):
                wrong = f"prints something else: {line}"
                break
    return command, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tricolor")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--validate", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--steps", type=int, default=150_000_000, help="a run that takes more hangs")
    parser.add_argument("--timeout", type=int, default=300, help="seconds")
    args = parser.parse_args()
    args.tricolor = str(pathlib.Path(args.tricolor).resolve())
    rows = [dict(zip(TABLE, values)) for values in itertools.product(*TABLE.values())]
    work = [(path, row) for path in listed(args) for row in rows
            if name_of(path) not in NEVER and (row["GOMAXPROCS"] == "1" or name_of(path) not in ONE_PROCESSOR)]
    if args.runs:
        work = random.Random(args.seed).sample(work, min(args.runs, len(work)))
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for command, wrong in pool.map(lambda w: check(args, *w), work):
            if wrong:
                bad += 1
                print(f"{wrong}\n    Again: {' '.join(command)}", flush=True)
    print(f"{len(work)} runs, {bad} wrong")
    return 1 if bad else 0


sys.exit(main())
