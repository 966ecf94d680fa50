"""`itemgraph promote`."""

from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.loading.mapping import ItemMapping
from app.cli.loading.records import Record, read_records
from app.cli.model.options import Split, VersionsFolder
from app.cli.options import AsJson
from app.cli.printing import print_json, print_parts, say, table
from app.errors import SettingsError
from app.settings import read_settings

if TYPE_CHECKING:
    from app.lifecycle.promotion.changes import ItemText, PropertyChange
    from app.lifecycle.promotion.promote import Comparison, Promotion

_SHOWN_CHANGES = 10


def promote(
    bundle: Annotated[Path, typer.Argument(help="folder of the new bundle")],
    data: Annotated[Path, typer.Option(help="labelled texts to compare on: a file, or a folder with splits")],
    against: Annotated[
        Path | None, typer.Option(help="bundle to compare with; the current version if left out")
    ] = None,
    versions: VersionsFolder = Path("models"),
    split: Split = None,
    items: Annotated[
        Path | None, typer.Option(help="items (.jsonl, .csv …) to show changes on; else the labelled texts")
    ] = None,
    sample: Annotated[int, typer.Option(min=1, help="how many of the items to read")] = 200,
    margin: Annotated[float, typer.Option(min=0, max=1, help="allowed fall of a label's F1")] = 0.01,
    as_json: AsJson = False,
) -> None:
    """Serve a new version of a model, unless a label's F1 falls. The exit status is 1 if it is refused."""
    from app.lifecycle.promotion.promote import Gate
    from app.lifecycle.promotion.promote import promote as promote_bundle

    gate = Gate(data, split, margin, _read_items(items) if items else None, sample)
    promotion = promote_bundle(read_settings(), bundle, against, versions, gate)
    if as_json:
        print_json(_to_json(promotion))
    else:
        _print(promotion, versions, margin)
    if not promotion.is_served:
        raise typer.Exit(1)


def _read_items(path: Path) -> "list[ItemText]":
    """Returns id, title and text of the records. Raises SettingsError for a record without an id, or unreadable."""
    mapping = ItemMapping()
    return [_to_text(path, each, mapping) for each in read_records(path)]


def _to_text(path: Path, record: Record, mapping: ItemMapping) -> "ItemText":
    from app.lifecycle.promotion.changes import ItemText

    item = mapping.to_item(record.values or {})
    if item.get("id") in (None, ""):
        raise SettingsError(f"--items {path}:{record.line}: {record.error or 'no id; expected a column id or sku'}")
    return ItemText(str(item["id"]), str(item.get("title") or ""), str(item.get("text") or ""))


def _print(promotion: "Promotion", versions: Path, margin: float) -> None:
    if promotion.comparison:
        print_verdicts(promotion.comparison)
        say(f"a label fell when all of its interval lies below −{margin}; spans as a service keeps them")
        _print_changes(promotion.comparison)
    say(_outcome(promotion, versions, margin))


def _to_json(promotion: "Promotion") -> dict[str, Any]:
    comparison = promotion.comparison
    answer = {"model": promotion.model, "is_served": promotion.is_served, "current": promotion.current}
    if comparison is None:
        return {**answer, "comparison": None}
    changes = [
        {"id": each.item.id, "name": each.name, "kind": each.kind, "before": each.before, "after": each.after}
        for each in comparison.changes
    ]
    verdicts = [asdict(each) for each in comparison.verdicts]
    compared = {"before": comparison.before, "after": comparison.after, "items": comparison.items}
    return {**answer, "comparison": {**compared, "verdicts": verdicts, "changes": changes}}


def _outcome(promotion: "Promotion", versions: Path, margin: float) -> str:
    comparison = promotion.comparison
    if comparison and comparison.fallen:
        stays = f"current stays {promotion.current or 'unset'}"
        return f"refused: {', '.join(comparison.fallen)} fell by more than {margin}; {stays}"
    served = f"{promotion.link} is {promotion.model} now; a service with MODEL={promotion.link} reads it at start"
    if comparison:
        return served
    return f"{versions} has no current version, so there is nothing to compare {promotion.model} with\n{served}"


def print_verdicts(comparison: "Comparison") -> None:
    """Prints the F1 of each label with both models, and the interval of the difference."""
    rows = [
        (
            each.label,
            f"{each.before:.3f}",
            f"{each.after:.3f}",
            f"{each.low:+.3f} to {each.high:+.3f}",
            f"{each.expected:,}",
            "fell" if each.fell else "",
        )
        for each in comparison.verdicts
    ]
    columns = ("label", "F1 before", "after", "difference, 95 %", "expected", "")
    print_parts([f"{comparison.before} → {comparison.after}", table(columns, rows)])


def _print_changes(comparison: "Comparison") -> None:
    """Prints how many properties of each name were gained, lost and changed, and some changes in full."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for each in comparison.changes:
        counts[each.name][each.kind] += 1
    kinds = ("gained", "lost", "changed")
    rows = [(name, *(f"{count[kind]:,}" for kind in kinds)) for name, count in sorted(counts.items())]
    print_parts([f"{comparison.items:,} items", table(("property", *kinds), rows)])
    for each in comparison.changes[:_SHOWN_CHANGES]:
        say(_line(each))
    if len(comparison.changes) > _SHOWN_CHANGES:
        say(f"… {len(comparison.changes) - _SHOWN_CHANGES:,} more")


def _line(change: "PropertyChange") -> str:
    item = change.item
    before, after = (", ".join(values) or "–" for values in (change.before, change.after))
    return f"{item.id} {(item.title or item.text)[:40]}: {change.name} {change.kind}: {before} → {after}"
