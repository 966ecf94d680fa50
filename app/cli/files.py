"""Files of the commands: written whole, or there before a command begins."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import SettingsError
from app.settings import Settings


@contextmanager
def written_whole(output: Path) -> Iterator[Path]:
    """Yields a temporary path next to `output`. It is renamed to `output` at the end, and removed after an error."""
    partial = output.with_name(output.name + ".partial")
    try:
        yield partial
        partial.replace(output)
    finally:
        with suppress(OSError):
            shutil.rmtree(partial) if partial.is_dir() else partial.unlink(missing_ok=True)


def toml_text(text: str) -> str:
    """Returns a TOML string. It has JSON's escapes; unlike JSON, TOML needs one for U+007F and has no surrogates."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def one_line(text: str) -> str:
    """Returns the text in one line, for a comment."""
    return "".join(c if c.isprintable() else " " for c in text)


def refuse_missing_graph(settings: Settings) -> None:
    """Raises SettingsError if the graph's file does not exist: opening it would create an empty graph."""
    scheme, _, path = (settings.graph_url or f"sqlite://{settings.data_dir / 'graph.sqlite'}").partition("://")
    if scheme == "sqlite" and not Path(path).is_file():
        raise SettingsError(f"{path}: no graph; expected the DATA_DIR (--data-dir) or GRAPH_URL of a service")
