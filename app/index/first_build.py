"""What holds until an index is built for the first time, of whichever kind."""

from app.errors import NotIndexed

# The index of a graph with up to these items is built in a second. So it is not saved, and until it is built the
# record answers every question by itself.
FEW = 5_000
_SECONDS = 5


def being_built(read: int, items: int) -> NotIndexed:
    """Says how far the build is. `items` are in the graph."""
    return NotIndexed(
        f"the search index is being built, and has {read:,} of {items:,} items; send the request again",
        _SECONDS,
    )
