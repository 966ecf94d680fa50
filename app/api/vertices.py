"""Vertices of the graph as answers show them."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from app.domain.items import Item, Property
from app.graph.elements import item_id, property_id


class VertexOut(BaseModel):
    """An item (`title`) or a property (`name`, `value`, `display`)."""

    id: str
    label: Literal["Item", "Property"]
    item: str | None = Field(None, description="the item's own id")
    title: str | None = None
    name: str | None = None
    value: str | None = None
    display: str | None = None


def item_vertex(item: Item) -> dict[str, Any]:
    return {"id": item_id(item.id), "label": "Item", "item": item.id, "title": item.title}


def property_vertex(prop: Property) -> dict[str, Any]:
    said = {"name": prop.name, "value": prop.value, "display": prop.display}
    return {"id": property_id(prop.name, prop.value), "label": "Property", **said}
