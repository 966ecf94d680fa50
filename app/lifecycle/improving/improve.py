"""Learns from corrections: continues the training of the served model, compares, and promotes or refuses."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from app.domain.labelled import Labelled
from app.errors import SettingsError
from app.extraction.bundles import open_bundle
from app.lifecycle.extras import training_extra
from app.lifecycle.improving.corpus import Parts, divide, write_texts
from app.lifecycle.improving.deciding import compare_decided
from app.lifecycle.improving.lock import WORK, locked
from app.lifecycle.improving.replay import write_replay
from app.lifecycle.promotion.promote import Comparison, Gate, compare
from app.lifecycle.train import TrainingRun, train
from app.settings import Settings
from model.bundle import Bundle, read_bundle
from model.versions import CURRENT, Versions

if TYPE_CHECKING:
    from training.config import TrainConfig
    from training.learning.progress import Progress

Outcome = Literal["promoted", "refused", "nothing new", "too few"]
_REPORT = "improve.json"
_SEED = 7
# The earlier texts that decide. The name says that all of the file is held out.
_EARLIER = "validation.jsonl"


@dataclass(frozen=True, slots=True)
class Improving:
    """The input of `improve`: labelled texts of corrected items, the earlier labels, and the folder of versions.

    `state` differs when the corrections do. Fewer than `fewest` texts are not worth a training. `replay` earlier texts
    are learned again. A label may fall by `margin` of F1 without a refusal. `options` are fields of the training's
    configuration.
    """

    texts: Sequence[Labelled]
    state: str
    data: Path
    versions: Path
    fewest: int = 20
    replay: int = 3000
    margin: float = 0.01
    options: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Improved:
    """The outcome. The comparisons, on held-out corrected texts and on earlier ones, are None if nothing was trained.

    `learned` and `replayed` count texts. `foreign` labels are not the model's: they need a new training.
    """

    outcome: Outcome
    before: str
    after: str | None = None
    learned: int = 0
    replayed: int = 0
    corrected: Comparison | None = None
    earlier: Comparison | None = None
    foreign: Sequence[str] = ()

    @property
    def fallen(self) -> list[str]:
        """The labels that fell: any on the earlier texts, and all together on the corrected ones."""
        of_all = [each for each in self.corrected.verdicts if each.label == "micro"] if self.corrected else []
        lower = ["micro on corrected texts" for each in of_all if each.after < each.before]
        return [*(self.earlier.fallen if self.earlier else []), *lower]


def improve(run: Improving, settings: Settings, progress: "Progress") -> Improved:
    """Trains from the served model with corrected texts and some earlier ones, and serves the result if it is better.

    The same corrections are not tried twice. Only one process works on a folder of versions. Raises SettingsError if
    another does, and as `train` does.
    """
    with locked(run.versions):
        present = served(run.versions, settings)
        if len(run.texts) < run.fewest:
            return Improved("too few", present.model, learned=len(run.texts))
        if _tried(run.versions) == run.state:
            return Improved("nothing new", present.model, learned=len(run.texts))
        found = _improve(run, present, settings, progress)
        _note(run.versions, run.state, found)
        return found


def _improve(run: Improving, present: Bundle, settings: Settings, progress: "Progress") -> Improved:
    with training_extra(), tempfile.TemporaryDirectory(dir=run.versions, prefix=WORK) as folder:
        place = Path(folder)
        parts = divide(run.texts, run.data, present.manifest.labels, run.replay, _SEED)
        if not parts.held_out or not parts.corrected:
            raise SettingsError("the corrected texts cannot be divided; expected those of more items")
        _write(place, parts)
        write_replay(place / "replay", settings, present, parts.replayed)
        config = _config(run, present, place / "replay")
        train(TrainingRun(place / "data", place / "bundle", config), settings, progress)
        candidate = read_bundle(place / "bundle")
        corrected = compare_decided(settings, present, candidate, parts.held_out, run.margin)
        earlier = compare(settings, present, candidate, Gate(place / _EARLIER, None, run.margin, (), 1))
        learned, replayed, foreign = len(parts.corrected), len(parts.replayed), parts.foreign
        models = present.model, candidate.model
        found = Improved("promoted", *models, learned, replayed, corrected, earlier, foreign)
        if found.fallen:
            return replace(found, outcome="refused")
        versions = Versions(run.versions)
        versions.switch(versions.add(candidate), "improve")
        return found


def _write(place: Path, parts: Parts) -> None:
    (place / "data").mkdir()
    write_texts(place / "data" / "train.jsonl", [*parts.whole, *parts.copies * list(parts.corrected)])
    write_texts(place / "data" / "validation.jsonl", parts.validation)
    write_texts(place / _EARLIER, parts.earlier)


def _config(run: Improving, present: Bundle, replay: Path) -> "TrainConfig":
    """Returns the configuration: small steps from the served weights, in the served form."""
    from training.config import TrainConfig

    manifest = present.manifest
    form = {"scheme": manifest.scheme, "window": manifest.window, "overlap": manifest.overlap, "name": manifest.name}
    steps = {
        "epochs": 3,
        "learning_rate": 3e-5,
        "patience": 0,
        "seed": _SEED,
        "sample": run.replay,
        "soft": str(replay),
    }
    steps["compact"] = not (present.folder / "saved_model").exists()
    own = {"version": _next_version(manifest.version, run.versions), "encoder": str(present.folder)}
    return TrainConfig(**{**steps, **dict(run.options), **form, **own})


def served(versions: Path, settings: Settings) -> Bundle:
    """Returns the current version or, if there is none yet, the model of the settings."""
    current = versions / CURRENT
    return read_bundle(current.resolve()) if current.is_symlink() else open_bundle(settings)


def _next_version(version: str, versions: Path) -> str:
    """Returns the version with its last number counted up until no folder has it."""
    head, dot, last = version.rpartition(".")
    number = int(last) if last.isdecimal() else 0
    stem = f"{head}{dot}" if last.isdecimal() else f"{version}."
    while (versions / (found := f"{stem}{(number := number + 1)}")).exists():
        pass
    return found


def _tried(versions: Path) -> str | None:
    """Returns the state of the corrections that were tried last."""
    place = versions / _REPORT
    return str(json.loads(place.read_text("utf-8"))["state"]) if place.is_file() else None


def _note(versions: Path, state: str, found: Improved) -> None:
    report = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "state": state, **asdict(found)}
    (versions / _REPORT).write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
