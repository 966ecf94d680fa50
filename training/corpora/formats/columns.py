"""Reads files with one token per row: CoNLL columns, and the csv of the Groningen Meaning Bank from AWS's sample."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import NamedTuple

from training.corpora.building import Mark, Parsed, build, shown
from training.corpora.example import CorpusFault
from training.corpora.formats.tag_schemes import IOB2, OUTSIDE, TagScheme, parse_tag, recognise_scheme, runs, steps
from training.corpora.records import decode
from training.errors import CorpusError

GMB_COLUMNS = ("Sentence #", "Word", "Tag")
_DOCUMENT = "-DOCSTART-"
_ID = re.compile(r"#\s*(?:sent_)?id\b[\s=]*(\S+)")
# Rows of CoNLL-U for a word of several tokens, and for a token that the text lacks.
_JOINED = re.compile(r"\d+[-.]\d+")
_KEY = re.compile(r"#\s*\w[\w.]*\s*=")


class TokenRow(NamedTuple):
    """A row of a file: its line number, the word, and the tag or None."""

    line: int
    word: str
    tag: str | None


@dataclass(slots=True)
class Sentence:
    """The rows between two blank lines, and the id from a comment, or None."""

    id: str | None = None
    rows: list[TokenRow] = field(default_factory=list)


def read_conll(file: str, data: bytes) -> Iterator[Parsed]:
    """Reads each sentence and joins its words with a space. The tag scheme is recognised from the whole file."""
    sentences = conll_sentences(decode(file, data))
    scheme = recognise_scheme([parse_tag(row.tag or "") or OUTSIDE for row in each.rows] for each in sentences)
    for number, sentence in enumerate(sentences, 1):
        yield _parse(file, number, sentence, scheme)


def read_gmb(file: str, data: bytes) -> Iterator[Parsed]:
    """Reads each sentence and joins its words with a space. The file is in UTF-8 or in Windows-1252.

    Raises CorpusError when the columns are missing or the file is not csv.
    """
    rows = csv.reader(io.StringIO(decode(file, data, "UTF-8", "Windows-1252"), newline=""))
    try:
        header = [name.strip() for name in next(rows, [])]
        if not set(GMB_COLUMNS) <= set(header):
            raise CorpusError(f"{file}:1: expected the columns {', '.join(GMB_COLUMNS)}, found {shown(header)}")
        for number, sentence in enumerate(_gmb_sentences(rows, header), 1):
            yield _parse(file, number, sentence, IOB2)
    except csv.Error as error:
        raise CorpusError(f"{file}:{rows.line_num}: not csv: {error}") from error


def conll_sentences(text: str) -> list[Sentence]:
    """Returns the sentences of a column file. Where the first column only counts the tokens, the second has the words.

    A comment is recognised only before the first token of a sentence.
    """
    blocks = list(_blocks(text))
    word_at = 1 if _are_counted([block.lines for block in blocks]) else 0
    return [_sentence(block, word_at) for block in blocks]


@dataclass(slots=True)
class _Block:
    """The lines of a sentence, each with its number and cells, and the id from a comment, or None."""

    id: str | None = None
    lines: list[tuple[int, list[str]]] = field(default_factory=list)


def _blocks(text: str) -> Iterator[_Block]:
    block = _Block()
    for number, line in enumerate(text.split("\n"), 1):
        cells = _cells(line)
        if not cells or cells[0] == _DOCUMENT:
            if block.lines:
                yield block
            block = _Block()
        elif not block.lines and _is_comment(line, cells):
            found = _ID.match(line)
            block.id = found[1] if found else block.id
        else:
            block.lines.append((number, cells))
    if block.lines:
        yield block


def _are_counted(blocks: Sequence[Sequence[tuple[int, list[str]]]]) -> bool:
    """Tells whether the first of at least three columns counts the tokens of every sentence, as in CoNLL-U."""
    counts = [[cells[0] for _, cells in lines if not _JOINED.fullmatch(cells[0])] for lines in blocks]
    wide = all(len(cells) > 2 for lines in blocks for _, cells in lines)
    rising = all(own in ([str(n) for n in range(first, first + len(own))] for first in (0, 1)) for own in counts)
    return wide and rising and any(len(own) > 1 for own in counts)


def _sentence(block: _Block, word_at: int) -> Sentence:
    """Returns the tokens, without the rows of CoNLL-U that only join or insert some: "1-2", "3.1"."""
    lines = ((number, cells) for number, cells in block.lines if not (word_at and _JOINED.fullmatch(cells[0])))
    return Sentence(block.id, [_token_row(number, cells, word_at) for number, cells in lines])


def _token_row(number: int, cells: Sequence[str], word_at: int) -> TokenRow:
    """Returns the word and the tag. A tag with spaces, in a line that is split at spaces, is put together again."""
    tag = cells[-1] if len(cells) > word_at + 1 else None
    if tag is not None and parse_tag(tag) is None:
        first = next((at for at in range(word_at + 1, len(cells)) if parse_tag(cells[at])), len(cells) - 1)
        tag = " ".join(cells[first:])
    return TokenRow(number, cells[word_at], tag)


def _cells(line: str) -> list[str]:
    """Splits a line at its tabs, or at spaces when it has no tab. Other white space belongs to a word."""
    line = line.rstrip(" \t\r")
    return [cell.strip(" ") for cell in line.split("\t")] if "\t" in line else [c for c in line.split(" ") if c]


def _is_comment(line: str, cells: Sequence[str]) -> bool:
    """Tells comments (`# id 7`, `# text = I am`, `#begin document`) from tokens (`# O`, `#tag O`)."""
    if _KEY.match(line):
        return True
    return line.startswith(("# ", "#begin ", "#end ")) and parse_tag(cells[-1]) is None


def _gmb_sentences(rows: Iterator[list[str]], header: Sequence[str]) -> Iterator[Sentence]:
    name_at, word_at, tag_at = (header.index(name) for name in GMB_COLUMNS)
    sentence, line = Sentence(), 2
    for row in rows:
        cells = [*row, *[""] * (len(header) - len(row))]
        if cells[name_at] and cells[name_at] != sentence.id:
            if sentence.rows:
                yield sentence
            sentence = Sentence(cells[name_at])
        if row:
            sentence.rows.append(TokenRow(line, cells[word_at], cells[tag_at]))
        line += 1 + sum(cell.count("\n") for cell in row)
    if sentence.rows:
        yield sentence


def _parse(file: str, number: int, sentence: Sentence, scheme: TagScheme) -> Parsed:
    """Parses a sentence. Tags that break the scheme are grouped as conlleval groups them, and reported as faults."""
    rows = [row for row in sentence.rows if row.word.strip()]
    faults = [_fault(file, row, "a row without a word") for row in sentence.rows if not row.word.strip()]
    parsed = [parse_tag(row.tag or "") for row in rows]
    tags = [tag or OUTSIDE for tag in parsed]
    ends = list(accumulate((len(row.word) + 1 for row in rows), initial=0))
    extents = [(start, end - 1) for start, end in pairwise(ends)]
    unsure = [extent for extent, tag in zip(extents, parsed, strict=True) if tag is None]
    for row, tag in zip(rows, parsed, strict=True):
        if tag is None:
            faults.append(_fault(file, row, f"expected a tag such as O or B-PER, found {shown(row.tag)}"))
    for index, step in enumerate(steps(tags)):
        if not scheme.allows(step):
            row = rows[min(index, len(rows) - 1)]
            before = rows[index - 1].tag if index else "the beginning of the sentence"
            after = rows[index].tag if index < len(rows) else "the end of the sentence"
            faults.append(_fault(file, row, f"{after} cannot follow {before} in {scheme.name}"))
    if not rows:
        return Parsed(None, tuple(faults))
    marks = [Mark(extents[first][0], extents[last - 1][1], label) for first, last, label in runs(tags)]
    text = " ".join(row.word for row in rows)
    return build(f"{file}:{rows[0].line}", sentence.id or number, text, marks, unsure, faults)


def _fault(file: str, row: TokenRow, detail: str) -> CorpusFault:
    return CorpusFault(f"{file}:{row.line}", "record", row.word, detail)
