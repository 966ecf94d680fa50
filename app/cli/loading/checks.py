"""Checks the columns of a file before anything is loaded."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from app.cli.loading.mapping import FIELDS, ItemMapping
from app.cli.loading.plan import Plan
from app.cli.loading.sending import CHUNK, Columns
from app.errors import ServiceError

_SHOWN_COLUMNS = 20


def check_columns(source: Path, plan: Plan, mapping: ItemMapping, columns: Columns) -> None:
    """Raises ServiceError if no record has an id, or a column that --mapping or --properties names.

    Of standard input, only the first records are checked. Of a file without records nothing is known.
    """
    if not columns.names:
        return
    whole = columns.total is not None or columns.count < CHUNK
    none = f"{source}: {'no record' if whole else f'none of the first {CHUNK} records'}"
    _refuse_missing(none, plan.missing(columns.names), "--mapping", columns.names)
    _refuse_missing(none, mapping.missing(columns.names), "--properties", columns.names)
    if not any(plan.targets.get(each, each) in FIELDS["id"] for each in columns.names):
        raise ServiceError(
            f"{none} has a column id or sku; found columns {_listed(columns.names)}; --inspect proposes a "
            "mapping file, which says what each column becomes; nothing was loaded"
        )


def _refuse_missing(none: str, missing: Sequence[str], option: str, columns: Sequence[str]) -> None:
    if missing:
        raise ServiceError(
            f"{none} has a column {_listed(missing)}, which {option} names; "
            f"expected some of {_listed(columns)}; nothing was loaded"
        )


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(map(repr, list(columns)[:_SHOWN_COLUMNS]))
