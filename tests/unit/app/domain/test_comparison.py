"""The comparison of items, and the neighborhood of an item."""

from app.domain.comparison import compare
from app.domain.neighborhood import neighborhood
from app.domain.queries import Similar
from tests.contract.items import item

SHOE = item("shoe", "Shoe", "brand:nike", "color:red", "color:blue", "size:42")
BOOT = item("boot", "Boot", "brand:nike", "color:blue", "color:red", "size:43")
HAT = item("hat", "Hat", "brand:nike", "material:wool")


def verdicts(*items: object) -> dict[str, str]:
    return {row.name: row.verdict for row in compare(items)}  # type: ignore[arg-type]


def test_equal_sets_of_values_are_the_same_whatever_their_order() -> None:
    assert verdicts(SHOE, BOOT) == {"brand": "same", "color": "same", "size": "different"}


def test_a_property_that_an_item_lacks_is_missing() -> None:
    assert verdicts(SHOE, HAT) == {"brand": "same", "color": "missing", "material": "missing", "size": "missing"}


def test_some_of_the_values_are_not_the_same() -> None:
    assert verdicts(item("a", "", "color:red"), item("b", "", "color:red", "color:blue")) == {"color": "different"}


def test_cells_stand_in_the_order_of_the_items() -> None:
    row = compare([HAT, SHOE, BOOT])[3]
    assert (row.name, [[prop.value for prop in cell] for cell in row.cells]) == ("size", [[], ["42"], ["43"]])


def test_items_without_properties_have_no_rows() -> None:
    assert compare([item("a"), item("b")]) == []


def test_neighbours_are_linked_by_what_they_share() -> None:
    similar = [Similar("boot", "Boot", 2.0, ()), Similar("gone", "Gone", 1.0, ()), Similar("hat", "Hat", 1.0, ())]
    around = neighborhood(SHOE, similar, {"boot": BOOT, "hat": HAT})
    assert around.items == (SHOE, BOOT, HAT)
    assert around.properties == SHOE.properties
    links = {(each.id, prop.name, prop.value) for each, prop in around.links}
    assert links == {
        *(("shoe", prop.name, prop.value) for prop in SHOE.properties),
        ("boot", "brand", "nike"),
        ("boot", "color", "blue"),
        ("boot", "color", "red"),
        ("hat", "brand", "nike"),
    }
