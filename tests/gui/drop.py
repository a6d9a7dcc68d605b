"""Drops files on a window as a file manager does: the XDND protocol, spoken through libX11."""

import ctypes
import ctypes.util
import time

CLIENT_MESSAGE, SELECTION_REQUEST, SELECTION_NOTIFY = 33, 30, 31
XA_ATOM = 4


class ClientMessage(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong),
                ("format", ctypes.c_int), ("data", ctypes.c_long * 5)]


class SelectionRequest(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                ("display", ctypes.c_void_p), ("owner", ctypes.c_ulong), ("requestor", ctypes.c_ulong),
                ("selection", ctypes.c_ulong), ("target", ctypes.c_ulong), ("property", ctypes.c_ulong),
                ("time", ctypes.c_ulong)]


class SelectionNotify(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                ("display", ctypes.c_void_p), ("requestor", ctypes.c_ulong), ("selection", ctypes.c_ulong),
                ("target", ctypes.c_ulong), ("property", ctypes.c_ulong), ("time", ctypes.c_ulong)]


class Event(ctypes.Union):
    _fields_ = [("type", ctypes.c_int), ("client", ClientMessage), ("request", SelectionRequest),
                ("notify", SelectionNotify), ("pad", ctypes.c_long * 24)]


def load():
    name = ctypes.util.find_library("X11") or "libX11.so.6"
    x = ctypes.CDLL(name)
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XDefaultRootWindow.restype = x.XCreateSimpleWindow.restype = x.XInternAtom.restype = ctypes.c_ulong
    display, window, long = ctypes.c_void_p, ctypes.c_ulong, ctypes.c_long
    x.XDefaultRootWindow.argtypes = x.XFlush.argtypes = x.XPending.argtypes = x.XCloseDisplay.argtypes = [display]
    x.XCreateSimpleWindow.argtypes = [display, window] + [ctypes.c_int] * 2 + [ctypes.c_uint] * 3 + [ctypes.c_ulong] * 2
    x.XInternAtom.argtypes = [display, ctypes.c_char_p, ctypes.c_int]
    x.XSetSelectionOwner.argtypes = [display, window, window, window]
    x.XSendEvent.argtypes = [display, window, ctypes.c_int, long, ctypes.POINTER(Event)]
    x.XNextEvent.argtypes = [display, ctypes.POINTER(Event)]
    x.XChangeProperty.argtypes = [display, window, window, window, ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
    return x


class Dragger:
    def __init__(self, display):
        self.x = load()
        self.display = self.x.XOpenDisplay(display.encode())
        root = self.x.XDefaultRootWindow(self.display)
        self.source = self.x.XCreateSimpleWindow(self.display, root, 0, 0, 1, 1, 0, 0, 0)

    def atom(self, name):
        return self.x.XInternAtom(self.display, name.encode(), 0)

    def send(self, target, name, *data):
        e = Event()
        e.client.type, e.client.display, e.client.window, e.client.format = CLIENT_MESSAGE, self.display, target, 32
        e.client.message_type = self.atom(name)
        for i, value in enumerate(data):
            e.client.data[i] = value
        self.x.XSendEvent(self.display, target, 0, 0, ctypes.byref(e))
        self.x.XFlush(self.display)

    def wait(self, kind, message=None, seconds=5):
        end = time.time() + seconds
        e = Event()
        while time.time() < end:
            while self.x.XPending(self.display):
                self.x.XNextEvent(self.display, ctypes.byref(e))
                if e.type == kind and (message is None or e.client.message_type == self.atom(message)):
                    return e
            time.sleep(0.02)
        return None

    def answer(self, request, uri):
        self.x.XChangeProperty(self.display, request.requestor, request.property, request.target, 8, 0, uri, len(uri))
        e = Event()
        e.notify.type, e.notify.display, e.notify.requestor = SELECTION_NOTIFY, self.display, request.requestor
        e.notify.selection, e.notify.target = request.selection, request.target
        e.notify.property, e.notify.time = request.property, request.time
        self.x.XSendEvent(self.display, request.requestor, 0, 0, ctypes.byref(e))
        self.x.XFlush(self.display)

    def drop(self, window, path, x=600, y=300):
        """True if the window took the file."""
        target, uri = int(window), ("file://" + path + "\r\n").encode()
        self.x.XSetSelectionOwner(self.display, self.atom("XdndSelection"), self.source, 0)
        self.send(target, "XdndEnter", self.source, 5 << 24, self.atom("text/uri-list"), 0, 0)
        self.send(target, "XdndPosition", self.source, 0, x << 16 | y, 0, self.atom("XdndActionCopy"))
        status = self.wait(CLIENT_MESSAGE, "XdndStatus")
        if status is None or not status.client.data[1] & 1:
            return False
        self.send(target, "XdndDrop", self.source, 0, 0, 0, 0)
        request = self.wait(SELECTION_REQUEST)
        if request is None:
            return False
        self.answer(request.request, uri)
        return self.wait(CLIENT_MESSAGE, "XdndFinished") is not None

    def close(self):
        self.x.XCloseDisplay(self.display)
