"""Checks the columns of a file before anything is loaded."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from app.cli.loading.mapping import FIELDS, ItemMapping
from app.cli.loading.plan import Plan
from app.errors import ServiceError

_SHOWN_COLUMNS = 20


def check_columns(source: Path, plan: Plan, mapping: ItemMapping, columns: Sequence[str]) -> None:
    """Raises ServiceError if no record has an id, or a column that --mapping or --properties names.

    `columns` are the columns of all records in lower case. Of a file without records nothing is known.
    """
    if not columns:
        return
    _refuse_missing(source, plan.missing(columns), "--mapping", columns)
    _refuse_missing(source, mapping.missing(columns), "--properties", columns)
    if not any(plan.targets.get(each, each) in FIELDS["id"] for each in columns):
        raise ServiceError(
            f"{source}: no record has a column id or sku; found columns {_listed(columns)}; --inspect proposes a "
            "mapping file, which says what each column becomes; nothing was loaded"
        )


def _refuse_missing(source: Path, missing: Sequence[str], option: str, columns: Sequence[str]) -> None:
    if missing:
        raise ServiceError(
            f"{source}: no record has a column {_listed(missing)}, which {option} names; "
            f"expected some of {_listed(columns)}; nothing was loaded"
        )


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(map(repr, list(columns)[:_SHOWN_COLUMNS]))
