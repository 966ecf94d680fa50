"""The page of all operations and the scopes that they need, made from the OpenAPI document."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings

HEAD = """\
# Operations

Who may call what, where [keys](operating.md#keys) are needed; `none`: without a key. The names are those of
`/openapi.json`, of the metrics and of the log. The scope of `/metrics` is a setting.

| request | operation | scope |
| --- | --- | --- |
"""


def operations_page() -> str:
    """The page in Markdown. The order is that of the OpenAPI document."""
    with (
        tempfile.TemporaryDirectory() as folder,
        TestClient(create_app(Settings(data_dir=Path(folder), index="none"))) as client,
    ):
        document = client.get("/openapi.json").json()
    return HEAD + "".join(_rows(document))


def _rows(document: dict[str, Any]) -> Iterator[str]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            scopes = {scope for each in operation["security"] for named in each.values() for scope in named}
            needed = " ".join(sorted(scopes)) or "none"
            yield f"| `{method.upper()} {path}` | `{operation['operationId']}` | {needed} |\n"
