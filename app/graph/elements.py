"""The ids of vertices and edges, in every store, export and answer."""

_ITEM = "item/"

# The vertex that tells that entries of the vocabulary were changed.
VOCABULARY_STATE = "state/vocabulary"


def item_id(own: str) -> str:
    return f"{_ITEM}{own}"


def own_id(vertex: str) -> str:
    """Returns the item's own id from the id of its vertex."""
    return vertex.removeprefix(_ITEM)


def is_item(vertex: str) -> bool:
    return vertex.startswith(_ITEM)


def property_id(name: str, value: str) -> str:
    """Names contain no slash (standardize_name), so the id shows where the value begins."""
    return f"property/{name}/{value}"


def word_id(word: str) -> str:
    return f"word/{word}"


def vocabulary_id(name: str, value: str) -> str:
    return f"vocabulary/{name}/{value}"


def edge_id(start: str, end: str) -> str:
    """Escapes bars in the start, so that the first bar of the id ends it."""
    return f"{start.replace('%', '%25').replace('|', '%7C')}|{end}"


def edge_start(edge: str) -> str:
    """Returns the vertex at which an edge of this id starts."""
    return edge.partition("|")[0].replace("%7C", "|").replace("%25", "%")
