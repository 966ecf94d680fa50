"""`itemgraph index status`."""

from app.cli.index.opening import KeptIndex, opened_index
from app.cli.options import AsJson, DataDir
from app.cli.printing import counted, print_json, say
from app.errors import NotSupported

_CHANGES_OF_A_STEP = 1000


def index_status(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Show the index that is kept of the graph, and how many changes a service would read at its start."""
    with opened_index(data_dir) as opened:
        kept = opened.kept()
        behind = _count_changes(opened, kept.place) if kept else None
        graph = opened.store.count()
    if as_json:
        items, size = (kept.items, kept.bytes) if kept else (None, 0)
        print_json({"folder": opened.where, "items": items, "bytes": size, "behind": behind, "graph": graph})
        return
    say(f"graph: {counted(graph, 'item')}")
    if kept is None:
        say(f"no usable index in {opened.where}; {opened.advice(graph)}")
        return
    changes = "it cannot be told how far behind" if behind is None else f"{counted(behind, 'change')} behind"
    say(f"index: {counted(kept.items, 'item')}, {kept.bytes:,} bytes in {opened.where}, {changes}")


def _count_changes(opened: KeptIndex, place: str | None) -> int | None:
    """Returns how many changes follow a place; None where the graph's server keeps no log."""
    count = 0
    try:
        while (step := opened.store.changes(_CHANGES_OF_A_STEP, place)).changes:
            count, place = count + len(step.changes), step.next
    except NotSupported:
        return None
    return count
