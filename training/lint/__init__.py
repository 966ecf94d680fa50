"""Checks labelled texts before training, and reports what is wrong or suspicious."""

from collections.abc import Mapping
from dataclasses import dataclass

from model.tokens import WordTokenizer
from model.windows import WindowSize
from training.corpora import Dataset
from training.lint.findings import SEVERITIES, Finding, Severity
from training.lint.rules import RULES, Rule
from training.lint.survey import Lengths, SplitCounts, take_survey

__all__ = ["RULES", "SEVERITIES", "Finding", "Lengths", "LintResult", "Rule", "Severity", "SplitCounts", "lint"]


@dataclass(frozen=True, slots=True)
class LintResult:
    """The counts of each split, and all findings in the order of the rules."""

    source: str
    splits: Mapping[str, SplitCounts]
    findings: tuple[Finding, ...]


def lint(dataset: Dataset, tokenizer: WordTokenizer, window: WindowSize, fewest: int = 20) -> LintResult:
    """Applies every rule to every text. The time is linear in the total length.

    `fewest` is the smallest number of examples that each label should have in train.
    """
    data = take_survey(dataset, tokenizer, window, fewest)
    findings = tuple(
        Finding(name, rule.severity, remark.place, remark.text, remark.detail)
        for name, rule in RULES.items()
        for remark in rule.check(data)
    )
    return LintResult(dataset.source, data.splits, findings)
