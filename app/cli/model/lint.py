"""`itemgraph lint`."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from app.cli.model.options import Format
from app.cli.options import AsJson
from app.cli.printing import out, print_error, print_parts, say, table
from app.errors import ItemgraphError
from app.settings import read_settings

if TYPE_CHECKING:
    from app.lifecycle.lint import Finding, Linted, SplitCounts


class _Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


_FAILING: Mapping[str, Sequence[str]] = {"error": ("error",), "warning": ("error", "warning"), "never": ()}
_STYLES = {"error": "red", "warning": "yellow", "info": "blue"}
_FIGURES: "dict[str, Callable[[SplitCounts], float]]" = {
    "texts": lambda counts: counts.examples,
    "spans": lambda counts: counts.spans,
    "characters": lambda counts: counts.characters,
    "texts without spans": lambda counts: counts.without_spans,
    "word pieces, median": lambda counts: counts.lengths.median,
    "word pieces, 95 %": lambda counts: counts.lengths.percentile_95,
    "word pieces, longest": lambda counts: counts.lengths.longest,
    "texts of several windows": lambda counts: counts.lengths.windowed,
}


def lint(
    data: Annotated[Path, typer.Argument(help="labelled texts: a folder with splits, or one file")],
    format: Format = None,  # noqa: A002 (the field's word)
    model: Annotated[Path | None, typer.Option(help="bundle whose tokenizer and window size to use (MODEL)")] = None,
    fewest: Annotated[int, typer.Option(min=1, help="examples that a label should have")] = 20,
    show: Annotated[int, typer.Option(min=0, help="findings to print for each rule")] = 5,
    fail_on: Annotated[_Severity, typer.Option(help="lowest severity that gives exit status 1")] = _Severity.ERROR,
    as_json: AsJson = False,
) -> None:
    """Find errors and oddities in labelled texts before a training.

    The exit status is 0; 1 if a finding is as severe as --fail-on; 2 if the data cannot be read.
    """
    from app.lifecycle import lint as lifecycle

    try:
        linted = lifecycle.lint(read_settings(model=model), data, format, fewest)
    except ItemgraphError as error:
        print_error(str(error))
        raise typer.Exit(2) from error
    if as_json:
        # UTF-8 cannot encode half a surrogate pair, which JSON input may contain. It becomes \ud800, an escape of JSON.
        told = json.dumps(_to_json(linted), ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace")
        out.file.write(told.decode() + "\n")
    else:
        _print(linted, show)
    raise typer.Exit(int(any(finding.severity in _FAILING[fail_on] for finding in linted.findings)))


def _to_json(linted: "Linted") -> dict[str, Any]:
    rules = {
        rule.name: {"severity": rule.severity, "findings": len(rule.findings), "why": rule.why} for rule in linted.rules
    }
    return {
        "source": linted.source,
        "splits": {name: asdict(counts) for name, counts in linted.splits.items()},
        "rules": rules,
        "findings": [asdict(finding) for finding in linted.findings],
    }


def _print(linted: "Linted", show: int) -> None:
    print_parts([_split_table(linted), _label_table(linted)])
    for rule in linted.rules:
        style, count = _STYLES[rule.severity], len(rule.findings)
        out.print(f"\n[bold {style}]{rule.severity}[/] [bold]{rule.name}[/] {count:,}: {escape(rule.why)}")
        if show:
            print_parts([_finding_table(rule.findings[:show])])
        if count > show:
            say(f"{count - show:,} more; --show and --json give them")
    counts = ", ".join(f"{count:,} {severity}" for severity, count in linted.severities.items())
    say(f"{linted.source}: {counts}")


def _split_table(linted: "Linted") -> Table:
    rows = [(name, *(f"{value(counts):,.0f}" for counts in linted.splits.values())) for name, value in _FIGURES.items()]
    return table(("", *linted.splits), rows)


def _label_table(linted: "Linted") -> Table:
    labels = sorted({label for counts in linted.splits.values() for label in counts.labels})
    rows = [
        (_shown(label), *(f"{counts.labels.get(label, 0):,}" for counts in linted.splits.values())) for label in labels
    ]
    return table(("label", *linted.splits), rows)


def _finding_table(findings: "Sequence[Finding]") -> Table:
    rows = [(_shown(each.place), _shown(each.text), _shown(each.detail)) for each in findings]
    return table(("where", "text", "what"), rows)


def _shown(text: str) -> str:
    """Escapes the characters that would control a terminal."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
