"""A virtual X server, real key and mouse events on it, and pictures of its screen."""

import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib


class Screen:
    """Xvfb with its frame buffer in a file (xwd format), so that looking at it needs no other program."""

    def __init__(self, width, height):
        self.folder = tempfile.mkdtemp(prefix="tricolor-gui-")
        read, write = os.pipe()
        # -noreset: otherwise it starts anew when its last client leaves, and who comes just then is turned away.
        self.server = subprocess.Popen(
            ["Xvfb", "-noreset", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-fbdir", self.folder,
             "-nolisten", "tcp"],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()  # written when the server is ready
        if not number:
            raise RuntimeError("Xvfb does not start")
        self.environment = dict(os.environ, DISPLAY=":" + number, LIBGL_ALWAYS_SOFTWARE="1")
        self.environment.pop("WAYLAND_DISPLAY", None)
        end = time.time() + 20  # on a busy machine it may be ready a little later than it says
        while not self.xdotool("getdisplaygeometry") and time.time() < end:
            time.sleep(0.2)

    def close(self):
        self.server.send_signal(signal.SIGTERM)
        self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def xdotool(self, *arguments):
        done = subprocess.run(["xdotool", *map(str, arguments)], env=self.environment, capture_output=True, text=True, timeout=30)
        return done.stdout.strip()

    def picture(self):
        with open(os.path.join(self.folder, "Xvfb_screen0"), "rb") as f:
            data = f.read()
        header = struct.unpack(">25I", data[:100])
        size, width, height, stride, colours = header[0], header[4], header[5], header[12], header[19]
        return Picture(width, height, stride, data[size + colours * 12:])


class Picture:
    def __init__(self, width, height, stride, pixels):
        self.width, self.height = width, height
        self.rows = [pixels[y * stride:y * stride + width * 4] for y in range(height)]

    def rows_of(self, part):
        x, y, w, h = part or (0, 0, self.width, self.height)
        return [row[x * 4:(x + w) * 4] for row in self.rows[y:y + h]]

    def difference(self, other, part=None):
        """Share of pixels that differ, 0 to 1."""
        differing = total = 0
        for a, b in zip(self.rows_of(part), other.rows_of(part)):
            total += len(a) // 4
            if a != b:
                differing += sum(a[i:i + 3] != b[i:i + 3] for i in range(0, len(a), 4))
        return differing / max(total, 1)

    def brightness(self, part=None):
        rows = self.rows_of(part)
        return sum(sum(r[0::4]) + sum(r[1::4]) + sum(r[2::4]) for r in rows) / (sum(len(r) // 4 for r in rows) * 3 * 255)

    def save(self, path):
        def chunk(kind, body):
            return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        raw = bytearray()
        for row in self.rows:
            rgb = bytearray(self.width * 3)
            rgb[0::3], rgb[1::3], rgb[2::3] = row[2::4], row[1::4], row[0::4]
            raw += b"\0" + rgb
        with open(path, "wb") as f:
            f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)) +
                    chunk(b"IDAT", zlib.compress(bytes(raw), 6)) + chunk(b"IEND", b""))


class Window:
    """Tricolor's window on a screen."""

    def __init__(self, screen, program, *arguments):
        self.screen = screen
        self.process = subprocess.Popen([program, *arguments], env=screen.environment)
        self.id = ""
        end = time.time() + 60
        while not self.id and time.time() < end and self.process.poll() is None:
            self.id = screen.xdotool("search", "--name", "^tricolor").split("\n")[0]
            time.sleep(0.1)
        if not self.id:
            raise RuntimeError("the window does not open")
        screen.xdotool("windowfocus", "--sync", self.id)
        self.wait_title(r"step")
        self.settle()

    def title(self):
        return self.screen.xdotool("getwindowname", self.id)

    def step(self):
        found = re.search(r"\[step (\d+), (\w+), [^]]*\]", self.title())
        return int(found.group(1)) if found else -1

    def phase(self):
        found = re.search(r"\[step \d+, \w+, ([^]]*)\]", self.title())
        return found.group(1) if found else ""

    def wait_title(self, pattern, seconds=30):
        end = time.time() + seconds
        while time.time() < end:
            if re.search(pattern, self.title()):
                return True
            time.sleep(0.05)
        return False

    def wait_step(self, condition, seconds=30):
        end = time.time() + seconds
        while time.time() < end:
            if condition(self.step()):
                return True
            time.sleep(0.05)
        return False

    def settle(self, seconds=20):
        """Waits until the screen has stopped changing, and returns the picture."""
        end = time.time() + seconds
        before, same = self.screen.picture(), 0
        while time.time() < end and same < 3:
            time.sleep(0.15)
            now = self.screen.picture()
            same = same + 1 if now.rows == before.rows else 0
            before = now
        return before

    def changed(self, before, seconds=2):
        """Waits for the screen to change (it may not) and then until it has stopped changing."""
        end = time.time() + seconds
        while time.time() < end and self.screen.picture().rows == before.rows:
            time.sleep(0.05)
        return self.settle()

    def key(self, *names):
        before = self.screen.picture()
        for name in names:
            self.screen.xdotool("key", "--clearmodifiers", name)
        return self.changed(before)

    def type(self, text):
        self.screen.xdotool("type", "--delay", "30", text)
        return self.settle()

    def click(self, x, y, button=1):
        self.screen.xdotool("mousemove", x, y)
        time.sleep(0.2)  # a frame must see the mouse come before it sees the click
        before = self.settle()
        self.screen.xdotool("mousedown", button)
        time.sleep(0.1)
        self.screen.xdotool("mouseup", button)
        return self.changed(before, 1)

    def wheel(self, x, y, notches):
        self.screen.xdotool("mousemove", x, y)
        time.sleep(0.2)
        for _ in range(abs(notches)):
            self.screen.xdotool("click", 4 if notches > 0 else 5)
            time.sleep(0.05)
        return self.settle()

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(20)
