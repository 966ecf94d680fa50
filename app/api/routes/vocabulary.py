"""`/vocabulary`: the values that a team has decided to be the same."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field, StrictStr

from app.api import examples
from app.api.bodies.lists import at_most
from app.api.bodies.routes import TAKES_BODY, BodyRoute
from app.api.dependencies import ServiceDep, check_parameters
from app.api.errors import responses
from app.api.examples import example
from app.api.requests import Name, PropertyName, RequestModel, Text
from app.catalog.merging import Outcome
from app.catalog.suggesting import Wanted, suggest_merges
from app.domain.aliases.entries import Entry
from app.domain.aliases.suggestions import Variant
from app.domain.standard import standardize_name

router = APIRouter(tags=["vocabulary"], dependencies=[Depends(check_parameters)], route_class=BodyRoute)

_MAX_CHARACTERS = 256
_MOST_ALIASES = 1000
_MOST_SUGGESTIONS = 10_000
Said = Annotated[Text, Field(min_length=1, max_length=_MAX_CHARACTERS)]
NamePath = Annotated[Name, Path(description="the property's name")]
ValuePath = Annotated[Said, Path(description="the value that remains")]
Preview = Annotated[bool, Query(description="show the changes without making them")]


class EntryIn(RequestModel):
    """Aliases of a value."""

    model_config = example(examples.ENTRY_IN)

    display: StrictStr | None = Field(
        None, min_length=1, max_length=_MAX_CHARACTERS, description="how to display the value in facets"
    )
    aliases: Annotated[list[Said], at_most(_MOST_ALIASES)] = Field(
        default_factory=list,
        max_length=_MOST_ALIASES,
        description="other words for the value; they replace the earlier aliases",
    )


class EntryOut(BaseModel):
    """The aliases of a value, as written. `pending`: not all items are rewritten yet; a repeated call continues."""

    name: str
    value: str
    display: str | None
    aliases: list[str]
    pending: bool


class EntriesOut(BaseModel):
    """The entries in order of name and value."""

    model_config = example(examples.ENTRIES)

    entries: list[EntryOut]


class MergeOut(BaseModel):
    """A value that becomes another."""

    value: str
    items: int = Field(description="the number of items that had it before")


class OutcomeOut(EntryOut):
    """A decision and its effect."""

    model_config = example(examples.OUTCOME)

    merges: list[MergeOut]
    items: int = Field(description="the number of items that changed, or would change")


class ExampleOut(BaseModel):
    """An item that has the alias, and its wording."""

    id: str
    text: str


class SuggestionOut(BaseModel):
    """A value `alias` that may mean the same as the commoner `value`."""

    name: str
    value: str
    alias: str
    reason: str = Field(description="the kind of likeness, such as `spacing` or `plural`")
    score: float = Field(description="grows with the certainty, and with the number of items that have the alias")
    items: int = Field(description="items that have the value")
    alias_items: int = Field(description="items that have the alias")
    together: int = Field(description="items that have both")
    examples: list[ExampleOut]


class SuggestionsOut(BaseModel):
    """Values that may be the same, the likeliest first."""

    model_config = example(examples.MERGE_SUGGESTIONS)

    suggestions: list[SuggestionOut]


@router.get(
    "/vocabulary/suggestions",
    operation_id="suggestMerges",
    response_model=SuggestionsOut,
    responses=responses(422, 429, 503),
)
async def suggest_vocabulary(
    request: Request,
    service: ServiceDep,
    name: Annotated[list[PropertyName] | None, Query(max_length=20, description="only this property; repeats")] = None,
    min_items: Annotated[int, Query(ge=1, le=1_000_000, description="how many items must have an alias")] = 1,
    limit: Annotated[int, Query(ge=1, le=_MOST_SUGGESTIONS)] = 100,
) -> dict[str, Any]:
    """Finds values that are likely to be the same. Nothing is merged; it reads the whole graph, which takes a while."""
    wanted = Wanted(frozenset(map(standardize_name, name or ())), min_items, limit)
    suggest = partial(suggest_merges, service.store, service.vocabulary.standardizer, wanted)
    found = await service.long_calls.run_for(request, suggest)
    return {"suggestions": [_suggestion_out(each) for each in found]}


@router.get("/vocabulary", operation_id="listVocabulary", response_model=EntriesOut, responses=responses(422, 429, 503))
async def list_vocabulary(service: ServiceDep) -> dict[str, Any]:
    """Lists the team's decisions. The rules that ship with the service are not part of them."""
    entries = await service.short_calls.run(service.vocabulary.entries)
    return {"entries": [_entry_out(each) for each in entries]}


@router.put(
    "/vocabulary/{name}/{value:path}",
    operation_id="putVocabulary",
    response_model=OutcomeOut,
    responses=responses(*TAKES_BODY, 503),
)
async def put_vocabulary(
    name: NamePath, value: ValuePath, body: EntryIn, request: Request, service: ServiceDep, preview: Preview = False
) -> dict[str, Any]:
    """Merges the aliases into the value, in all items and in all later queries. Deleting the entry undoes it."""
    entry = Entry(name, value, tuple(body.aliases), body.display)
    put = partial(service.merger.put, key=request.scope["caller"].id)
    decide = service.merger.preview if preview else put
    return _outcome_out(await service.long_calls.run_for(request, lambda _: decide(entry)))


@router.delete(
    "/vocabulary/{name}/{value:path}",
    operation_id="deleteVocabulary",
    response_model=OutcomeOut,
    responses=responses(404, 422, 429, 503),
)
async def delete_vocabulary(
    name: NamePath, value: ValuePath, request: Request, service: ServiceDep, preview: Preview = False
) -> dict[str, Any]:
    """Undoes a decision: every item again has the values of its own texts."""
    delete = partial(service.merger.delete, key=request.scope["caller"].id)
    decide = service.merger.preview_delete if preview else delete
    return _outcome_out(await service.long_calls.run(decide, name, value))


def _entry_out(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "value": entry.value,
        "display": entry.display,
        "aliases": list(entry.aliases),
        "pending": entry.pending,
    }


def _outcome_out(outcome: Outcome) -> dict[str, Any]:
    merges = [{"value": each.value, "items": each.items} for each in outcome.merges]
    return {**_entry_out(outcome.entry), "merges": merges, "items": outcome.items}


def _suggestion_out(variant: Variant) -> dict[str, Any]:
    return {
        "name": variant.value.name,
        "value": variant.value.value,
        "alias": variant.alias.value,
        "reason": variant.reason,
        "score": round(variant.score, 6),
        "items": len(variant.value.items),
        "alias_items": len(variant.alias.items),
        "together": variant.together,
        "examples": [{"id": item, "text": text} for item, text in variant.alias.examples],
    }
