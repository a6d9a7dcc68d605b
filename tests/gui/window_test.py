#!/usr/bin/env python3
"""Drives the window under a virtual X server with real keys and mouse, and looks at it.

    window_test.py TRICOLOR SCENARIOS_FOLDER [PICTURES_FOLDER]

Pictures of what was seen are kept in PICTURES_FOLDER. Exit code 77: the machine lacks Xvfb or xdotool (skipped)."""

import os
import re
import shutil
import sys
import tempfile
import time

from drop import Dragger
from screen import Screen, Window

WIDTH, HEIGHT = 1280, 720
HEAP = (300, 110, 680, 420)   # part of the heap view at this size
RIGHT = (1000, 50, 270, 480)  # inspector, narration, lesson

failures = []


def expect(condition, what):
    print(("  ok    " if condition else "  FAILED ") + what, flush=True)
    if not condition:
        failures.append(what)


def keep(picture, name):
    if len(sys.argv) > 3:
        os.makedirs(sys.argv[3], exist_ok=True)
        picture.save(os.path.join(sys.argv[3], name + ".png"))
    return picture


def starts_paused_and_idle(w):
    start = keep(w.settle(), "start")
    expect("paused" in w.title(), "the window opens paused: " + w.title())
    expect(len({bytes(r) for r in start.rows}) > 50, "something is drawn")
    before, step = w.cpu_seconds(), w.step()
    time.sleep(2)
    expect(w.cpu_seconds() - before < 0.1, f"it sleeps while nothing changes ({w.cpu_seconds() - before:.2f} s in 2 s)")
    expect(w.step() == step, "and takes no step")


def steps(w):
    w.key("Home")
    expect(w.wait_step(lambda s: s == 0), "Home goes to the start")
    w.key("Right")
    first = w.step()
    expect(first > 0, "→ takes a step")
    w.key("Right")
    second = w.step()
    expect(second > first, "and another")
    w.key("Left")
    expect(w.step() == first, "← takes it back")
    w.key("F5")
    expect(w.step() == second, "F5 steps")
    w.key("F4")
    expect(w.step() == first, "F4 steps back")
    w.key("shift+Right")
    expect(w.wait_step(lambda s: s > second), "Shift+→ goes to the next phase")
    phase = w.step()
    keep(w.settle(), "phase")
    w.key("ctrl+Right")
    expect(w.wait_step(lambda s: s > phase), "Ctrl+→ goes to the next cycle")
    w.key("shift+Left")
    expect(w.step() > 0, "Shift+← goes to the phase before")
    w.key("F3")
    expect(w.wait_step(lambda s: s == 0), "F3 resets")


def whole_cycle(w):
    """Phase by phase through one GC cycle and back; the title says which, the picture shows it."""
    w.key("ctrl+1", "Home")
    seen = []
    for _ in range(6):
        w.key("shift+Right")
        picture = w.key("Escape")  # what the lesson points at is not compared
        seen.append((w.step(), w.phase(), picture))
    phases = [phase for _, phase, _ in seen]
    keep(seen[1][2], "cycle-mark"), keep(seen[2][2], "cycle-mark-termination"), keep(seen[3][2], "cycle-sweep")
    for wanted in ("sweep termination", "marking", "mark termination", "sweeping"):
        expect(wanted in phases, f"Shift+→ comes to {wanted}: {phases}")
    for (_, before, a), (_, after, b) in zip(seen[:5], seen[1:5]):
        expect(a.difference(b, RIGHT) > 0.002, f"the narration changes from {before} to {after}")
    for step, phase, picture in reversed(seen[:-1]):
        w.key("shift+Left")
        back = w.key("Escape")
        expect((w.step(), w.phase()) == (step, phase), f"Shift+← comes back to {phase} at step {step}")
        expect(back.difference(picture, RIGHT) < 0.002, "and tells the same")


def plays(w):
    w.key("Home")
    for _ in range(6):
        w.key("bracketright")
    w.screen.xdotool("key", "space")
    expect(w.wait_step(lambda s: s > 0), "Space plays")
    w.screen.xdotool("key", "space")
    expect(w.wait_title("paused"), "Space pauses")
    here = w.step()
    time.sleep(0.5)
    expect(w.step() == here, "and it stays there")


def views(w):
    seen = {}
    for key, name in (("ctrl+2", "graph"), ("ctrl+3", "allocator"), ("ctrl+4", "scheduler"), ("ctrl+5", "stacks"), ("ctrl+1", "heap")):
        seen[name] = keep(w.key(key), "view-" + name)
    names = list(seen)
    for a, b in zip(names, names[1:]):
        expect(seen[a].difference(seen[b], HEAP) > 0.005, f"the views {a} and {b} look different")


def overlays(w):
    before = w.settle()
    shown = keep(w.key("F1"), "help")
    expect(before.difference(shown) > 0.05, "F1 shows the keys")
    expect(before.difference(w.key("Escape")) < 0.002, "Esc closes them")
    expect(before.difference(w.key("question")) > 0.05, "? shows them too")
    w.key("F1")


def themes(w):
    dark = w.settle()
    light = keep(w.key("t"), "light")
    expect(light.brightness() > dark.brightness() + 0.3, "T makes the window light")
    contrast = keep(w.key("t"), "contrast")
    expect(contrast.brightness() < light.brightness(), "then high contrast")
    expect(dark.difference(w.key("t")) < 0.002, "then dark again")
    large = keep(w.key("p"), "projector")
    expect(dark.difference(large) > 0.05, "P enlarges everything")
    expect(dark.difference(w.key("p")) < 0.002, "and back")


