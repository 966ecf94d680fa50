"""`itemgraph rollback`."""

from pathlib import Path

from app.cli.model.options import VersionsFolder
from app.cli.printing import say


def rollback(versions: VersionsFolder = Path("models")) -> None:
    """Undo the last promotion: serve the version before it again."""
    from app.lifecycle.promotion.rollback import roll_back

    done = roll_back(versions)
    say(f"{done.link} is {done.now} again, it was {done.before}")
