"""Corrected items become labelled texts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from app.domain.corrections.labels import labels_of
from app.domain.items import Action, Correction, Evidence, Item, Stretch
from app.domain.mentions import Mention
from app.domain.properties import to_properties
from app.domain.standard import default_standardizer

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RULES = default_standardizer()
TEXT = "Navy blue shirt by Acme, with red seams of 2 kg"
LABELS = {"color": "COLOR", "brand": "BRAND", "size": "SIZE"}


def said(
    action: Action, name: str, value: str, new: str | None = None, span: str | None = None, by: str | None = None
) -> Correction:
    place = Stretch("text", TEXT.index(span), TEXT.index(span) + len(span), span) if span else None
    return Correction(f"{by} {action} {value}", action, name, value, NOW, new, place, by)


def labels(*corrections: Correction, text: str = TEXT) -> tuple[dict[str, str | None], Sequence[Correction]]:
    """Returns the labelled stretches of the text, None for unsure ones, and the corrections that were missed."""
    read = [("color", "Navy blue"), ("brand", "Acme"), ("color", "red"), ("size", "2 kg")]
    mentions = [
        Mention(name, Evidence("text", text.index(words), text.index(words) + len(words), words, 0.6))
        for name, words in read
        if words in text
    ]
    properties, conflicts = to_properties((), mentions, RULES, "m@1", NOW, {"title": "", "text": text}, corrections)
    item = Item("a", "", text, None, None, properties, NOW, "f", (), conflicts, "m@1", corrections)
    found = labels_of(item, LABELS, RULES)
    (marked,) = found.texts
    assert all(text[each.start : each.end] == each.text for each in marked.spans)
    told: dict[str, str | None] = {each.text: each.label for each in marked.spans}
    return told | {text[a:b]: None for a, b in marked.unsure}, found.missed


def test_what_nobody_corrects_is_as_read_and_unsure_where_rules_moved_it() -> None:
    assert labels(said("accept", "brand", "acme")) == (
        {"Navy blue": "COLOR", "Acme": "BRAND", "red": "COLOR", "2 kg": None},
        (),
    )


def test_what_is_rejected_is_no_span() -> None:
    found, _ = labels(said("reject", "color", "red"))
    assert "red" not in found


def test_a_new_value_is_found_by_its_meaning() -> None:
    found, missed = labels(said("change", "brand", "acme", "seams"), said("missing", "garment", "SHIRT"))
    assert (found["seams"], found["shirt"], missed) == ("BRAND", "GARMENT", ())


def test_a_value_that_the_texts_do_not_say_is_missed() -> None:
    green = said("missing", "color", "green")
    assert labels(green)[1] == (green,)


def test_marked_words_win_over_what_was_read() -> None:
    found, _ = labels(said("mark", "model", "blue", span="blue"))
    assert (found["blue"], found.get("Navy blue")) == ("MODEL", None)
    assert "Navy blue" not in found


def test_what_people_dispute_is_unsure() -> None:
    found, missed = labels(said("reject", "color", "red", by="anna"), said("accept", "color", "red", by="ben"))
    assert (found["red"], missed) == (None, ())


def test_titles_have_labels_of_their_own() -> None:
    item = Item("a", "Acme", "", None, None, (), NOW, "f", corrections=(said("missing", "brand", "Acme"),))
    (title,) = labels_of(item, LABELS, RULES).texts
    assert (title.id, [each.label for each in title.spans]) == ("a#title", ["BRAND"])
    assert labels_of(replace(item, title=""), LABELS, RULES).texts == ()
