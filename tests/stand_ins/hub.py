"""A stand-in for the Hugging Face hub: the calls that fetching a checkpoint makes, over real HTTP."""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@contextmanager
def hub(repositories: Mapping[str, Path], gated: Sequence[str] = (), cut: str = "") -> Iterator[str]:
    """Yields the address of a hub that serves a folder for each `name` or `name@revision`.

    It refuses `gated` repositories without a login, and closes the connection in the middle of the file named `cut`.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, repositories, gated, cut))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, repositories: Mapping[str, Path], gated: Sequence[str], cut: str, *rest: Any) -> None:
        self._repositories, self._gated, self._cut = repositories, gated, cut
        super().__init__(*rest)

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def _answer(self) -> None:
        path = self.path.split("?")[0].strip("/")
        if any(f"{name}/" in path for name in self._gated):
            return self._send(403, b"", {"X-Error-Code": "GatedRepo", "X-Error-Message": "Access is restricted"})
        for name, folder in self._repositories.items():
            body = _content(name, folder, path)
            if body is not None:
                digest = hashlib.sha256(body).hexdigest()[:40]
                return self._send(200, body, {"ETag": f'"{digest}"', "X-Repo-Commit": COMMIT})
        self._send(404, b"", {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"})

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in ({**headers} | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET" and self._cut and self.path.endswith(f"/{self._cut}"):
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        elif self.command == "GET":
            self.wfile.write(body)


def _content(name: str, folder: Path, path: str) -> bytes | None:
    """Returns a repository's answer to a path, or None if the path is not its own."""
    repository, _, revision = name.partition("@")
    files = sorted(folder.iterdir())
    if path == f"api/models/{repository}/revision/{revision or 'main'}":
        siblings = [{"rfilename": file.name} for file in files]
        return json.dumps({"id": repository, "sha": COMMIT, "siblings": siblings}).encode()
    if path == f"api/models/{repository}/tree/{COMMIT}":
        entries = [{"type": "file", "path": f.name, "size": f.stat().st_size, "oid": f.name} for f in files]
        return json.dumps(entries).encode()
    wanted = {f"{repository}/resolve/{COMMIT}/{file.name}": file for file in files}
    return wanted[path].read_bytes() if path in wanted else None
