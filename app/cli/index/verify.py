"""`itemgraph index verify`."""

from itertools import islice

import typer

from app.cli.index.opening import OpenedIndex, opened_index
from app.cli.options import DataDir
from app.cli.printing import say
from app.cli.progress import bar

_SHOWN = 20


def verify_index(data_dir: DataDir = None) -> None:
    """Compare the saved index, with the changes since, with the graph. Ends with status 1 if they differ."""
    with opened_index(data_dir) as opened:
        found = _differences(opened)
    if found is None:
        say(f"no usable index in {opened.folder}")
        raise typer.Exit(1)
    for difference in found[:_SHOWN]:
        say(difference)
    if len(found) > _SHOWN:
        say("there are more differences; itemgraph index rebuild makes a new index")
    if found:
        raise typer.Exit(1)
    say(f"the index in {opened.folder} shows what the graph has")


def _differences(opened: OpenedIndex) -> list[str] | None:
    """Returns the first differences and one more; None without an index."""
    from app.index.embedded.upkeep.building import build_all
    from app.index.embedded.upkeep.following import Follower
    from app.index.embedded.upkeep.snapshots import Sizes
    from app.index.embedded.upkeep.verifying import differences

    base = opened.bases.open()
    if base is None:
        return None
    follower = Follower(opened.store, opened.analyzer)
    follower.adopt(base)
    with bar("reading", opened.store.count()) as advance:
        built = build_all(opened.store, opened.analyzer, advance, Sizes())
    index = follower.fresh()
    assert index
    return list(islice(differences(index, built), _SHOWN + 1))
