"""Items of the browser's tests, hostile ones among them."""

from typing import Any

HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script> & "quotes" shirt'
HOSTILE_VALUE = '"><svg onload=window.hit=1>'


def _jacket(number: int, color: str, price: float) -> dict[str, Any]:
    return {
        "id": f"jacket-{number}",
        "title": f"Acme waterproof jacket {number} in {color}",
        "text": f"A waterproof jacket. The {color} shell is cotton.",
        "properties": {"price": f"{price} EUR"},
    }


ITEMS: list[dict[str, Any]] = [
    *(_jacket(n, color, 90 + 20 * n) for n, color in enumerate(("red", "navy", "blue", "red", "green", "navy"), 1)),
    {"id": "shirt-1", "title": "😀 Nike shirt red", "text": "Cotton, size XL.", "properties": {"brand": "Adidas"}},
    {"id": "shirt-2", "title": "Nike shirt navy", "text": "A leather label."},
    {"id": "shoe-1", "title": "Adidas shoes blue", "text": "Leather shoes.", "properties": {"weight": "0.5 kg"}},
    {"id": "shoe-2", "title": "Adidas shoes red", "text": "Leather shoes.", "properties": {"weight": "700 g"}},
    {"id": "tent-1", "title": "Acme tent green", "text": "A tent for two.", "properties": {"price": "300 EUR"}},
    {"id": "a/b c?d#é", "title": HOSTILE, "text": f"{HOSTILE} red", "properties": {"note": HOSTILE_VALUE}},
]
