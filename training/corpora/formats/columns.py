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
    sentences = list(conll_sentences(decode(file, data)))
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


def conll_sentences(text: str) -> Iterator[Sentence]:
    """Yields the sentences of a column file. A comment is recognised only before the first token of a sentence."""
    sentence = Sentence()
    for number, line in enumerate(text.split("\n"), 1):
        cells = _cells(line)
        if not cells or cells[0] == _DOCUMENT:
            if sentence.rows:
                yield sentence
            sentence = Sentence()
        elif not sentence.rows and _is_comment(line, cells):
            found = _ID.match(line)
            sentence.id = found[1] if found else sentence.id
        else:
            sentence.rows.append(TokenRow(number, cells[0], cells[-1] if len(cells) > 1 else None))
    if sentence.rows:
        yield sentence


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
