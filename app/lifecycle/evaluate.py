"""`itemgraph evaluate`: how good a bundle is on labelled texts."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from app.errors import SettingsError
from app.extraction.bundles import open_bundle
from app.extraction.extractor import Extractor
from app.lifecycle.assess import OpenTagger, measure, read_texts
from app.lifecycle.cards import command_line, say_faults, split_card
from app.lifecycle.extras import training_extra
from app.settings import Settings

if TYPE_CHECKING:
    from training.corpora import Corpus
    from training.evaluation.results import Evaluation


def evaluate_model(
    settings: Settings,
    open_tagger: OpenTagger,
    data: Path,
    split: str,
    format: str | None,  # noqa: A002
    report: Path | None,
    out: Console | None,
) -> dict[str, Any]:
    """Prints the figures to `out`, if there is one, writes the report, if asked to, and returns it as JSON data."""
    if report and report.exists():
        raise SettingsError(f"{report} exists already; expected a new folder for the report")
    bundle = open_bundle(settings)
    with training_extra():
        from training.evaluation.results import Report
        from training.export import new_folder
        from training.report import report_to_json, write_report

        corpus = read_split(data, split, format)
        extractor = Extractor(bundle, open_tagger(settings, bundle), settings.min_score)
        readings, seconds = read_texts(extractor, [example.text for example in corpus.examples])
        extractor.close()
        evaluation = measure(extractor, corpus, readings, seconds)
        found = Report(
            model=bundle.model,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            command=command_line(),
            parameters={"engine": extractor.engine, "digest": bundle.digest},
            splits=[split_card(split, corpus)],
            epochs=(),
            evaluations={split: evaluation},
        )
        if report:
            with new_folder(report) as place:
                write_report(place, found)
        if out:
            say_faults(corpus, out)
            line = f"{bundle.model}, engine {extractor.engine}, {corpus.source}: {evaluation.texts:,} texts"
            out.print(line, highlight=False, soft_wrap=True)
            print_evaluation(evaluation, out)
        answer: dict[str, Any] = json.loads(report_to_json(found))
    return answer


def read_split(data: Path, split: str, format: str | None) -> "Corpus":  # noqa: A002
    """A file as it is, or the split of a folder. Raises SettingsError when it has no such split."""
    from training.corpora import read_corpus, read_dataset

    if data.is_file():
        return read_corpus(data, format)
    dataset = read_dataset(data, format)
    if split not in dataset.splits:
        raise SettingsError(f"{data}: no split {split!r}; there are {', '.join(dataset.splits)}")
    return dataset.splits[split]


def print_evaluation(evaluation: "Evaluation", out: Console) -> None:
    """Tables: strict scores, looser matches, boundaries; and lines on calibration, thresholds and speed."""
    table = Table("label", "precision", "recall", "F1", "expected", "boundaries wrong")
    last = max(evaluation.scores, default="")
    for label, score in [*evaluation.scores.items(), ("micro", evaluation.micro)]:
        off = _off(evaluation.boundaries.get(label, {}))
        row = (f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}", f"{score.expected:,}", off)
        table.add_row(label, *row, end_section=label == last)
    table.add_row("macro", *(f"{value:.3f}" for value in evaluation.macro))
    out.print(table)
    matches = Table("match", "precision", "recall", "F1")
    for name, values in evaluation.matches.items():
        matches.add_row(name, *(f"{value:.3f}" for value in values))
    out.print(matches)
    lines = [f"most mixed up, gold → predicted: {', '.join(_mixed_up(evaluation)) or 'nothing'}"]
    if served := evaluation.served:
        figures = f"precision {served.precision:.3f}, recall {served.recall:.3f}, F1 {served.f1:.3f}"
        lines.append(f"kept by a service: {figures}")
    lines.append(f"expected calibration error {evaluation.reliability.ece:.3f}")
    lines.append(f"{evaluation.texts / max(evaluation.seconds, 1e-9):,.0f} texts/s")
    for line in lines:
        out.print(line, highlight=False, markup=False, soft_wrap=True)


def _off(counts: Mapping[str, int]) -> str:
    """`starts 44 early, 48 late; ends 23 early`."""
    sides = []
    for side in ("starts", "ends"):
        ways = [(counts.get(f"{side} too {how}", 0), how) for how in ("early", "late")]
        if any(count for count, _ in ways):
            sides.append(f"{side} " + ", ".join(f"{count} {how}" for count, how in ways if count))
    return "; ".join(sides)


def _mixed_up(evaluation: "Evaluation") -> list[str]:
    names, counts = evaluation.confusion.names, evaluation.confusion.counts
    cells = [
        (counts[row][column], f"{names[row]} → {names[column]} {counts[row][column]}")
        for row in range(len(names) - 1)
        for column in range(len(names) - 1)
        if row != column and counts[row][column]
    ]
    return [text for _, text in sorted(cells, reverse=True)[:5]]