def mouse(w):
    w.key("ctrl+1", "Escape")
    before = w.settle()
    found = None
    for y in range(HEAP[1] + 20, HEAP[1] + HEAP[3], 12):
        after = w.click(317, y)
        if before.difference(after, RIGHT) > 0.01:
            found = y
            break
    expect(found is not None, "a click in the heap fills the inspector")
    keep(w.settle(), "selected")
    unzoomed = w.settle()
    near = keep(w.wheel(400, found or 300, 14), "near")
    expect(unzoomed.difference(near, HEAP) > 0.05, "the wheel zooms in")
    far = keep(w.wheel(400, found or 300, -30), "far")
    expect(near.difference(far, HEAP) > 0.05, "and out")
    w.wheel(400, found or 300, 9)
    w.key("End")
    expect(w.wait_title("paused") and w.wait_step(lambda s: s > 0), "End runs to the end")
    end = w.step()
    w.click(500, HEIGHT - 60)
    clicked = w.step()
    expect(0 < clicked < end, "a click in the timeline goes to that moment")
    w.screen.xdotool("mousedown", 1)
    for x in range(500, 901, 40):
        w.screen.xdotool("mousemove", x, HEIGHT - 60)
        time.sleep(0.05)
    w.screen.xdotool("mouseup", 1)
    w.settle()
    expect(clicked < w.step() < end, "dragging there goes on to where the mouse is")


def zoom_stays(w):
    """What is under the mouse stays there from pages to words and back: the selected slot's frame."""
    w.key("Home", "ctrl+1", "Escape")
    x, y = 330, 142  # a slot of the first span
    before = w.click(x, y)
    near = (x - 14, y - 14, 28, 28)
    w.wheel(x, y, 18)
    words = keep(w.settle(), "zoom-words")
    expect(before.difference(words, HEAP) > 0.1, "the wheel leads to words")
    w.wheel(x, y, -18)
    expect(before.difference(w.settle(), near) < 0.2, "and back to the same slot")
    w.wheel(x, y, -12)
    keep(w.settle(), "zoom-pages")
    w.click(723, 54)  # the level "slots", as it was at first
    w.key("Escape")


def drops(w, scenarios):
    """Files dragged onto the window with the X protocol for it."""
    dragger = Dragger(w.screen.environment["DISPLAY"])
    folder = tempfile.mkdtemp()
    broken = os.path.join(folder, "dropped.json")
    with open(broken, "w") as f:
        f.write('{"title": "x", "program": ["package main", "func main() { y }"]}')
    title, step = w.title().split(" [")[0], w.step()
    expect(dragger.drop(w.id, broken), "the window takes a dropped file")
    expect(w.wait_title("problems"), "a broken one shows its problems")
    keep(w.settle(), "drop-problems")
    expect(w.title().startswith(title) and w.step() == step, "and leaves what runs as it was")
    w.key("Escape")
    expect(dragger.drop(w.id, os.path.join(scenarios, "stack-growth.json")), "it takes another")
    expect(w.wait_title("A stack that grows"), "which is opened: " + w.title())
    dragger.close()


def go_to(w):
    w.key("Home")
    w.key("g")
    w.type("gc 1")
    keep(w.settle(), "go-to")
    w.key("Return")
    expect(w.wait_step(lambda s: s > 0), "G goes to a condition")


def opens(w, scenarios):
    title = w.title().split(" [")[0]
    broken = os.path.join(tempfile.mkdtemp(), "broken.json")
    with open(broken, "w") as f:
        f.write('{"title": 7, "program": ["package main", "func main() { x }"], "knobs": {"GOGCC": 1}}')
    step = w.step()
    chooser = w.settle()
    chooser = keep(w.key("ctrl+o"), "chooser")
    w.type(broken)
    w.key("Return")
    expect(w.wait_title("problems"), "a broken scenario shows its problems")
    keep(w.settle(), "problems")
    expect(w.title().startswith(title) and w.step() == step, "and what ran before is still there")
    w.key("Escape")
    w.key("ctrl+o")
    w.type(os.path.join(scenarios, "size-classes.json"))
    w.key("Return")
    expect(w.wait_title("tricolor: (?!" + re.escape(title[10:]) + ")"), "Ctrl+O opens another scenario: " + w.title())
    expect("paused" in w.title(), "which starts paused")


def run(program, scenarios):
    screen = Screen(WIDTH, HEIGHT)
    try:
        w = Window(screen, program, os.path.join(scenarios, "tri-color-wave.json"))
        screen.xdotool("windowsize", "--sync", w.id, WIDTH, HEIGHT)
        try:
            for part in (starts_paused_and_idle, steps, whole_cycle, zoom_stays, plays, views, overlays, themes, mouse, go_to):
                print(part.__name__.replace("_", " "), flush=True)
                part(w)
            print("opens", flush=True)
            opens(w, scenarios)
            print("drops", flush=True)
            drops(w, scenarios)
            screen.xdotool("key", "ctrl+q")
            expect(w.process.wait(20) == 0, "Ctrl+Q closes the window, exit code 0")
        finally:
            w.close()
    finally:
        screen.close()


if __name__ == "__main__":
    if not shutil.which("Xvfb") or not shutil.which("xdotool"):
        print("Xvfb or xdotool is missing")
        sys.exit(77)
    run(sys.argv[1], os.path.abspath(sys.argv[2]))
    if failures:
        print(f"{len(failures)} failed; again with: python3 {' '.join(sys.argv)}")
    sys.exit(1 if failures else 0)
