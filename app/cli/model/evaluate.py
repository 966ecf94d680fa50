"""`itemgraph evaluate`."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from app.cli.model.options import Format, Split, command_line
from app.cli.options import AsJson
from app.cli.printing import print_json, print_parts, say, table
from app.settings import read_settings

if TYPE_CHECKING:
    from app.lifecycle.measures.evaluate import Evaluation


def evaluate(
    bundle: Annotated[Path, typer.Argument(help="folder of the bundle")],
    data: Annotated[Path, typer.Argument(help="labelled texts: a file, or a folder with splits")],
    split: Split = None,
    format: Format = None,  # noqa: A002 (the field's word)
    engine: Annotated[str | None, typer.Option(help="auto, ctranslate2 or tensorflow (ENGINE)")] = None,
    report: Annotated[Path | None, typer.Option(help="new folder for report.html, report.json and the csv")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a bundle in the pipeline that serves: strict entity F1, looser matches, errors, calibration."""
    from app.lifecycle.measures.evaluate import evaluate as evaluate_bundle

    settings = read_settings(model=bundle, engine=engine)
    found = evaluate_bundle(settings, data, split, format, report, command_line())
    if as_json:
        return print_json(found.to_json())
    for line in found.left_out:
        say(line)
    texts = f"{found.evaluation.texts:,} texts of {found.split}"
    say(f"{found.report.model}, engine {found.engine}, {found.source}: {texts}")
    _print(found.evaluation)
    if found.restored:
        columns = ("property", "values given", "restored", "precision", "recall")
        rows = [
            (each.name, f"{each.given:,}", f"{each.right:,}", f"{each.precision:.3f}", f"{each.recall:.3f}")
            for each in found.restored
        ]
        print_parts(["values of the items that were held back, read from their texts alone", table(columns, rows)])


def _print(evaluation: "Evaluation") -> None:
    """Prints tables of strict scores, looser matches and boundaries, and lines on calibration and speed."""
    matches = [(name, *(f"{value:.3f}" for value in values)) for name, values in evaluation.matches.items()]
    print_parts([_score_table(evaluation), table(("match", "precision", "recall", "F1"), matches)])
    say(f"most mixed up, gold → predicted: {', '.join(_mixed_up(evaluation)) or 'nothing'}")
    if served := evaluation.served:
        figures = f"precision {served.precision:.3f}, recall {served.recall:.3f}, F1 {served.f1:.3f}"
        say(f"kept by a service: {figures}")
    say(f"expected calibration error {evaluation.reliability.ece:.3f}")
    say(f"{evaluation.texts / max(evaluation.seconds, 1e-9):,.0f} texts/s")


def _score_table(evaluation: "Evaluation") -> Table:
    rows: list[tuple[str, ...]] = []
    for label, score in [*evaluation.scores.items(), ("micro", evaluation.micro)]:
        off = _off(evaluation.boundaries.get(label, {}))
        rows.append(
            (label, f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}", f"{score.expected:,}", off)
        )
    rows.append(("macro", *(f"{value:.3f}" for value in evaluation.macro)))
    return table(("label", "precision", "recall", "F1", "expected", "boundaries wrong"), rows)


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
