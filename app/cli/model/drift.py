"""`itemgraph drift`."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.catalog.drifting import DRIFT_REPORT
from app.cli.files import refuse_missing_graph, written_whole
from app.cli.options import AsJson, DataDir, Model
from app.cli.printing import counted, print_json, print_parts, say, table
from app.settings import Settings, read_settings

if TYPE_CHECKING:
    from app.domain.drift import Profile, Shift

# In DATA_DIR: the state that is compared with, unless another is named.
_BASELINE = "drift-baseline.json"
_SHOWN = 20


def drift(
    baseline: Annotated[Path | None, typer.Option(help="earlier state; in DATA_DIR if left out")] = None,
    save: Annotated[bool, typer.Option("--save", help="make the present state the earlier state")] = False,
    bound: Annotated[float, typer.Option(min=0, help="stability index that may not be exceeded")] = 0.25,
    model: Model = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Measure how far items, values, scores and words have moved from an earlier state, best that of the training.

    The exit status is 1 if an index exceeds the bound and chance. The first run saves the state to compare with.
    """
    settings = read_settings(model=model, data_dir=data_dir)
    place = baseline or settings.data_dir / _BASELINE
    now = _profile(settings)
    if save or not place.exists():
        return _save(place, now)
    found = _compare(settings, place, now, bound)
    beyond = [each for each in found if each.exceeds(bound)]
    if as_json:
        print_json({"bound": bound, "shifts": [{**asdict(each), "exceeds": each in beyond} for each in found]})
    else:
        _print(found, len(beyond), bound)
    if beyond:
        raise typer.Exit(1)


def _profile(settings: Settings) -> "Profile":
    """Opens the graph directly, also while services use it."""
    from app.extraction.bundles import open_bundle
    from app.lifecycle.measures.profile import take_profile
    from app.main import open_store
    from model.bundle import TOKENIZER
    from model.tokens import WordTokenizer

    refuse_missing_graph(settings)
    bundle = open_bundle(settings)
    with closing(open_store(settings)) as store, store.snapshot() as graph:
        return take_profile(graph.items(), WordTokenizer.from_file(bundle.path(TOKENIZER)), bundle.model)


def _save(place: Path, now: "Profile") -> None:
    from app.lifecycle.measures.profile import write_profile

    with written_whole(place) as partial:
        write_profile(partial, now)
    say(f"{place} has the state of {counted(now.items, 'item')} now; the next `itemgraph drift` compares with it")


def _compare(settings: Settings, place: Path, now: "Profile", bound: float) -> "list[Shift]":
    from app.domain.drift import shifts
    from app.lifecycle.measures.profile import read_profile, write_report

    before = read_profile(place)
    found = shifts(before, now)
    with written_whole(settings.data_dir / DRIFT_REPORT) as partial:
        write_report(partial, before, now, found, bound)
    return found


def _print(found: "Sequence[Shift]", beyond: int, bound: float) -> None:
    columns = ("property", "source", "what", "before", "now", "index", "by chance below", "")
    print_parts([table(columns, (_row(each, bound) for each in found[:_SHOWN]))])
    if len(found) > _SHOWN:
        say(f"… {len(found) - _SHOWN:,} more with smaller indexes; --json has all")
    say(f"{beyond:,} of {len(found):,} exceed the bound {bound} and chance")


def _row(each: "Shift", bound: float) -> Sequence[Any]:
    means = f"{each.before:.3f}", f"{each.after:.3f}"
    indexes = f"{each.index:.3f}", f"{each.chance:.3f}"
    return (each.name or "", each.source or "", each.kind, *means, *indexes, "drift" if each.exceeds(bound) else "")
