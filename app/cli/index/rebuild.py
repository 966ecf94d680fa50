"""`itemgraph index rebuild`."""

from app.cli.index.opening import opened_index
from app.cli.options import DataDir
from app.cli.printing import counted, say
from app.cli.progress import bar


def rebuild_index(data_dir: DataDir = None) -> None:
    """Build the index from the whole graph, and keep it.

    Services that run with INDEX=opensearch ask it at once. With INDEX=embedded, the next start maps it: services that
    run keep their own, which follows the graph by itself.
    """
    with opened_index(data_dir) as opened:
        with bar("reading", opened.store.count()) as advance:
            items = opened.rebuild(advance)
        say(f"{counted(items, 'item')} saved in {opened.where}")
