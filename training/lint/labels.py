"""Checks labels: how many examples each label has, and in which splits."""

import re
from collections import defaultdict
from collections.abc import Iterator

from training.lint.findings import Remark
from training.lint.survey import Survey

_MAX_IMBALANCE = 100


def few_examples(survey: Survey) -> Iterator[Remark]:
    for label, count in _of(survey, "train").items():
        if count < survey.fewest:
            yield Remark("train", label, f"{count:,} in train, fewer than {survey.fewest:,}")


def unseen_labels(survey: Survey) -> Iterator[Remark]:
    """Finds labels of other splits that are missing in train."""
    if "train" in survey.splits:
        for split, counts in survey.splits.items():
            for label in sorted(counts.labels.keys() - survey.splits["train"].labels.keys()):
                yield Remark(split, label, f"{counts.labels[label]:,} in {split}, none in train")


def unmeasured_labels(survey: Survey) -> Iterator[Remark]:
    """Finds labels of train that are missing in validation."""
    if "validation" in survey.splits:
        for label, count in _of(survey, "train").items():
            if label not in survey.splits["validation"].labels:
                yield Remark("validation", label, f"{count:,} in train, none in validation")


def imbalance(survey: Survey) -> Iterator[Remark]:
    counts = _of(survey, "train")
    if counts and (ratio := max(counts.values()) / min(counts.values())) > _MAX_IMBALANCE:
        most, least = max(counts, key=counts.__getitem__), min(counts, key=counts.__getitem__)
        yield Remark("train", least, f"{most} {counts[most]:,}, {least} {counts[least]:,}: {ratio:,.0f} to 1")


def similar_labels(survey: Survey) -> Iterator[Remark]:
    """Finds labels that differ only in case, separators, plural or British spelling."""
    totals: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for counts in survey.splits.values():
        for label, count in counts.labels.items():
            totals[_bare(label)][label] += count
    for names in totals.values():
        if len(names) > 1:
            counted = ", ".join(f"{label} {count:,}" for label, count in sorted(names.items()))
            yield Remark("all splits", " / ".join(sorted(names)), counted)


def _bare(label: str) -> str:
    letters = re.sub(r"[\W_]+", "", label.casefold())
    singular = re.sub(r"(?<=\w\w\w)(?<!s)s$", "", re.sub(r"(?<=\w\w)ies$", "y", letters))
    return re.sub(r"our$", "or", singular)


def _of(survey: Survey, split: str) -> dict[str, int]:
    return dict(survey.splits[split].labels) if split in survey.splits else {}
