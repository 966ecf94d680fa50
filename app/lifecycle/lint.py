"""`itemgraph lint`: what is wrong or odd with labelled texts."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.errors import ItemgraphError
from app.extraction.bundles import open_bundle
from app.settings import read_settings
from model.bundle import TOKENIZER
from model.tokens import WordTokenizer

if TYPE_CHECKING:
    from training.lint import Finding, LintResult, SplitCounts

_FAILING: dict[str, tuple[str, ...]] = {"error": ("error",), "warning": ("error", "warning"), "never": ()}
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


def lint_data(
    data: Path,
    format: str | None,  # noqa: A002
    model: Path | None,
    fewest: int,
    show: int,
    fail_on: str,
    as_json: bool,
    out: Console,
) -> int:
    """Prints counts and findings to `out`, of each rule at most `show`, or all of them as JSON.

    Returns the exit status: 0, 1 when there are findings at or above the severity `fail_on`, 2 when the data cannot
    be read, which is said on standard error: 1 would look like findings.
    """
    try:
        result = _lint(data, format, model, fewest)
    except ItemgraphError as error:
        Console(stderr=True).print(f"[bold red]error:[/] {escape(str(error))}", soft_wrap=True, highlight=False)
        return 2
    if as_json:
        # Half a surrogate pair, which JSON input may hold, has no UTF-8: it becomes \ud800, in JSON its own escape.
        told = json.dumps(_to_json(result), ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace")
        out.file.write(told.decode() + "\n")
    else:
        _print_result(result, show, out)
    return int(any(finding.severity in _FAILING[fail_on] for finding in result.findings))


def _lint(data: Path, format: str | None, model: Path | None, fewest: int) -> "LintResult":  # noqa: A002
    from training.corpora import read_dataset
    from training.lint import lint

    bundle = open_bundle(read_settings(model=model))
    tokenizer = WordTokenizer.from_file(bundle.path(TOKENIZER))
    return lint(read_dataset(data, format), tokenizer, bundle.window_size, fewest)


def _to_json(result: "LintResult") -> dict[str, Any]:
    """The result, with what the rules that found something say of themselves."""
    from training.lint import RULES

    rules = {
        name: {"severity": RULES[name].severity, "findings": len(findings), "why": RULES[name].why}
        for name, findings in _by_rule(result).items()
    }
    whole = asdict(result)
    return {"source": whole["source"], "splits": whole["splits"], "rules": rules, "findings": whole["findings"]}


def _by_rule(result: "LintResult") -> "dict[str, list[Finding]]":
    """The findings of each rule that has any, errors first."""
    from training.lint import RULES, SEVERITIES

    found: dict[str, list[Finding]] = {}
    for finding in result.findings:
        found.setdefault(finding.rule, []).append(finding)
    return dict(sorted(found.items(), key=lambda each: SEVERITIES.index(RULES[each[0]].severity)))


def _print_result(result: "LintResult", show: int, out: Console) -> None:
    from training.lint import RULES

    out.print(_split_table(result))
    out.print(_label_table(result))
    for name, findings in _by_rule(result).items():
        rule = RULES[name]
        style = _STYLES[rule.severity]
        out.print(f"\n[bold {style}]{rule.severity}[/] [bold]{name}[/] {len(findings):,}: {escape(rule.why)}")
        if show:
            out.print(_finding_table(findings[:show]))
        if len(findings) > show:
            out.print(f"{len(findings) - show:,} more; --show and --json give them", highlight=False)
    out.print(_summary(result), highlight=False, markup=False, soft_wrap=True)


def _split_table(result: "LintResult") -> Table:
    table = Table("", *result.splits)
    for name, value in _FIGURES.items():
        table.add_row(name, *(f"{value(counts):,.0f}" for counts in result.splits.values()))
    return table


def _label_table(result: "LintResult") -> Table:
    table = Table("label", *result.splits)
    for label in sorted({label for counts in result.splits.values() for label in counts.labels}):
        table.add_row(_shown(label), *(f"{counts.labels.get(label, 0):,}" for counts in result.splits.values()))
    return table


def _finding_table(findings: "list[Finding]") -> Table:
    table = Table()
    for name in ("where", "text", "what"):
        table.add_column(name, overflow="fold")
    for each in findings:
        table.add_row(_shown(each.place), _shown(each.text), _shown(each.detail))
    return table


def _shown(text: str) -> str:
    """The text as it may stand on a terminal: what would control it is escaped."""
    return escape("".join(c if c.isprintable() else repr(c)[1:-1] for c in text))


def _summary(result: "LintResult") -> str:
    from training.lint import SEVERITIES

    counts = {each: sum(finding.severity == each for finding in result.findings) for each in SEVERITIES}
    return f"{result.source}: " + ", ".join(f"{count:,} {severity}" for severity, count in counts.items())
