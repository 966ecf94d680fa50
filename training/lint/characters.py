"""Finds characters that were lost or wrongly decoded."""

import re
import unicodedata
from collections.abc import Iterator

from training.lint.findings import Remark, on_text
from training.lint.survey import Survey

# Control characters except tab and line ends, the byte order mark, half surrogate pairs, the replacement character.
_LOST = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff\ufffd]")

# UTF-8 that was read as Windows-1252. `_NEXT` matches its continuation bytes. The lead bytes are letters that no word
# ends with before a symbol, so that `CAFÉ®` does not match. Cyrillic and Greek need three such letters in a row.
_NEXT = "[\x80-\xbf" + "".join(re.escape(bytes([n]).decode("cp1252", "ignore")) for n in range(0x80, 0xA0)) + "]"
_MOJIBAKE = re.compile(f"[ÂÃ]{_NEXT}|â{_NEXT}{{2}}|ðŸ{_NEXT}{{2}}|ï¿½|ï»¿|(?:[ÄÅÎÏÐÑ×ØÙ]{_NEXT}){{3,}}")


def odd_characters(survey: Survey) -> Iterator[Remark]:
    for _, example in survey.examples():
        if example.text.isascii() and example.text.isprintable():
            continue
        if found := _MOJIBAKE.search(example.text):
            yield on_text(example, f"{found[0]!r} at {found.start()} looks like UTF-8 read as Windows-1252")
        elif found := _LOST.search(example.text):
            yield on_text(example, f"U+{ord(found[0]):04X} {_name(found[0])} at {found.start()}")


def _name(character: str) -> str:
    kinds = {"Cc": "control character", "Cs": "half of a surrogate pair"}
    return kinds.get(unicodedata.category(character)) or unicodedata.name(character).lower()
