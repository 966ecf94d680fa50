"""The characters with which a span may begin and end."""

import pytest

from training.lint.edges import odd_edges


def edges(marked: str) -> list[str]:
    """The text has its span between `⟦` and `⟧`."""
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    return odd_edges(marked.replace("⟦", "").replace("⟧", ""), start, end)


@pytest.mark.parametrize(
    "marked",
    [
        "⟦red⟧ shirt",
        'tablet ⟦10"⟧ black',
        "screen ⟦10 “⟧",
        'pizzas (10⟦"⟧)',
        "tall ⟦6'⟧",
        "milk ⟦2%⟧ fat",
        "sun cream ⟦SPF 50+⟧",
        "size ⟦#10⟧",
        "⟦& Restless⟧",
        "under ⟦$10⟧",
        "cup ⟦12 oz.⟧",
        "tape ⟦3/8 in.⟧",
        "by ⟦The Humble Co.⟧",
        "by ⟦Acme Inc.⟧",
        "hose ⟦60-ft.⟧",
        "rice ⟦26oz.⟧",
        "in the ⟦U.S.⟧",
        "in the ⟦U . S .⟧",
        "bag ⟦5 pkg.⟧",
        "from ⟦Mass.⟧",
        "a ⟦walking shoe.⟧ of leather",
        "⟦.35 oz⟧ of ink",
        "⟦-20 °C⟧",
        "⟦'90s⟧ party",
        "⟦boys'⟧ shirt",
        "⟦Dunkin'⟧ coffee",
        "⟦Gain flings!⟧",
        "⟦Who's on first?⟧",
        "⟦OREO®⟧ biscuits",
        "⟦SPF 30 (PA+++)⟧",
        "⟦(ASPCA) Dogs⟧",
        "⟦'Black' Amber Bourbon⟧",
        '⟦The "Beast"⟧',
        "⟦@dalailama⟧",
        "⟦/r/recipes⟧",
    ],
)
def test_what_belongs_to_the_value_may_stand(marked: str) -> None:
    assert edges(marked) == []


@pytest.mark.parametrize(
    ("marked", "odd"),
    [
        ("⟦red ⟧shirt", ["ends with white space"]),
        ("a⟦ red⟧", ["begins with white space"]),
        ("⟦SPF 30,⟧ 50 ml", ["ends with ','"]),
        ("city ⟦walking shoe.⟧", ["ends with '.'"]),
        ("city ⟦walking shoe .⟧", ["ends with '.'"]),
        ("by ⟦U.S. .⟧", ["ends with '.'"]),
        ("St . ⟦Mary's.⟧", ["ends with '.'"]),
        ("cut (⟦bite-sized)⟧", ["ends with ')'"]),
        ("cut ⟦(about 3⟧ cm)", ["begins with '('"]),
        ("cut ⟦(bite-sized)⟧", ["is enclosed in (…)"]),
        ('a "⟦Beast"⟧', ["ends with '\"'"]),
        ('a ⟦"Beast"⟧', ['is enclosed in "…"']),
        ("a '⟦Beast'⟧", ['ends with "\'"']),
        ("Iraq ⟦'s Ministry⟧", ['begins with "\'"']),
        ("⟦custom-⟧ made", ["ends with '-'"]),
        ("⟦- Shabelle⟧", ["begins with '-'"]),
        ("⟦/colored⟧", ["begins with '/'"]),
        ("⟦Bone Health*⟧", ["ends with '*'"]),
        ("⟦,⟧", ["begins with ','", "ends with ','"]),
    ],
)
def test_what_belongs_to_the_text_is_odd(marked: str, odd: list[str]) -> None:
    assert edges(marked) == odd
