"""`GET /graph/compare` and `GET /graph/neighborhood/{id}`: several items side by side, and what is near one."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from app.api import examples
from app.api.answers import number_out
from app.api.dependencies import ServiceDep, ViewDep, check_parameters
from app.api.errors import responses
from app.api.examples import example
from app.api.requests import LookedUpId
from app.api.vertices import VertexOut, item_vertex, property_vertex
from app.catalog.finding import find_items, find_neighborhood
from app.domain.comparison import compare
from app.domain.items import Item, Property, Source
from app.errors import Fault, InvalidInput
from app.graph.elements import edge_id, item_id, property_id

router = APIRouter(prefix="/graph", tags=["graph"], dependencies=[Depends(check_parameters)])

MOST_COMPARED = 10


class ComparedOut(BaseModel):
    """An item of a comparison, which is a column."""

    id: str
    title: str
    url: str | None
    image: str | None


class CellOut(BaseModel):
    """A value of an item, and its source."""

    value: str
    display: str
    number: float | None = None
    high: float | None = None
    unit: str | None = None
    score: float
    source: Source


class RowOut(BaseModel):
    """A property, with the values of every item in the order of the items."""

    name: str
    cells: list[list[CellOut]]
    verdict: Literal["same", "different", "missing"] = Field(description="`missing`: one of the items has no value")


class CompareOut(BaseModel):
    """The items in the order asked for, and a row for every property name that one of them has."""

    model_config = example(examples.COMPARE)

    items: list[ComparedOut]
    rows: list[RowOut]


class EdgeOut(BaseModel):
    """An edge from an item to a property that it has."""

    id: str
    start: str = Field(alias="from")
    end: str = Field(alias="to")
    label: Literal["HAS"]
    score: float
    source: Source


class NeighborhoodOut(BaseModel):
    """The item first, then the items that share most with it, then its properties."""

    model_config = example(examples.NEIGHBORHOOD)

    vertices: list[VertexOut]
    edges: list[EdgeOut]


@router.get(
    "/compare",
    operation_id="compareItems",
    response_model=CompareOut,
    response_model_exclude_unset=True,
    responses=responses(404, 422, 429, 503),
)
async def compare_items(
    service: ServiceDep,
    view: ViewDep,
    id: Annotated[  # noqa: A002 (the contract's name)
        list[LookedUpId],
        Query(min_length=2, max_length=MOST_COMPARED, description="ids of items; repeat the parameter"),
    ],
) -> Any:
    """Compares items property by property."""
    if len(set(id)) < len(id):
        raise InvalidInput([Fault("/id", "an id is repeated; expected different items")])
    items = await service.short_calls.run(find_items, service.store, id, view)
    rows = [
        {"name": row.name, "cells": [[_cell(prop) for prop in cell] for cell in row.cells], "verdict": row.verdict}
        for row in compare(items)
    ]
    return {"items": [{"id": i.id, "title": i.title, "url": i.url, "image": i.image} for i in items], "rows": rows}


@router.get(
    "/neighborhood/{id:path}",
    operation_id="neighborhood",
    response_model=NeighborhoodOut,
    response_model_exclude_unset=True,
    responses=responses(404, 422, 429, 503),
)
async def item_neighborhood(
    service: ServiceDep,
    view: ViewDep,
    id: Annotated[str, Path(description="the item's id")],  # noqa: A002 (the contract's name)
    limit: Annotated[int, Query(ge=0, le=100, description="the largest number of other items")] = 20,
) -> Any:
    """Returns the graph around an item: its properties, and the items that share most of them."""
    around = await service.short_calls.run(find_neighborhood, service.store, service.index, id, limit, view)
    vertices = [*map(item_vertex, around.items), *map(property_vertex, around.properties)]
    return {"vertices": vertices, "edges": [_edge(item, prop) for item, prop in around.links]}


def _edge(item: Item, prop: Property) -> dict[str, Any]:
    start, end = item_id(item.id), property_id(prop.name, prop.value)
    known = {"score": prop.score, "source": prop.source}
    return {"id": edge_id(start, end), "from": start, "to": end, "label": "HAS", **known}


def _cell(prop: Property) -> dict[str, Any]:
    known = {"score": prop.score, "source": prop.source}
    return {"value": prop.value, "display": prop.display, **number_out(prop.number, prop.unit, prop.high), **known}
