"""A stand-in for Neptune's port: SPARQL on RDF in pyoxigraph, and everything else on a Gremlin server."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store


class GraphPort:
    """Answers `/sparql` itself, and passes the other connections on. `queries` are those in SPARQL."""

    def __init__(self, gremlin_url: str, triples: Store) -> None:
        there = urlsplit(gremlin_url)
        assert there.hostname
        assert there.port
        self.gremlin = (there.hostname, there.port)
        self.triples = triples
        self.queries: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def port(self) -> int:
        return self._server.server_port

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(port: GraphPort) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert urlsplit(self.path).path == "/sparql", self.path
            (query,) = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["query"]
            port.queries.append(query)
            found = port.triples.query(query)
            assert isinstance(found, QuerySolutions), query
            body = found.serialize(format=QueryResultsFormat.JSON)
            assert body is not None
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            """Passes a WebSocket on, with the request that opens it."""
            with socket.create_connection(port.gremlin) as server:
                head = [self.requestline, *(f"{name}: {value}" for name, value in self.headers.items()), "", ""]
                server.sendall("\r\n".join(head).encode("latin-1"))
                back = threading.Thread(target=_pump, args=(server, self.connection), daemon=True)
                back.start()
                _pump(self.connection, server)
                back.join()
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _pump(source: socket.socket, target: socket.socket) -> None:
    """Copies bytes until one side ends, and then ends the other."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass
