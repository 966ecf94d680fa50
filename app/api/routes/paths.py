"""`GET /graph/path`: what connects two items or properties."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from app.api import examples
from app.api.dependencies import ServiceDep, check_parameters
from app.api.errors import responses
from app.api.examples import example
from app.api.vertices import VertexOut, item_vertex, property_vertex
from app.catalog.connecting import find_paths
from app.domain.items import Item
from app.domain.paths import Path, Vertex

router = APIRouter(prefix="/graph", tags=["graph"], dependencies=[Depends(check_parameters)])

MOST_PATHS = 100


class PathOut(BaseModel):
    """A path. Neighbours in `vertices` are joined by an edge `HAS` from the item to the property."""

    length: int = Field(description="the number of edges")
    weight: float = Field(description="the sum of the weights of its properties; rarer properties weigh more")
    vertices: list[VertexOut]


class PathsOut(BaseModel):
    """The shortest paths, rarest first; none if not even one further item connects the ends."""

    model_config = example(examples.PATHS)

    paths: list[PathOut]


@router.get(
    "/path",
    operation_id="findPaths",
    response_model=PathsOut,
    response_model_exclude_unset=True,
    responses=responses(404, 422, 429, 503),
)
async def find_paths_between(
    service: ServiceDep,
    start: Annotated[str, Query(alias="from", max_length=321, description="an item's id, or a property: `name:value`")],
    end: Annotated[str, Query(alias="to", max_length=321, description="an item's id, or a property: `name:value`")],
    limit: Annotated[int, Query(ge=1, le=MOST_PATHS)] = 10,
) -> Any:
    """Returns the shortest paths between two items or properties: through a property that both have, or else through
    one further item.
    """
    standardizer = service.vocabulary.standardizer
    found = await service.short_calls.run(find_paths, service.store, standardizer, start, end, limit)
    return {"paths": [_path_out(path, found.items) for path in found.paths]}


def _path_out(path: Path, items: Mapping[str, Item]) -> dict[str, Any]:
    vertices = [_vertex(each, items) for each in path.vertices]
    return {"length": len(vertices) - 1, "weight": path.weight, "vertices": vertices}


def _vertex(vertex: Vertex, items: Mapping[str, Item]) -> dict[str, Any]:
    if isinstance(vertex, str):
        return item_vertex(items[vertex])
    held = (prop for item in items.values() for prop in item.properties if (prop.name, prop.value) == vertex)
    return property_vertex(next(held))
