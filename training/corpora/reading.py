"""One file, in whatever format, as a corpus."""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from training.corpora.building import Entry, shown
from training.corpora.example import Corpus
from training.corpora.formats.annotation_tools import read_doccano, read_prodigy
from training.corpora.formats.columns import read_conll, read_gmb
from training.corpora.formats.docbin import read_docbin
from training.corpora.formats.jsonl import read_jsonl
from training.corpora.formats.label_studio import read_label_studio
from training.corpora.formats.manifests import read_manifest
from training.corpora.recognition import recognise
from training.errors import CorpusError

# Yields an entry for each record, given the file's name for messages and its content.
Reader = Callable[[str, bytes], Iterator[Entry]]

_FORMATS: dict[str, tuple[Reader, str]] = {
    "jsonl": (read_jsonl, 'JSON Lines {"id", "text", "spans": [{"start", "end", "label"}]}'),
    "conll": (read_conll, "columns with token first and tag last, in IOB1, IOB2, IOBES, BILOU or BMES"),
    "gmb": (read_gmb, "the csv of the Groningen Meaning Bank: Sentence #,Word,POS,Tag"),
    "docbin": (read_docbin, "spaCy's DocBin (.spacy); needs spaCy"),
    "label-studio": (read_label_studio, "Label Studio's JSON or JSON-MIN"),
    "doccano": (read_doccano, "doccano's JSONL"),
    "prodigy": (read_prodigy, "Prodigy's JSONL, of which the accepted tasks are read"),
    "ground-truth": (read_manifest, "output manifest of a named entity job of SageMaker Ground Truth"),
    "comprehend": (read_manifest, "augmented manifest of Amazon Comprehend, of one or several jobs"),
}
FORMATS: dict[str, str] = {name: description for name, (_, description) in _FORMATS.items()}


def read_corpus(path: Path, format: str | None = None) -> Corpus:  # noqa: A002
    """The examples of a file, with its faults; the format is recognised unless it is named.

    Raises CorpusError when there is no such file or format, when the format cannot be recognised or the file not
    decoded, and when no record is an example.
    """
    name, entries = read_entries(path, format)
    return corpus_of(path, name, entries)


def read_entries(path: Path, format: str | None = None) -> tuple[str, list[Entry]]:  # noqa: A002
    """The format's name and all entries, of which at least one has an example. Raises as `read_corpus`."""
    if format is not None and format not in FORMATS:
        raise CorpusError(f"{format!r} is no format; there are {', '.join(FORMATS)}")
    if not path.is_file():
        found = "a folder, no file" if path.is_dir() else "no such file"
        raise CorpusError(f"{path}: {found}; expected labelled texts in one of {', '.join(FORMATS)}")
    data = path.read_bytes()
    if not data.removeprefix(BOM_UTF8).strip():
        raise CorpusError(f"{path}: no examples; the file is empty")
    name = format or recognise(str(path), data)
    if name is None:
        raise CorpusError(f"{path}: expected one of {', '.join(FORMATS)}; found a first line {_first_line(data)}")
    read, _ = _FORMATS[name]
    entries = list(read(short(path), data))
    if all(entry.example is None for entry in entries):
        fault = next((fault for entry in entries for fault in entry.faults), None)
        why = f"all records are faulty, the first: {fault}" if fault else "no record counts as one"
        raise CorpusError(f"{path}: no examples, read as {name}; {why}")
    return name, entries


def short(path: Path) -> str:
    """A path as places and reports name it: its last two parts, which are no one's home."""
    return str(Path(*path.parts[-2:]))


def corpus_of(path: Path, format: str, entries: Sequence[Entry]) -> Corpus:  # noqa: A002
    """The examples and faults of entries."""
    examples = tuple(entry.example for entry in entries if entry.example is not None)
    return Corpus(str(path), format, examples, tuple(fault for entry in entries for fault in entry.faults))


def _first_line(data: bytes) -> str:
    lines = (line for line in data.decode("utf-8-sig", "replace").split("\n") if line.strip())
    return shown(next(lines, "").rstrip("\r"))
