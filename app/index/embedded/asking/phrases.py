"""Which items say the phrases of a query. The index has no places of words, so the texts of candidates are read."""

from collections.abc import Sequence

import numpy as np

from app.domain.relevance.phrases import Phrase, says_all
from app.graph.store import GraphStore
from app.index.embedded.asking.scopes import whole
from app.index.embedded.asking.wanted import Saying
from app.index.embedded.storage.segments import View
from app.index.embedded.storage.vocabulary import Vocabulary

# So many items are read from the record at once.
_AT_ONCE = 500


def saying(
    views: Sequence[View], phrases: Sequence[Phrase], vocabulary: Vocabulary, store: GraphStore
) -> Saying | None:
    """Returns for every view the ordinals of the items that say all phrases; None if there is no phrase.

    Linear in the texts of the items that say all words.
    """
    if not phrases:
        return None
    found: Saying = {}
    for view in views:
        scope = whole(view)
        for word in {word for phrase in phrases for word in phrase}:
            scope = scope.kept(scope.impacts(vocabulary.key(word)) > 0)
        ids = {view.segment.ids[ordinal]: ordinal for ordinal in scope.ordinals().tolist()}
        there = sorted(ids[each] for each in _saying(list(ids), phrases, store))
        found[id(view)] = np.array(there, np.int32)
    return found


def _saying(ids: Sequence[str], phrases: Sequence[Phrase], store: GraphStore) -> list[str]:
    parts = (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))
    contents = (each for part in parts for each in store.contents(part))
    return [each.id for each in contents if says_all(each.title, each.text, each.said, phrases)]
