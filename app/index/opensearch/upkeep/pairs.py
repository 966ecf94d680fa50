"""Makes pairs of indexes, and lets one of them answer."""

from collections.abc import Iterable

from app.index.opensearch.client import Client
from app.index.opensearch.mapping import ITEMS, VALUES, Pair, Shards, definition, filled


def create(client: Client, names: Pair, shards: Shards) -> None:
    client.call("PUT", f"/{names.items}", definition(ITEMS, shards))
    client.call("PUT", f"/{names.values}", definition(VALUES, Shards(1)))


def fill(client: Client, names: Pair, shards: Shards) -> None:
    """Ends the filling of a pair: searches see what was written, and copies are made."""
    both = f"/{names.items},{names.values}"
    client.call("POST", f"{both}/_refresh")
    client.call("PUT", f"{both}/_settings", filled(shards))


def answer(client: Client, name: str, names: Pair) -> None:
    """Lets a pair answer in place of the one before, in one step."""
    aliases = Pair.aliases(name)
    actions = []
    for alias, index in ((aliases.items, names.items), (aliases.values, names.values)):
        actions.append({"remove": {"index": f"{name}-*", "alias": alias, "must_exist": False}})
        actions.append({"add": {"index": index, "alias": alias}})
    client.call("POST", "/_aliases", {"actions": actions})


def drop(client: Client, pairs: Iterable[Pair]) -> None:
    for each in pairs:
        client.call("DELETE", f"/{each.items},{each.values}", ignore_unavailable="true")


def unused(client: Client, name: str) -> list[Pair]:
    """Returns the pairs that do not answer: they are being built, or their builder ended."""
    aliases = Pair.aliases(name)
    found = client.call("GET", f"/{aliases.values}-*/_alias") or {}
    return [Pair.with_values(index) for index, own in found.items() if aliases.values not in own["aliases"]]


def sizes(client: Client, names: Pair) -> tuple[int, int]:
    """Returns the number of items, and the bytes of both indexes without their copies."""
    items = client.call("GET", f"/{names.items}/_count")
    stats = client.call("GET", f"/{names.items},{names.values}/_stats/store")
    return int(items["count"]), int(stats["_all"]["primaries"]["store"]["size_in_bytes"])
