"""The report for people."""

import json
import re
from pathlib import Path

import pytest

from model.spans import Span
from tests.unit.training.report.reports import Page, empty_report, error, evaluation, report
from training.evaluation.results import Error, ModelReport
from training.report import write_report
from training.report.page import report_to_html

_EVIL = """</script><script>alert("1")</script>'"><img src=x onerror=alert(1)>{{ 7 * 6 }}"""


@pytest.fixture(scope="module")
def html() -> str:
    """The page of a report with two splits and an error."""
    return report_to_html(report(validation=evaluation([error()]), test=evaluation()))


def _sections(page: Page) -> list[str | None]:
    return [own["id"] for own in page.find("section")]


def test_sections_stand_in_the_order_of_reading(html: str) -> None:
    wanted = "learning labels matches confusion boundaries reliability thresholds errors data parameters reproduce"
    page = Page(html)
    assert _sections(page) == wanted.split()
    assert {own["href"] for own in page.find("a")} == {"#" + name for name in wanted.split()}


def test_figures_of_each_split_stand_at_the_top(html: str) -> None:
    page = Page(html)
    assert page.inside("dd")[:12] == ["0.667", "0.667", "0.667", "0.667", "0.100", "25"] * 2
    assert page.inside("h1") == ["shoes@2"]
    assert "2025-11-03T14:12:09Z" in page.text


def test_tables_say_what_was_counted(html: str) -> None:
    text = " ".join(Page(html).text.split())
    for words in ("41", "1.700", "0.420", "missed", "line 4: overlap", "and 1 more", "3,456", "data/train.jsonl"):
        assert words in text
    assert "itemgraph train data --seed 7" in text


@pytest.mark.parametrize("count", [0, 3, 250])
def test_at_most_a_hundred_errors_are_shown_the_worst_first(count: int) -> None:
    errors = [error(weight=n / 1000, example=f"e{n}") for n in range(count)]
    page = Page(report_to_html(report(validation=evaluation(errors))))
    assert len(page.find("li", **{"data-kind": "boundary"})) == min(count, 100)
    examples = [text for text in page.inside("span") if re.fullmatch(r"e\d+", text)]
    assert examples == [f"e{n}" for n in range(count - 1, max(count - 101, -1), -1)]


def test_errors_are_those_of_validation_unless_there_is_none() -> None:
    first, second = evaluation([error(example="seen")]), evaluation([error(example="unseen")])
    assert "unseen" not in report_to_html(report(test=second, validation=first))
    assert "unseen" in report_to_html(report(test=second))


def test_a_mark_says_whose_span_it_is_and_its_label(html: str) -> None:
    page = Page(html)
    assert [own["class"] for own in page.find("mark")] == ["gold", "predicted"]
    assert page.inside("mark") == ["red", "red shoe"]
    assert page.inside("b") == ["gold COLOR", "predicted COLOR 0.75"]


def test_filters_count_labels_and_kinds() -> None:
    missed = Error("missed", "e2", "f:2", "a red shoe", Span(2, 5, 'SI"ZE', "red"), None, 0.1)
    page = Page(report_to_html(report(validation=evaluation([error(), error(), missed]))))
    assert page.inside("option") == ["all (3)", "COLOR (2)", 'SI"ZE (1)', "all (3)", "boundary (2)", "missed (1)"]
    marked = [json.loads(str(own["data-labels"])) for own in page.find("li") if "data-labels" in own]
    assert marked == [["COLOR"], ["COLOR"], ['SI"ZE']]


def _evil_report() -> ModelReport:
    shown = error(text=_EVIL * 2, label=_EVIL, example=_EVIL)
    evil = report(**{_EVIL: evaluation([shown], labels=[_EVIL, "COLOR"])})
    return ModelReport(
        _EVIL, _EVIL, _EVIL, {_EVIL: _EVIL}, evil.splits, evil.epochs, evil.evaluations, evil.calibration
    )


def test_text_of_the_data_stays_text() -> None:
    page = Page(report_to_html(_evil_report()))
    assert len(page.find("script")) == 1
    assert not page.find("img")
    assert not any(name.startswith("on") for _, own in page.tags for name in own)
    assert page.inside("h1") == [_EVIL]
    assert page.inside("pre") == [_EVIL]
    assert {_EVIL, f"{_EVIL} (1)"} <= set(page.inside("option")) | {str(own["value"]) for own in page.find("option")}
    assert [json.loads(str(own["data-labels"])) for own in page.find("li") if "data-labels" in own] == [[_EVIL]]


def test_the_page_asks_for_nothing(html: str) -> None:
    for page in (html, report_to_html(empty_report())):
        for reference in ("http://", "https://", "src=", "@import", "<link", "@font-face", "data:"):
            assert reference not in page
        assert all(place.startswith("#") for place in re.findall(r"url\(([^)]*)\)", page))
        assert {str(own["href"])[0] for _, own in Page(page).tags if "href" in own} <= {"#"}


def test_ids_are_unique_and_references_lead_somewhere(html: str) -> None:
    page = Page(html)
    ids = [own["id"] for _, own in page.tags if "id" in own]
    assert len(ids) == len(set(ids))
    used = {str(own["href"])[1:] for _, own in page.tags if "href" in own} | set(re.findall(r"url\(#([^)]*)\)", html))
    assert used <= set(ids)


def test_every_drawing_has_words(html: str) -> None:
    drawings = Page(html).find("svg", role="img")
    assert len(drawings) == 2 + 2 + 2 + 2  # curves, bars, maps, reliability before and after
    assert all(own["aria-label"] for own in drawings)


def test_an_empty_report_says_so() -> None:
    page = Page(report_to_html(empty_report()))
    for words in ("No epoch was trained", "No spans.", "not calibrated", "No errors.", "No description"):
        assert words in page.text
    assert "thresholds" not in _sections(page)
    assert "Nothing was evaluated" in report_to_html(report())


def test_fifty_one_labels_fit() -> None:
    labels = [f"LABEL_{n}" for n in range(51)]
    html = report_to_html(report(validation=evaluation(labels=labels)))
    assert all(Page(html).text.count(label) >= 4 for label in labels)
    assert len(html.encode()) < 700_000


def test_a_hundred_errors_and_ten_labels_stay_small() -> None:
    errors = [error(text="a red shoe " * 200) for _ in range(100)]
    made = evaluation(errors, labels=[f"LABEL_{n}" for n in range(10)])
    assert len(report_to_html(report(validation=made, test=made)).encode()) < 400_000


def test_the_same_report_is_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_report(tmp_path / name, report(validation=evaluation([error()])))
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["classification_report.csv", "report.html", "report.json"]
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names)


def test_half_a_surrogate_pair_is_written_as_its_escape(tmp_path: Path) -> None:
    write_report(tmp_path, report(validation=evaluation([error(text="a \ud800ed shoe")])))
    whole = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert whole["evaluations"]["validation"]["errors"][0]["text"] == "a \ud800ed shoe"
    assert "\\ud800ed" in (tmp_path / "report.html").read_text("utf-8")
