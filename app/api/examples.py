"""The examples of the API's page: answers of the shipped model, shortened where they repeat.

They are one file, because they are built from one another: the same item, span and page.
"""

from typing import Any

from pydantic import ConfigDict

_TIME = "2026-11-23T02:20:40.027662Z"
_MODEL = "products@0.4.0"

EXTRACT_IN: dict[str, Any] = {"documents": [{"id": "a", "text": "Nike Air red cotton t-shirt, size XL"}]}

EXTRACT: dict[str, Any] = {
    "model": {"name": "products", "version": "0.4.0", "labels": ["BRAND", "COLOR"]},
    "documents": [
        {
            "id": "a",
            "characters": 36,
            "windows": 1,
            "spans": [{"start": 0, "end": 4, "label": "BRAND", "text": "Nike", "score": 0.9996, "finder": "model"}],
            "properties": [
                {"name": "brand", "value": "nike", "display": "Nike", "score": 0.9996, "mentions": [[0, 4]]}
            ],
        }
    ],
}

ITEM_IN: dict[str, Any] = {
    "title": "Nike Air",
    "text": "Red cotton t-shirt, size XL",
    "properties": {"price": "39.90 EUR", "color": ["red"]},
}

ITEMS_IN: dict[str, Any] = {"items": [{"id": "sku-1", **ITEM_IN}, {"id": "sku-2", "title": "Blue denim jeans"}]}

PROPERTIES: list[dict[str, Any]] = [
    {
        "name": "brand",
        "value": "nike",
        "display": "Nike",
        "score": 0.9996,
        "source": "extracted",
        "evidence": [{"field": "title", "start": 0, "end": 4, "text": "Nike", "score": 0.9996, "finder": "model"}],
        "model": _MODEL,
        "extracted_at": _TIME,
    },
    {
        "name": "price",
        "value": "39.9 eur",
        "display": "39.90 EUR",
        "score": 1.0,
        "number": 39.9,
        "unit": "EUR",
        "source": "given",
        "evidence": [],
        "model": None,
        "extracted_at": _TIME,
    },
]

ITEM: dict[str, Any] = {
    "id": "sku-1",
    "title": "Nike Air",
    "text": "Red cotton t-shirt, size XL",
    "url": None,
    "image": None,
    "updated_at": _TIME,
    "properties": PROPERTIES,
}

WRITTEN: dict[str, Any] = {**ITEM, "status": "created"}
ITEMS_WRITTEN: dict[str, Any] = {"items": [WRITTEN]}
ITEMS: dict[str, Any] = {"items": [ITEM], "next": "WyI1ZDJm"}

CORRECTION_IN: dict[str, Any] = {
    "action": "change",
    "property": "color",
    "value": "red",
    "new_value": "dark red",
    "by": "anna",
}

CORRECTION: dict[str, Any] = {
    "id": "5f3c09d1a2b4",
    **CORRECTION_IN,
    "span": None,
    "at": _TIME,
    "key": "k3f9a2",
    "note": None,
}

MOMENT: dict[str, Any] = {
    "at": _TIME,
    "kind": "corrected",
    "key": "k3f9a2",
    "correction": "5f3c09d1a2b4",
    "added": [{"name": "color", "value": "dark red"}],
    "removed": [{"name": "color", "value": "red"}],
}

SIMILAR: dict[str, Any] = {
    "item": "sku-1",
    "hits": [
        {
            "id": "sku-7",
            "title": "Nike Court",
            "score": 4.1,
            "shared": [{"name": "brand", "value": "nike", "display": "Nike", "weight": 4.1}],
        }
    ],
}

_NIKE: dict[str, Any] = {"value": "nike", "display": "Nike", "score": 0.9996, "source": "extracted"}

COMPARE: dict[str, Any] = {
    "items": [
        {"id": "sku-1", "title": "Nike Air", "url": None, "image": None},
        {"id": "sku-7", "title": "Nike Court", "url": None, "image": None},
    ],
    "rows": [
        {"name": "brand", "cells": [[_NIKE], [_NIKE]], "verdict": "same"},
        {
            "name": "color",
            "cells": [[{"value": "red", "display": "Red", "score": 0.91, "source": "extracted"}], []],
            "verdict": "missing",
        },
    ],
}

NEIGHBORHOOD: dict[str, Any] = {
    "vertices": [
        {"id": "item/sku-1", "label": "Item", "item": "sku-1", "title": "Nike Air"},
        {"id": "item/sku-7", "label": "Item", "item": "sku-7", "title": "Nike Court"},
        {"id": "property/brand/nike", "label": "Property", "name": "brand", "value": "nike", "display": "Nike"},
    ],
    "edges": [
        {
            "id": f"item/{sku}|property/brand/nike",
            "from": f"item/{sku}",
            "to": "property/brand/nike",
            "label": "HAS",
            "score": 0.9996,
            "source": "extracted",
        }
        for sku in ("sku-1", "sku-7")
    ],
}

PATHS: dict[str, Any] = {
    "paths": [
        {
            "length": 2,
            "weight": 4.615121,
            "vertices": [NEIGHBORHOOD["vertices"][0], NEIGHBORHOOD["vertices"][2], NEIGHBORHOOD["vertices"][1]],
        }
    ]
}

