"""The words of a query: what they may be misspelt from, and what an unfinished one may become."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.grammar import FILLERS
from app.domain.spelling import slips
from app.domain.standard import find_words
from app.domain.synonyms import Names
from app.extraction.extractor import Extractor
from app.index.index import Index

# The most misspelt words of one query that are compared with all words of the graph.
_MOST_CORRECTED = 8
# The most words that an unfinished one may become, and the fewest letters that it has.
_MOST_COMPLETIONS, _SHORTEST_BEGINNING = 8, 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query. `meant` is the nearest word of the graph if it is misspelt, `completions` what it begins."""

    start: int
    end: int
    folded: str
    meant: str | None = None
    completions: tuple[str, ...] = ()

    @property
    def known(self) -> str:
        """The word under which the graph may have it."""
        return self.meant or self.folded


def read_words(rest: str, text: str, is_word: Callable[[str], bool], index: Index, names: Names) -> list[Word]:
    """Returns the words of what the grammar left of a query that say something.

    The last word of the text may be unfinished. Another word that the graph does not know is misspelt if it is no word.
    """
    found = [Word(*word) for word in find_words(rest) if word[2] not in FILLERS]
    unknown = index.unknown_words(word.folded for word in found)
    doubtful = [word for word in found if word.folded in unknown and not names([word.folded])]
    if doubtful and doubtful[-1].end == len(text):
        last = _completed(doubtful.pop(), index)
        found = [last if word.start == last.start else word for word in found]
        doubtful += [] if last.completions else [last]
    misspelt = {word for word in doubtful if not is_word(word.folded)}
    corrected = sorted(misspelt, key=lambda word: word.start)[:_MOST_CORRECTED]
    return [_mended(word, index) if word in corrected else word for word in found]


def _completed(word: Word, index: Index) -> Word:
    if len(word.folded) < _SHORTEST_BEGINNING or word.folded.isdigit():
        return word
    return replace(word, completions=tuple(index.words_with_prefix(word.folded, _MOST_COMPLETIONS)))


def _mended(word: Word, index: Index) -> Word:
    distance = slips(word.folded)
    near: Sequence[str] = index.close_words(word.folded, distance) if distance else []
    return replace(word, meant=near[0]) if near else word


@dataclass(frozen=True, slots=True)
class Mended:
    """A text with its misspelt words replaced, and where the words are in it."""

    text: str
    places: Mapping[int, tuple[int, int]]

    def place(self, word: Word) -> tuple[int, int]:
        return self.places[word.start]


def mend(rest: str, words: Sequence[Word], extractor: Extractor) -> Mended:
    """Replaces misspelt words, and an unfinished one by its likeliest completion: the model reads whole words best."""
    places, made, at = {}, "", 0
    for word in words:
        made += rest[at : word.start]
        completed = None if extractor.is_word(word.folded) else next(iter(word.completions), None)
        said = word.meant or completed or rest[word.start : word.end]
        places[word.start] = (len(made), len(made) + len(said))
        made += said
        at = word.end
    return Mended(made + rest[at:], places)
