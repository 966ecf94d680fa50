"""A stand-in for TensorFlow Serving and for SageMaker's runtime: their REST APIs in front of a tagger.

No package registry has TensorFlow's own server. This one follows its guide (model.tf_serving).
"""

import json
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from app.extraction.tagger import Tagger
from model.tf_serving import to_answer, to_windows


class ModelServer:
    """Answers predict calls. `refusals` are the statuses of the next calls; 0 closes the connection.

    A payload of more than `largest` bytes gets 413. `sizes` holds the bytes of each call and of its answer.
    """

    def __init__(self, tagger: Tagger, largest: int = 6 * 2**20) -> None:
        self.refusals: deque[int] = deque()
        self.sizes: list[tuple[int, int]] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.answer = b""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                outer.paths.append(self.path)
                outer.headers.append(dict(self.headers))
                status = outer.refusals.popleft() if outer.refusals else 413 if len(raw) > largest else 200
                if not status:
                    self.close_connection = True
                    return
                body = outer.answer or _answer(tagger, raw) if status == 200 else b'{"error": "refused"}'
                outer.sizes.append((len(raw), len(body)))
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self.url = f"{self.address}/v1/models/saved_model"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


def _answer(tagger: Tagger, raw: bytes) -> bytes:
    """Answers like TensorFlow Serving: a row for each piece, and some numbers for padding too."""
    asked = json.loads(raw)
    assert asked["signature_name"] == "serving_default"
    answer = json.loads(to_answer(asked, tagger.tag(to_windows(asked, 10**6, 10**4))))
    outputs = np.asarray(answer["outputs"])
    outputs[np.asarray(asked["inputs"]["mask"]) == 0] = 0.5
    return json.dumps({"outputs": outputs.tolist()}).encode()
