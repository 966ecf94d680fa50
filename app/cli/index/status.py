"""`itemgraph index status`."""

from app.cli.index.opening import OpenedIndex, opened_index
from app.cli.options import AsJson, DataDir
from app.cli.printing import counted, print_json, say

_CHANGES_OF_A_STEP = 1000


def index_status(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Show the saved index of the graph, and how many changes a service would read at its start."""
    with opened_index(data_dir) as opened:
        base = opened.bases.open()
        items = len(base.segment) if base else None
        size = sum(file.stat().st_size for file in opened.folder.glob("base-*/*"))
        behind = _count_changes(opened, base.mark.place) if base else None
        graph = opened.store.count()
    if as_json:
        print_json({"folder": str(opened.folder), "items": items, "bytes": size, "behind": behind, "graph": graph})
        return
    say(f"graph: {counted(graph, 'item')}")
    if items is None:
        say(f"no usable index in {opened.folder}; {_what_next(graph)}")
    else:
        changes = counted(behind or 0, "change")
        say(f"index: {counted(items, 'item')}, {size:,} bytes in {opened.folder}, {changes} behind")


def _what_next(items: int) -> str:
    from app.index.embedded.upkeep.limits import FEW

    if items <= FEW:
        return f"for up to {FEW:,} items, every service builds its own at its start and saves none"
    return "the next service builds one, and so does itemgraph index rebuild"


def _count_changes(opened: OpenedIndex, place: str | None) -> int:
    count = 0
    while (step := opened.store.changes(_CHANGES_OF_A_STEP, place)).changes:
        count, place = count + len(step.changes), step.next
    return count
