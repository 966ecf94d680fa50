"""How pages and answers are compared."""

from typing import Any

import pytest

from app.api.cursors import Cursors
from tests.documents.answers import calls, renewed, same

PAGE = """\
# Page

```
$ curl -s localhost:8000/readyz \\
    | jq -c .status
"ready"
$ printf x
x
```

```sh
$ not run
```
"""


def test_calls_are_read_with_their_answers() -> None:
    assert calls(PAGE) == [("curl -s localhost:8000/readyz \\\n    | jq -c .status", '"ready"\n'), ("printf x", "x\n")]


def test_a_page_is_renewed_in_place() -> None:
    assert renewed(PAGE, lambda call: "y\n") == PAGE.replace('"ready"\n', "y\n").replace("\nx\n", "\ny\n")
    assert renewed(PAGE, dict(calls(PAGE)).__getitem__) == PAGE


def test_an_answer_that_is_the_same_stays() -> None:
    page = "```\n$ curl x\n[0.91]\n```\n"
    assert renewed(page, lambda call: "[0.92]\n") == page
    assert renewed(page, lambda call: "[0.52]\n") == page.replace("0.91", "0.52")


@pytest.mark.parametrize(
    ("shown", "given"),
    [
        ('{"score":0.91}', '{"score":0.93}'),
        ('{"score":8.07,"at":"2026-11-24T13:21:17.490284Z"}', '{"score":8.3,"at":"2026-12-01T00:00:00Z"}'),
    ],
)
def test_scores_times_and_cursors_may_differ(shown: str, given: str) -> None:
    assert same(shown, given)


@pytest.mark.parametrize("place", ["sku-1", "Ärmel 2", [3.5, "sku-1", [1, 2], 0, 1], [None, "a", [], 0, 0]])
def test_cursors_of_two_keys_may_differ(place: Any) -> None:
    """Every service signs with a key of its own, unless one is set."""
    one, two = (Cursors(key).encode(place, of="items") for key in (b"one", b"two"))
    assert one != two
    assert same(f'"next": "{one}"\n', f'"next": "{two}"\n')
    assert not same(f'"next": "{one}"\n', '"next": "demo-barkhollow-adult-lamb-12"\n')


@pytest.mark.parametrize(
    ("shown", "given"),
    [
        ('{"score":0.91}', '{"score":0.85}'),
        ('{"value":"red"}', '{"value":"blue"}'),
        ('{"count":2}', '{"count":3}'),
        ('"products@0.3.0"', '"products@0.3.1"'),
        ("[0.91]", "[0.91,0.91]"),
    ],
)
def test_names_values_and_counts_may_not(shown: str, given: str) -> None:
    assert not same(shown, given)
