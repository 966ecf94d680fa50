"""Known formats that are not read."""

import json
from pathlib import Path

import pytest

from training.corpora import read_corpus
from training.errors import CorpusError

AZURE = {
    "projectFileVersion": "2022-05-01",
    "assets": {"projectKind": "CustomEntityRecognition", "documents": [{"location": "a.txt", "entities": []}]},
}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PAR1\x15\x04\x15\x10", "this is Parquet; write its rows as JSON Lines with tokens and ner_tags"),
        (b"File,Line,Begin Offset,End Offset,Type\na.txt,0,0,3,COLOR\n", "Amazon Comprehend's csv of annotations"),
        (b'"File","Begin Offset","End Offset","Type"\r\n', "Amazon Comprehend's csv of annotations"),
        (json.dumps(AZURE).encode(), "this is an Azure Language project"),
        (json.dumps(AZURE, indent=2).encode(), "this is an Azure Language project"),
    ],
)
def test_it_is_refused_by_name(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "labels").write_bytes(content)
    with pytest.raises(CorpusError) as caught:
        read_corpus(tmp_path / "labels")
    assert message in str(caught.value)