ENTRY_IN: dict[str, Any] = {"display": "Navy", "aliases": ["midnight", "dark blue"]}
_ENTRY: dict[str, Any] = {"name": "color", "value": "navy", **ENTRY_IN, "pending": False}
ENTRIES: dict[str, Any] = {"entries": [_ENTRY]}
MERGE_SUGGESTIONS: dict[str, Any] = {
    "suggestions": [
        {
            "name": "brand",
            "value": "black and decker",
            "alias": "black decker",
            "reason": "spacing",
            "score": 1.25,
            "items": 41,
            "alias_items": 2,
            "together": 0,
            "examples": [{"id": "sku-9", "text": "Black Decker"}],
        }
    ]
}
OUTCOME: dict[str, Any] = {
    **_ENTRY,
    "merges": [{"value": "midnight", "items": 3}, {"value": "dark blue", "items": 12}],
    "items": 15,
}

CHANGES: dict[str, Any] = {
    "changes": [
        {"id": "sku-1", "change": "written", "at": _TIME},
        {"id": "sku-2", "change": "deleted", "at": _TIME},
    ],
    "next": "304",
}

_REQUIRED: dict[str, Any] = {"kind": "property", "use": "required"}
SEARCH: dict[str, Any] = {
    "query": {
        "text": "red nike shoes under 50 eur",
        "understood": [
            {**_REQUIRED, "start": 0, "end": 3, "text": "red", "kind": "word"},
            {
                **_REQUIRED,
                "start": 4,
                "end": 8,
                "text": "nike",
                "name": "brand",
                "value": "nike",
                "display": "Nike",
                "score": 0.99,
            },
            {
                **_REQUIRED,
                "start": 9,
                "end": 14,
                "text": "shoes",
                "kind": "word",
                "lead": True,
                "variants": ["sneaker"],
            },
            {
                **_REQUIRED,
                "kind": "limit",
                "start": 15,
                "end": 27,
                "text": "under 50 eur",
                "name": "price",
                "max": 50.0,
                "unit": "EUR",
            },
        ],
        "unmatched": ["shoes"],
        "filters": ["size:xl"],
    },
    "total": 1,
    "relaxed": True,
    "hits": [
        {
            "id": "sku-1",
            "title": "Nike Air",
            "score": 4.1,
            "matched": [{"name": "brand", "value": "nike"}],
            "missing": ["shoes"],
            "properties": PROPERTIES,
        }
    ],
    "facets": [
        {"name": "brand", "distinct": 1, "values": [{"value": "nike", "display": "Nike", "count": 1}], "ranges": []}
    ],
    "next": None,
    "took_ms": 7.4,
}

READY: dict[str, Any] = {
    "status": "ready",
    "model": _MODEL,
    "digest": "6e1f0c7d0a3f2b6a2c2f6b9c0d9b0a7f1f5a4c3d23fbb8bb70df2b0a63a6ba0e",
    "since": "2026-03-01T09:30:00Z",
    "watch": {"state": "current", "looked": "2026-03-01T11:02:21Z", "failures": 0},
    "vocabulary": "9f2c24a1",
    "items": 300,
    "index": {"kind": "embedded", "state": "ready", "read": 300, "place": "300"},
}

RELOAD: dict[str, Any] = {
    "before": _MODEL,
    "model": "products@0.5.0",
    "digest": "3fbb8bb70df2b0a63a6ba0e4f1f6e7d3a3f2b6a2c2f6b9c0d9b0a7f1f5a4c3d2",
    "changed": True,
}

INVOCATIONS: dict[str, Any] = {
    "documents": {"summary": "as /extract", "value": EXTRACT_IN},
    "sentences": {"summary": "the AWS sample's list", "value": [{"id": 1, "sentence": "red cotton shirt"}]},
    "inputs": {
        "summary": "TensorFlow Serving's predict call",
        "value": {"inputs": {"ids": [[101, 2417, 102]], "mask": [[1, 1, 1]]}},
    },
}

PREDICTIONS = [
    {"id": 1, "sentence": "red cotton shirt", "nerc_properties": {"color": ["red"], "material": ["cotton"]}},
]

METRICS = 'itemgraph_items_total{status="created"} 300.0\n'

PROBLEM: dict[str, Any] = {
    "type": "about:blank",
    "title": "Unprocessable Entity",
    "status": 422,
    "detail": "1 fault(s) in the request",
    "instance": "/items",
    "errors": [{"pointer": "/items/0/id", "detail": "missing"}],
}


def example(shown: Any) -> ConfigDict:
    """Returns the configuration that shows an example of a model on the API's page."""
    return ConfigDict(json_schema_extra={"examples": [shown]})


MODEL_CARD: dict[str, Any] = {
    "name": "products",
    "version": "0.4.0",
    "digest": "9f2c…",
    "labels": [{"label": "BRAND", "property": "brand", "threshold": 0.27}],
    "temperature": 1.68,
    "training": {"data": ["products/train.jsonl"], "examples": 35138, "calibration": {"micro_f1": 0.6992}},
    "quantization": {
        "noise": 0.12,
        "limit": 0.02,
        "agreement": 0.9977,
        "int8_agreement": 0.9891,
        "again": 0.18,
        "f1_change": -0.0003,
    },
}
