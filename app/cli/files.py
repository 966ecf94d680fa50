"""Writes files for the commands."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


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
