"""`itemgraph rollback`."""

from pathlib import Path

from app.cli.model.options import VersionsFolder
from app.cli.printing import say


def rollback(versions: VersionsFolder = Path("models")) -> None:
    """Serve the version again that the last promotion replaced."""
    from app.lifecycle.rollback import roll_back

    done = roll_back(versions)
    say(f"{done.link} is {done.now} again, it was {done.before}")
