"""Opens a file of items as text: plain or compressed, from disk or standard input, in any encoding."""

import codecs
import gzip
import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from app.errors import ServiceError, SettingsError

STANDARD_INPUT = Path("-")
_TAB_NAMES = ("tab", "\\t")
_UNDECODED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Dialect:
    """The delimiter and the encoding of a file. None: recognised from the beginning of the file."""

    delimiter: str | None = None
    encoding: str | None = None

    @classmethod
    def parse(cls, delimiter: str | None, encoding: str | None) -> "Dialect":
        """Reads the options of a command. Raises SettingsError with the name of the wrong option."""
        if delimiter in _TAB_NAMES:
            delimiter = "\t"
        if delimiter is not None and len(delimiter) != 1:
            raise SettingsError(f"--delimiter {delimiter!r}: expected one character, or tab")
        try:
            codecs.lookup(encoding or "utf-8")
        except LookupError as error:
            raise SettingsError(
                f"--encoding {encoding!r}: expected for example utf-8, utf-16 or windows-1252"
            ) from error
        return cls(delimiter, encoding)


@contextmanager
def open_text(path: Path, encoding: str | None, newline: str) -> Iterator[TextIO]:
    """Opens a file, a `.gz` file, or standard input (`-`). Line ends are not converted.

    A byte that the encoding does not have becomes half of a surrogate pair, which `undecoded` finds. Raises
    ServiceError if a `.gz` file is not in gzip format or is incomplete.
    """
    try:
        with _open_bytes(path) as file:
            encoding = encoding or _recognised(file.peek(4))  # type: ignore[attr-defined] # every buffered reader has it
            yield io.TextIOWrapper(file, encoding, errors="surrogateescape", newline=newline)
    except (gzip.BadGzipFile, EOFError) as error:
        raise ServiceError(f"{path}: expected a whole gzip file: {error}") from error


@contextmanager
def _open_bytes(path: Path) -> Iterator[BinaryIO]:
    if path == STANDARD_INPUT:
        yield sys.stdin.buffer
    elif path.suffix.lower() == ".gz":
        with gzip.open(path) as file:
            yield cast(BinaryIO, file)
    else:
        with path.open("rb") as plain:
            yield plain


def _recognised(beginning: bytes) -> str:
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


def undecoded(text: str, encoding: str) -> str | None:
    """Describes the first byte that the encoding does not have; None if the whole text was decoded."""
    found = _UNDECODED.search(text)
    if not found:
        return None
    return (
        f"expected {encoding.removesuffix('-sig')}, found the byte 0x{ord(found[0]) - 0xDC00:02x}; "
        "--encoding says how the file is written, for example windows-1252"
    )
