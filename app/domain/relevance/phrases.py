"""Phrases: words that stand side by side in a title, in a text, or in the value or display of a property."""

from collections.abc import Iterable, Iterator, Sequence

from app.domain.standard import list_words

# Folded words.
Phrase = tuple[str, ...]


def says_all(title: str, text: str, said: Iterable[tuple[str, str, str]], phrases: Sequence[Phrase]) -> bool:
    """Whether an item says each of the phrases. `said` has name, value and display of its properties."""
    texts = [list_words(each) for each in (title, text, *_values(said))] if phrases else []
    return all(any(_has_run(words, phrase) for words in texts) for phrase in phrases)


def _values(said: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    for _, value, display in said:
        yield from (value, display)


def _has_run(words: Sequence[str], run: Phrase) -> bool:
    return any(tuple(words[at : at + len(run)]) == run for at in range(len(words) - len(run) + 1))
