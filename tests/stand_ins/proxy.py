"""A proxy that breaks the connections between clients and a server, in every way a network does."""

import socket
import struct
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

# Closes at once and discards unsent data: the other side gets a reset.
_AT_ONCE = struct.pack("ii", 1, 0)


class Proxy:
    """Passes data between clients and the server of a port, until a test tells it to break the connections.

    `delay` holds back all data for so many seconds. `accepted` counts the connections of clients.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._links: list[_Link] = []
        self._lock = threading.Lock()
        self._is_closed = False
        self._swallows = False
        self.delay = 0.0
        self.accepted = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._listener.getsockname()[1]}/gremlin"

    def cut(self) -> None:
        """Closes every connection cleanly."""
        for link in self._take():
            link.close()

    def reset(self) -> None:
        """Ends every connection with a reset."""
        for link in self._take():
            link.reset()

    def hang_up_on_clients(self) -> None:
        """Half-closes every connection: the client sees its end but can still send."""
        for link in self._links:
            link.shut(link.client)

    def hang_up_on_server(self) -> None:
        """Half-closes every connection: the server sees its end but can still answer."""
        for link in self._links:
            link.shut(link.server)

    def swallow(self, new: bool = False) -> None:
        """Keeps every connection open but passes nothing on any more. `new` includes new connections until `heal`."""
        self._swallows = new
        for link in self._links:
            link.swallows = True

    def heal(self) -> None:
        """Lets new connections work again. Swallowed data and its connections stay lost."""
        self._swallows = False
        self.delay = 0.0

    def close(self) -> None:
        # A blocked accept() would keep the port open.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._is_closed = True
        self.cut()

    def _take(self) -> "list[_Link]":
        with self._lock:
            taken, self._links = self._links, []
        return taken

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            try:
                server = socket.create_connection(("127.0.0.1", self._port))
            except OSError:
                client.close()
            else:
                link = _Link(self, client, server, self._swallows)
                with self._lock:
                    self._links.append(link)
                if self._is_closed:
                    self.cut()


class _Link:
    """A client's connection and its connection to the server."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket, swallows: bool) -> None:
        self.client, self.server, self.swallows = client, server, swallows
        self._proxy = proxy
        self._broken = False
        ways = ((client, server), (server, client))
        self._pumps = [threading.Thread(target=self._pump, args=way, daemon=True) for way in ways]
        for pump in self._pumps:
            pump.start()

    def shut(self, side: socket.socket) -> None:
        with suppress(OSError):
            side.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._end(socket.SHUT_RDWR)

    def reset(self) -> None:
        for side in (self.client, self.server):
            with suppress(OSError):
                side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self._end(socket.SHUT_RD)

    def _end(self, how: int) -> None:
        self._broken = True
        for side in (self.client, self.server):
            with suppress(OSError):
                side.shutdown(how)
        # While a thread reads from a socket, closing it does nothing.
        for pump in self._pumps:
            pump.join(1)
        self.client.close()
        self.server.close()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while part := source.recv(1 << 16):
                if self._proxy.delay:
                    time.sleep(self._proxy.delay)
                if not self.swallows:
                    sink.sendall(part)
        if not self._broken and not self.swallows:
            self.shut(sink)


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port
    return port
