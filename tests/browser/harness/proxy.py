"""A network in between that can be cut and delayed: a TCP proxy on loopback."""

import selectors
import socket
import threading
import time
from contextlib import suppress


class Proxy:
    """Forwards what reaches its own `port` to `target`, both on loopback."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._cut = threading.Event()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self.delay = 0.0
        """Seconds that each piece waits on its way, both ways."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Breaks every connection and takes no new one until `mend`."""
        self._cut.set()
        self._drop_all()

    def mend(self) -> None:
        """Takes connections again; whoever was cut off has to come back by itself."""
        self._cut.clear()

    def close(self) -> None:
        """Ends the proxy and all that goes through it."""
        self._closed.set()
        self._listener.close()
        self._drop_all()

    def _drop_all(self) -> None:
        with self._lock:
            sockets, self._sockets = self._sockets, []
        for one in sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        selector = selectors.DefaultSelector()
        selector.register(self._listener, selectors.EVENT_READ)
        while not self._closed.is_set():
            with suppress(OSError, ValueError):
                if selector.select(timeout=0.2):
                    self._serve(self._listener.accept()[0])

    def _serve(self, near: socket.socket) -> None:
        if self._cut.is_set():
            near.close()
            return
        far = socket.create_connection(("127.0.0.1", self._target))
        with self._lock:
            self._sockets += [near, far]
        for source, target in ((near, far), (far, near)):
            threading.Thread(target=self._forward, args=(source, target), daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                if self.delay:
                    time.sleep(self.delay)
                target.sendall(piece)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)
