"""docs/walk-through.md runs as written, on some hundred sentences, with local parts in place of AWS."""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.gremlin import empty_gremlin_store, free_port, gremlin_url
from tests.integration.process import ROOT
from tests.parts import shared_data
from tests.stand_ins.neptune_loader import NeptuneLoader
from training.corpora import read_dataset

PAGE = (ROOT / "docs" / "walk-through.md").read_text("utf-8")
# A GPU's or an hour's work, and Neptune's signed address.
SHORTER = {
    "--epochs 3": "--epochs 1 --set learning_rate=5e-4 --set batch_pieces=512",
    'export GRAPH_URL="${CLUSTER/https/wss}/gremlin?auth=iam&region=$REGION"': "export GRAPH_URL=$GREMLIN",
}
OWN = {"text": "The café in Zürich reopened .", "spans": [{"start": 12, "end": 18, "label": "geo"}]}
PRELUDE = """
set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
itemgraph() {
  if [ "$1" = search ]; then until curl -sf localhost:$PORT/readyz >/dev/null; do sleep 0.2; done; fi
  if [ "$1" = serve ]; then exec "$PYTHON" -m app.cli serve; fi
  "$PYTHON" -m app.cli "$@"
  if [ "$1" = batch ]; then "$PYTHON" -m tests.stand_ins.walk_through transform; fi
}
aws() { "$PYTHON" -m tests.stand_ins.walk_through "$@"; }
"""


def script() -> str:
    parts = []
    for kind, block in re.findall(r"^```(sh|python)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        parts.append(block if kind == "sh" else f'"$PYTHON" - <<"END"\n{block}END\n')
    text = "".join(parts).replace("localhost:8000", "localhost:$PORT")
    for whole, part in SHORTER.items():
        assert whole in text
        text = text.replace(whole, part)
    return PRELUDE + text


def write_sample(path: Path, count: int = 520) -> int:
    """Writes sentences as the AWS sample has them: a word a row, in Windows-1252. Returns the test split's size."""
    lines = shared_data("gmb/train.jsonl").read_text("utf-8").splitlines()[: count - 1]
    examples = [*map(json.loads, lines), OWN]
    with path.open("w", encoding="windows-1252", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Sentence #", "Word", "POS", "Tag"])
        for number, example in enumerate(examples, 1):
            for place, (word, tag) in enumerate(words(example["text"], example["spans"])):
                rows.writerow(["" if place else f"Sentence: {number}", word, "NN", tag])
    return len(read_dataset(path).splits["test"].examples)


def words(text: str, spans: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The words between spaces, with their tags."""
    for match in re.finditer(r"\S+", text):
        span = next((each for each in spans if each["start"] <= match.start() < each["end"]), None)
        prefix = "B" if span and span["start"] == match.start() else "I"
        yield match.group(), f"{prefix}-{span['label']}" if span else "O"


@pytest.mark.timeout(400)
def test_the_walk_through_runs(tmp_path: Path, aws: str) -> None:
    data = tmp_path / "ner_dataset.csv"
    count = write_sample(data)
    assert 20 < count < 100
    role = "arn:aws:iam::123456789012:role/itemgraph"
    with closing(boto3.client("s3")) as s3:
        s3.create_bucket(Bucket="walk", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    with closing(empty_gremlin_store(tmp_path)), closing(NeptuneLoader(gremlin_url())) as neptune:
        port = str(free_port())
        own = {
            "DATA": str(data),
            "BUCKET": "walk",
            "CLUSTER": neptune.url,
            "GREMLIN": gremlin_url(),
            "REGION": "eu-west-1",
            "IMAGE": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/itemgraph:sagemaker",
            "ROLE": role,
            "LOADER": role,
            "PORT": port,
            "ITEMGRAPH_URL": f"http://127.0.0.1:{port}",
            "DATA_DIR": str(tmp_path / "data"),
            "PYTHON": sys.executable,
            "PYTHONPATH": str(ROOT),
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }
        (tmp_path / "build").mkdir()
        ran = subprocess.run(
            ["bash", "-c", script()], cwd=tmp_path, env=os.environ | own, capture_output=True, text=True, timeout=380
        )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    _check(ran.stdout, tmp_path / "build", count)


def _check(said: str, build: Path, sentences: int) -> None:
    """What the page promises of its steps, as far as so short a training bears it out."""
    assert re.search(r"validation F1 0\.[1-9]", said)
    found = next(line for line in said.splitlines() if line.startswith('{"query"'))
    answer: Any = json.JSONDecoder().raw_decode(found)[0]
    assert answer["total"] == sentences
    assert all(each["values"] for each in answer["facets"])
    counts = re.findall(r"^(\d+) documents: \S.*$", said, re.MULTILINE)
    assert len(counts) == 5
    assert counts == sorted(counts, key=int, reverse=True)
    assert len((build / "sentences.jsonl").read_text().splitlines()) == sentences
    assert (build / "news.png").read_bytes().startswith(b"\x89PNG")
