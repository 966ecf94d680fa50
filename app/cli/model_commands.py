"""The commands of a model's life after its training: measuring, promoting. Their work is done by the module of each."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.items.records import Mapping, read_records
from app.cli.options import AsJson
from app.cli.printing import out, print_json
from app.settings import read_settings


class _Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


Format = Annotated[str | None, typer.Option(help="how the labels are written; recognised if left out")]


def evaluate(
    bundle: Annotated[Path, typer.Argument(help="folder of the bundle")],
    data: Annotated[Path, typer.Argument(help="labelled texts: a file, or a folder with splits")],
    split: Annotated[str, typer.Option(help="which split of a folder")] = "validation",
    format: Format = None,  # noqa: A002
    engine: Annotated[str | None, typer.Option(help="auto, ctranslate2 or tensorflow (ENGINE)")] = None,
    report: Annotated[Path | None, typer.Option(help="new folder for report.html, report.json and the csv")] = None,
    as_json: AsJson = False,
) -> None:
    """How good a bundle is, through the pipeline that serves: strict entity F1, looser matches, errors, calibration."""
    from app.extraction.engines import open_tagger
    from app.lifecycle.evaluate import evaluate_model

    settings = read_settings(model=bundle, engine=engine)
    found = evaluate_model(settings, open_tagger, data, split, format, report, None if as_json else out)
    if as_json:
        print_json(found)


def calibrate(
    bundle: Annotated[Path, typer.Argument(help="folder of the bundle")],
    output: Annotated[Path, typer.Argument(help="new folder for the calibrated bundle")],
    data: Annotated[Path, typer.Option(help="labelled texts that the model did not learn from")],
    split: Annotated[str, typer.Option(help="which split of a folder")] = "validation",
    precision: Annotated[
        float | None, typer.Option(min=0, max=1, help="choose each label's threshold for this precision")
    ] = None,
    version: Annotated[str | None, typer.Option(help="version of the new bundle; the same if left out")] = None,
) -> None:
    """Fit a bundle's scores, and with --precision its thresholds, to labelled texts; no training."""
    from app.extraction.engines import open_tagger
    from app.lifecycle.calibrate import calibrate_bundle

    calibrate_bundle(read_settings(model=bundle), open_tagger, output, data, split, precision, version, out)


VersionsFolder = Annotated[Path, typer.Option(help="folder of the versions, with `current`")]


def promote(
    bundle: Annotated[Path, typer.Argument(help="folder of the new bundle")],
    data: Annotated[Path, typer.Option(help="labelled texts to compare on: a file, or a folder with splits")],
    against: Annotated[
        Path | None, typer.Option(help="bundle to compare with; the current version if left out")
    ] = None,
    versions: VersionsFolder = Path("models"),
    split: Annotated[str, typer.Option(help="which split of a folder")] = "validation",
    items: Annotated[
        Path | None,
        typer.Option(help="items (.jsonl, .csv …) to show changes on; else the labelled texts"),
    ] = None,
    sample: Annotated[int, typer.Option(min=1, help="how many of them to read")] = 200,
    margin: Annotated[float, typer.Option(min=0, max=1, help="fall of a label's F1 that is allowed")] = 0.01,
) -> None:
    """Serve a new version of a model, unless a label's F1 falls; exit status 1 when it is refused."""
    from app.extraction.engines import open_tagger
    from app.lifecycle.promote import Gate, promote_model

    gate = Gate(data, split, margin, _texts_of(items) if items else None, sample)
    if not promote_model(read_settings(), open_tagger, bundle, against, versions, gate, out):
        raise typer.Exit(1)


def _texts_of(path: Path) -> list[tuple[str, str, str]]:
    """Id, title and text of each record that can be read."""
    items = (Mapping().to_item(each.values) for each in read_records(path) if each.values is not None)
    return [(str(each["id"]), str(each.get("title") or ""), str(each.get("text") or "")) for each in items]


def rollback(versions: VersionsFolder = Path("models")) -> None:
    """Serve the version before the current one again."""
    from app.lifecycle.promote import roll_back

    roll_back(versions, out)


def lint(
    data: Annotated[Path, typer.Argument(help="labelled texts: a folder with splits, or one file")],
    format: Format = None,  # noqa: A002
    model: Annotated[Path | None, typer.Option(help="bundle whose tokenizer and window count (MODEL)")] = None,
    fewest: Annotated[int, typer.Option(min=1, help="examples that a label should have")] = 20,
    show: Annotated[int, typer.Option(min=0, help="findings to print of each rule")] = 5,
    fail_on: Annotated[_Severity, typer.Option(help="exit status 1 when there are such findings")] = _Severity.ERROR,
    as_json: AsJson = False,
) -> None:
    """What is wrong or odd with labelled texts, before they teach anything."""
    from app.lifecycle.lint import lint_data

    raise typer.Exit(lint_data(data, format, model, fewest, show, fail_on.value, as_json, out))
