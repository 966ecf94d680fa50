"""Compares the image with TensorFlow with the small one, on a bundle as SageMaker's training packs it."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from model.bundle import SAVED_MODEL_FILE, read_bundle
from tests.images.buildah import Buildah
from tests.images.running import OPEN, RunningImage, check, run_by_buildah
from tests.images.trying import Figures, megabytes, volume
from training.sagemaker.archive import write_archive

TEXTS = (
    "Nike Air red cotton t-shirt, size XL",
    "Stainless steel water bottle, 750 ml, vacuum insulated",
    "Acme waterproof hiking boots for men, brown leather, EU 43",
    "Organic dark chocolate with hazelnuts, 100 g",
)
# A text, and a span in it.
Place = tuple[int, int, int, str]
# The engines round differently: one computes with 8 bits.
_ROUNDING = 0.05
# The images read texts in turns, so that other work on the machine slows both.
_ROUNDS, _SECONDS, _DOCUMENTS = 3, 3.0, 32


@dataclass(frozen=True)
class Served:
    """An image that serves: what it took until it was ready, and how to ask it."""

    name: str
    client: httpx.Client
    running: RunningImage
    begin: str


def try_engines(small: str, buildah: Buildah, large: str, scratch: Path) -> Figures:
    """Serves an archive of SageMaker's form in both images: ready time, memory, speed, and the same spans."""
    archive = scratch / "bundle" / "model.tar.gz"
    with buildah.container(large) as (_, root):
        bundle = read_bundle(root / "bundle")
        check(bundle.has(SAVED_MODEL_FILE), f"{large}: its bundle has no SavedModel")
        for folder in (archive.parent, scratch / "work"):
            folder.mkdir()
        write_archive(bundle, archive, scratch / "work")
    with ExitStack() as stack:
        images = (("small", small), ("tensorflow", large))
        served = [stack.enter_context(_serve(buildah, image, scratch / name, archive)) for name, image in images]
        yield "archive in both images", _compared(*(_spans(each.client) for each in served))
        rounds = [[_speed(each.client, n) for each in served] for n in range(_ROUNDS)]
        speeds = [median(each) for each in zip(*rounds, strict=True)]
        for each, speed in zip(served, speeds, strict=True):
            most = megabytes(each.running.status("VmHWM"))
            figures = f"{each.begin}; {most} at most; {speed:.0f} texts/s ({speed / speeds[0]:.2f}×)"
            yield f"{each.name}: archive", figures


def _compared(one: dict[Place, float], other: dict[Place, float]) -> str:
    """Checks that the spans are the same."""
    check(one.keys() == other.keys(), f"other spans: {set(one) ^ set(other)}")
    apart = max(abs(score - other[place]) for place, score in one.items())
    check(apart < _ROUNDING, f"scores differ by {apart:.3f}")
    return f"the same {len(one)} spans, scores within {apart:.3f}"


def try_tensorflow(buildah: Buildah, image: str, scratch: Path) -> Figures:
    """Tries the image as it is: it serves the shipped bundle on TensorFlow."""
    config = buildah.config(image)
    check({"ENGINE=tensorflow", "MODEL=/bundle"} <= set(config["Env"]), f"{image}: {config['Env']}")
    volumes = [volume(scratch, "data"), volume(scratch, "tmp")]
    with (
        buildah.container(image) as (name, _),
        run_by_buildah(buildah, name, config, volumes, OPEN) as running,
        running.client() as client,
    ):
        seconds = running.wait_until_answered("/readyz")
        maps = (running.server() / "maps").read_text()
        check("/tensorflow/" in maps, f"{image}: TensorFlow is not loaded")
        check(bool(_spans(client)), f"{image}: no spans")
        yield "tensorflow: start", f"{seconds:.1f} s to /readyz, {megabytes(running.status('VmRSS'))}"


@contextmanager
def _serve(buildah: Buildah, image: str, scratch: Path, archive: Path) -> Iterator[Served]:
    scratch.mkdir()
    volumes = [volume(scratch, "data"), volume(scratch, "tmp"), f"{archive.parent}:/opt/models:ro"]
    own = (OPEN, "MODEL=/opt/models/model.tar.gz", "CACHE_BYTES=0")
    with (
        buildah.container(image) as (name, _),
        run_by_buildah(buildah, name, buildah.config(image), volumes, *own) as running,
        running.client() as client,
    ):
        seconds = running.wait_until_answered("/readyz")
        begin = (
            f"{buildah.size(image) / 1e6:.0f} MB; ready in {seconds:.1f} s with {megabytes(running.status('VmRSS'))}"
        )
        yield Served(scratch.name, client, running, begin)


def _spans(client: httpx.Client) -> dict[Place, float]:
    return {
        (n, span["start"], span["end"], span["label"]): span["score"]
        for n, document in enumerate(_extract(client, TEXTS)["documents"])
        for span in document["spans"]
    }


def _speed(client: httpx.Client, number: int) -> float:
    """Returns the texts that the service reads in a second, one call after the other."""
    begun, read = time.monotonic(), 0
    while time.monotonic() - begun < _SECONDS:
        # Texts that differ, because the texts of a call that are the same are read once.
        _extract(client, [f"{TEXTS[n % len(TEXTS)]}, no. {number}-{read + n}" for n in range(_DOCUMENTS)])
        read += _DOCUMENTS
    return read / (time.monotonic() - begun)


def _extract(client: httpx.Client, texts: Sequence[str]) -> Any:
    answer = client.post("/extract", json={"documents": [{"text": text} for text in texts]})
    check(answer.status_code == 200, f"POST /extract: {answer.status_code} {answer.text[:500]}")
    return answer.json()
