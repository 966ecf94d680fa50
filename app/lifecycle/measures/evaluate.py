"""Evaluates a bundle on labelled texts."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.standard import Standardizer, load_rulebook
from app.errors import SettingsError
from app.extraction.bundles import open_bundle
from app.extraction.extractor import Extractor
from app.lifecycle.extras import training_extra
from app.lifecycle.measures.assess import measure, opened, tag_corpus
from app.lifecycle.measures.cards import split_card
from app.lifecycle.measures.restored import Restored, properties_given, read_held, restored
from app.lifecycle.promotion.texts import read_split
from app.settings import Settings
from model.bundle import Bundle

if TYPE_CHECKING:
    from training.corpora import Corpus
    from training.evaluation.results import Evaluation as Evaluation
    from training.evaluation.results import ModelReport


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The scores of a bundle on a split. `left_out` describes the first texts that could not be used."""

    source: str
    split: str
    engine: str
    report: "ModelReport"
    left_out: tuple[str, ...]
    restored: tuple[Restored, ...] = ()

    @property
    def evaluation(self) -> "Evaluation":
        return self.report.evaluations[self.split]

    def to_json(self) -> dict[str, Any]:
        """The report as JSON data."""
        from training.report import report_to_json

        found: dict[str, Any] = json.loads(report_to_json(self.report))
        return {**found, "restored": [asdict(each) for each in self.restored]} if self.restored else found


def evaluate(
    settings: Settings,
    data: Path,
    split: str | None = None,
    format: str | None = None,  # noqa: A002 (the word of the command line)
    report: Path | None = None,
    command: str = "",
) -> Evaluated:
    """Measures the bundle of the settings in the pipeline that serves, and writes a report to the folder `report`.

    Raises SettingsError when that folder exists or the split does not, and CorpusError when the texts are unreadable.
    """
    if report and report.exists():
        raise SettingsError(f"{report} exists already; expected a new folder for the report")
    bundle = open_bundle(settings)
    with training_extra():
        from training.folders import new_folder
        from training.learning.progress import fault_lines
        from training.report import write_report

        name, corpus = read_split(data, split, format)
        with opened(settings, bundle) as extractor:
            tagged = tag_corpus(extractor, corpus)
            again = _restored(settings, data, extractor)
        evaluation = measure(bundle, settings.min_score, corpus, tagged)
        found = _report(bundle, extractor.engine, name, corpus, evaluation, command)
        if report:
            with new_folder(report) as place:
                write_report(place, found)
        return Evaluated(corpus.source, name, extractor.engine, found, tuple(fault_lines(corpus)), again)


def _restored(settings: Settings, data: Path, extractor: Extractor) -> tuple[Restored, ...]:
    rules = Standardizer(load_rulebook(settings.vocabulary))
    samples = read_held(data, rules)
    return tuple(restored(samples, properties_given(samples), extractor, rules))


def _report(
    bundle: Bundle, engine: str, split: str, corpus: "Corpus", evaluation: "Evaluation", command: str
) -> "ModelReport":
    from training.evaluation.results import ModelReport

    return ModelReport(
        model=bundle.model,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        command=command,
        parameters={"engine": engine, "digest": bundle.digest},
        splits=[split_card(split, corpus)],
        epochs=(),
        evaluations={split: evaluation},
    )
