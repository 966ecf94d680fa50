"""Which corrections outlive other texts."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.domain.corrections.keeping import keep, stamp, stamp_of, stamped, unstamped
from app.domain.items import Correction, Stretch

AT = datetime(2026, 1, 1, tzinfo=UTC)


def marked(start: int, text: str, own: str = "c") -> Correction:
    return Correction(own, "mark", "color", text, AT, span=Stretch("text", start, start + len(text), text))


def test_words_that_stand_elsewhere_once_take_the_correction_with_them() -> None:
    (kept,), dropped = keep([marked(0, "navy")], {"text": "a navy coat"})
    assert kept.span == Stretch("text", 2, 6, "navy")
    assert dropped == ()


def test_words_that_are_gone_or_stand_twice_drop_it() -> None:
    for text in ("a coat", "a navy coat, navy trim", ""):
        assert keep([marked(0, "navy")], {"text": text}) == ((), (marked(0, "navy"),))
    assert keep([marked(0, "navy")], {"text": "navy, navy trim"})[0] == (marked(0, "navy"),)


def test_a_correction_without_a_span_holds_in_any_text() -> None:
    said = Correction("c", "reject", "color", "red", AT)
    assert keep([said], {"title": "", "text": ""}) == ((said,), ())


@given(st.text("ab ", max_size=12), st.lists(st.tuples(st.integers(0, 12), st.text("ab ", min_size=1, max_size=3))))
def test_every_correction_is_kept_or_dropped_and_what_is_kept_stands_in_the_text(
    text: str, spans: list[tuple[int, str]]
) -> None:
    said = [marked(start, words, f"{n}") for n, (start, words) in enumerate(spans)]
    kept, dropped = keep(said, {"text": text})
    assert sorted(each.id for each in (*kept, *dropped)) == sorted(each.id for each in said)
    assert all(each.span and text[each.span.start : each.span.end] == each.span.text for each in kept)
    assert keep(kept, {"text": text}) == (kept, ())


def test_a_fingerprint_tells_the_corrections_and_without_any_it_stays_as_it_is() -> None:
    one, other = marked(0, "navy"), marked(2, "navy")
    assert stamped("f", ()) == "f"
    assert stamp(()) == ""
    assert stamp([one]) != stamp([other]) != stamp([one, other])
    assert unstamped(stamped("f", [one])) == unstamped("f") == "f"
    assert (stamp_of(stamped("f", [one])), stamp_of("f")) == (stamp([one]), "")
