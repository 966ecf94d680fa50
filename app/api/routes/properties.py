"""`GET /graph/properties` and `GET /graph/properties/{name}`: the properties of the graph and their values."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from app.api.dependencies import ServiceDep, ViewDep, check_parameters
from app.api.errors import responses
from app.api.examples import example
from app.api.requests import PropertyName
from app.catalog.browsing import list_names, list_values
from app.domain.filters import Filter, format_filter
from app.domain.queries import FacetValue

router = APIRouter(prefix="/graph", tags=["graph"], dependencies=[Depends(check_parameters)])


class NameOut(BaseModel):
    """A property that items have."""

    name: str
    items: int = Field(description="how many items have it")
    values: int = Field(description="how many distinct values it has")
    units: list[str] = Field(description="the units of its numbers")


class NamesOut(BaseModel):
    """The properties that the graph has, that of most items first."""

    model_config = example({"properties": [{"name": "price", "items": 280, "values": 190, "units": ["EUR"]}]})

    properties: list[NameOut]


class ValueOut(BaseModel):
    """A value, and how many items have it. `filter` finds them."""

    value: str
    display: str
    count: int
    filter: str


class ValuesOut(BaseModel):
    """The values of a property, the commonest first."""

    model_config = example(
        {
            "name": "color",
            "distinct": 1,
            "values": [{"value": "navy", "display": "navy blue", "count": 12, "filter": "color:navy"}],
        }
    )

    name: str
    distinct: int = Field(description="how many values there are, of which the list has the commonest")
    values: list[ValueOut]


@router.get("/properties", operation_id="listProperties", response_model=NamesOut, responses=responses(422, 429, 503))
async def list_properties(service: ServiceDep) -> Any:
    """Lists the properties that items have, with the number of items and of values."""
    found = await service.short_calls.run(list_names, service.index)
    return {
        "properties": [
            {"name": each.name, "items": each.items, "values": each.values, "units": sorted(filter(None, each.units))}
            for each in found
        ]
    }


@router.get(
    "/properties/{name:path}",
    operation_id="listValues",
    response_model=ValuesOut,
    responses=responses(404, 422, 429, 503),
)
async def list_property_values(
    service: ServiceDep,
    view: ViewDep,
    name: Annotated[PropertyName, Path(description="the property's name")],
    prefix: Annotated[
        str, Query(max_length=256, description="beginnings of words; if no value has them, nearly such are found")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Any:
    """Lists the values of a property, with the number of items that have each."""
    standard, found = await service.short_calls.run(
        list_values, service.index, service.vocabulary, name, prefix, limit, view
    )
    return {
        "name": standard,
        "distinct": found.distinct,
        "values": [{**facet_value_out(each), "filter": _filter(standard, each)} for each in found.values],
    }


def facet_value_out(each: FacetValue) -> dict[str, Any]:
    return {"value": each.value, "display": each.display, "count": each.count}


def _filter(name: str, each: FacetValue) -> str:
    return format_filter(Filter(name, each.value))
