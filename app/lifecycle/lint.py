"""Checks labelled texts for errors and oddities before a training."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.extraction.bundles import open_bundle
from app.lifecycle.extras import training_extra
from app.settings import Settings
from model.bundle import TOKENIZER
from model.tokens import WordTokenizer

if TYPE_CHECKING:
    from training.lint import Finding as Finding
    from training.lint import SplitCounts as SplitCounts


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """The findings of a rule. `why` explains the purpose of the rule."""

    name: str
    severity: str
    why: str
    findings: Sequence["Finding"]


@dataclass(frozen=True, slots=True)
class Linted:
    """Counts per split, all findings in order, and the findings per rule, errors first.

    `severities` has the number of findings per severity, the worst severity first.
    """

    source: str
    splits: Mapping[str, "SplitCounts"]
    findings: Sequence["Finding"]
    rules: Sequence[RuleFindings]
    severities: Mapping[str, int]


def lint(settings: Settings, data: Path, format: str | None, fewest: int) -> Linted:  # noqa: A002 (the CLI's word)
    """Checks every text with the tokenizer and window size of the settings' bundle. Raises CorpusError."""
    bundle = open_bundle(settings)
    with training_extra():
        from training.corpora import read_dataset
        from training.lint import RULES, SEVERITIES
        from training.lint import lint as lint_dataset

        tokenizer = WordTokenizer.from_file(bundle.path(TOKENIZER))
        result = lint_dataset(read_dataset(data, format), tokenizer, bundle.window_size, fewest)
        found: dict[str, list[Finding]] = {}
        for finding in result.findings:
            found.setdefault(finding.rule, []).append(finding)
        rules = [RuleFindings(n, RULES[n].severity, RULES[n].why, each) for n, each in found.items()]
        order: list[str] = list(SEVERITIES)
    counts = {severity: sum(each.severity == severity for each in result.findings) for severity in order}
    by_severity = sorted(rules, key=lambda rule: order.index(rule.severity))
    return Linted(result.source, result.splits, result.findings, by_severity, counts)
