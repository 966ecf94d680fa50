"""A stand-in for the Python service of SageMaker's TensorFlow Serving container: it loads an archive's handlers."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

# Acts like the container: loads the script by its path, with code/lib on the path; a stream and a named tuple go in.
SERVICE = """
import importlib.util, io, json, sys
from collections import namedtuple
fields = "model_name, model_version, method, rest_uri, grpc_port, channel, custom_attributes, request_content_type, "
Context = namedtuple("Context", fields + "accept_header, content_length")
spec = importlib.util.spec_from_file_location("inference", sys.argv[1] + "/code/inference.py")
inference = importlib.util.module_from_spec(spec)
spec.loader.exec_module(inference)
print(json.dumps(sys.modules["model"].__file__))
for line in sys.stdin:
    call = json.loads(line)
    body = call["body"].encode()
    context = Context("m", None, None, sys.argv[2], None, None, None, call["kind"], "application/json", len(body))
    try:
        answer, kind = inference.handler(io.BytesIO(body), context)
        print(json.dumps({"body": answer.decode(), "kind": kind}), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error)}), flush=True)
"""


class Container:
    """The folder /opt/ml/model, and calls of the container's service."""

    def __init__(self, folder: Path, uri: str) -> None:
        self.folder = folder
        call = [sys.executable, "-P", "-c", SERVICE, str(folder), uri]
        self._process = subprocess.Popen(call, cwd="/", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.package = self._read()

    def _read(self) -> Any:
        assert self._process.stdout
        return json.loads(self._process.stdout.readline())

    def invoke(self, body: str, kind: str = "application/json") -> Any:
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"body": body, "kind": kind}) + "\n")
        self._process.stdin.flush()
        return self._read()

    def close(self) -> None:
        self._process.communicate(timeout=20)
