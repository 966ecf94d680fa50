"""`itemgraph index rebuild`."""

from app.cli.index.opening import opened_index
from app.cli.options import DataDir
from app.cli.printing import counted, say
from app.cli.progress import bar
from app.errors import Conflict


def rebuild_index(data_dir: DataDir = None) -> None:
    """Build the index from the whole graph, and save it for the next start of a service.

    Services that run keep their own, which follows the graph by itself.
    """
    from app.index.embedded.upkeep.following import Follower

    with opened_index(data_dir) as opened, opened.bases.lock() as mine:
        if not mine:
            raise Conflict(f"{opened.folder}: another process is saving the index; try again when it has ended")
        follower = Follower(opened.store, opened.analyzer)
        with bar("reading", opened.store.count()) as advance:
            follower.build(advance)
        captured = follower.capture()
        assert captured
        folder = opened.bases.save(captured)
        say(f"{counted(sum(view.living for view in captured.views), 'item')} saved in {folder}")
        follower.close()
