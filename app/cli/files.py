"""Files that the commands write."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def written_whole(output: Path) -> Iterator[Path]:
    """A path beside `output` to write a file or a folder at; it becomes `output` at the end, or is removed."""
    partial = output.with_name(output.name + ".partial")
    try:
        yield partial
        partial.replace(output)
    finally:
        with suppress(OSError):
            shutil.rmtree(partial) if partial.is_dir() else partial.unlink(missing_ok=True)


def toml_text(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's too, but for U+007F and what JSON writes as pairs of surrogates."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def one_line(text: str) -> str:
    """The text in one line, as comments must be."""
    return "".join(c if c.isprintable() else " " for c in text)
