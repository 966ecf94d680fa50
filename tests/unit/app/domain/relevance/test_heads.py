"""What kind of thing a title says."""

import pytest

from app.domain.relevance.heads import heads


@pytest.mark.parametrize(
    ("title", "kinds", "expected"),
    [
        ("Commuter 26 L Backpack navy, 17 in laptop", "backpack laptop", "backpack"),
        ("Laptop backpack", "laptop|laptop backpack", "backpack"),
        ("Backpack for laptops", "laptop backpack", "backpack"),
        ("For iPhone 13: leather case", "case iphone", "case"),
        ("Evergreen velvet sofa with cushions", "sofa cushion", "sofa"),
        ("Table and chairs", "table chair", "table chair"),
        ("Salt & pepper grinder", "grinder", "grinder"),
        ("Bottle of olive oil", "bottle|olive oil", ""),
        ("Herbal soap bar", "soap bar", ""),
        ("Pastel Easter egg basket", "easter|egg basket|egg", "basket"),
        ("Camera (with lens)", "camera lens", "camera"),
        ("Red sofa - two seats", "sofa seat", "sofa"),
        ("Aero 14", "laptop", ""),
        ("Dining set", "dining set|set", ""),
        ("Watch combo and shirt", "watch combo|combo|shirt", ""),
        ("Laptop 15", "", ""),
        ("", "laptop", ""),
    ],
)
def test_the_head_of_a_title_is_the_last_kind_of_its_first_stretch(title: str, kinds: str, expected: str) -> None:
    listed = kinds.split("|" if "|" in kinds else None)
    assert heads(title, [("category", kind, kind) for kind in listed]) == frozenset(expected.split())


def test_only_categories_are_kinds_by_value_or_display() -> None:
    assert heads("Red rucksack", [("color", "red", "Red"), ("category", "backpack", "Rucksack")]) == {"rucksack"}
    assert heads("Red rucksack", [("material", "rucksack", "rucksack")]) == frozenset()
