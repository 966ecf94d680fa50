"""Reads one file of any known format as a corpus."""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from training.corpora.building import Parsed, shown
from training.corpora.example import Corpus
from training.corpora.formats.annotation_tools import read_doccano, read_prodigy
from training.corpora.formats.columns import read_conll, read_gmb
from training.corpora.formats.docbin import read_docbin
from training.corpora.formats.jsonl import read_jsonl
from training.corpora.formats.label_studio import read_label_studio
from training.corpora.formats.manifests import read_manifest
from training.corpora.formats.token_lists import read_gliner, read_hugging_face
from training.corpora.recognition import recognise
from training.errors import CorpusError

# Parses each record of a file, given the file's name (for messages) and its content.
Reader = Callable[[str, bytes], Iterator[Parsed]]

_FORMATS: dict[str, tuple[Reader, str]] = {
    "jsonl": (read_jsonl, 'JSON Lines {"id", "text", "spans": [{"start", "end", "label"}]}'),
    "conll": (read_conll, "columns with token first and tag last, in IOB1, IOB2, IOBES, BILOU or BMES"),
    "gmb": (read_gmb, "the csv of the Groningen Meaning Bank: Sentence #,Word,POS,Tag"),
    "docbin": (read_docbin, "spaCy's DocBin (.spacy); needs spaCy"),
    "label-studio": (read_label_studio, "Label Studio's JSON or JSON-MIN"),
    "doccano": (read_doccano, "doccano's JSONL"),
    "prodigy": (read_prodigy, "Prodigy's JSONL, of which the accepted tasks are read"),
    "ground-truth": (read_manifest, "output manifest of a named-entity job of SageMaker Ground Truth"),
    "comprehend": (read_manifest, "augmented manifest of Amazon Comprehend, with one job or several"),
    "hugging-face": (read_hugging_face, "Hugging Face's JSON with tokens and ner_tags, the tags by name"),
    "gliner": (read_gliner, "GLiNER's JSON with tokenized_text and ner"),
}
FORMATS: dict[str, str] = {name: description for name, (_, description) in _FORMATS.items()}


def read_corpus(path: Path, format: str | None = None) -> Corpus:  # noqa: A002
    """Reads the examples and faults of a file. The format is recognised by the content unless it is given.

    Raises CorpusError when the file does not exist, the format is unknown or cannot be recognised, the file cannot be
    decoded, or no record gives an example.
    """
    name, records = parse_file(path, format)
    return corpus_of(path, name, records)


def parse_file(path: Path, format: str | None = None) -> tuple[str, list[Parsed]]:  # noqa: A002
    """Returns the format's name and all records; at least one has an example. Raises CorpusError as `read_corpus`."""
    if format is not None and format not in FORMATS:
        raise CorpusError(f"unknown format {format!r}; expected one of {', '.join(FORMATS)}")
    if not path.is_file():
        found = "a folder" if path.is_dir() else "no such file"
        raise CorpusError(f"{path}: {found}; expected a file in one of {', '.join(FORMATS)}")
    data = path.read_bytes()
    if not data.removeprefix(BOM_UTF8).strip():
        raise CorpusError(f"{path}: expected labelled texts, found an empty file")
    name = format or recognise(str(path), data)
    if name is None:
        raise CorpusError(f"{path}: expected one of {', '.join(FORMATS)}; found a first line {_first_line(data)}")
    read, _ = _FORMATS[name]
    records = list(read(short(path), data))
    if all(record.example is None for record in records):
        fault = next((fault for record in records for fault in record.faults), None)
        why = f"every record is faulty; the first: {fault}" if fault else "no record was accepted"
        raise CorpusError(f"{path}: no examples when read as {name}: {why}")
    return name, records


def short(path: Path) -> str:
    """Returns the last two parts of a path, as places and reports show it. They reveal no home folder."""
    return str(Path(*path.parts[-2:]))


def corpus_of(path: Path, format: str, records: Sequence[Parsed]) -> Corpus:  # noqa: A002
    """Collects the examples and faults of the records of one file."""
    examples = tuple(record.example for record in records if record.example is not None)
    return Corpus(str(path), format, examples, tuple(fault for record in records for fault in record.faults))


def _first_line(data: bytes) -> str:
    lines = (line for line in data.decode("utf-8-sig", "replace").split("\n") if line.strip())
    return shown(next(lines, "").rstrip("\r"))
