"""A client of the Itemgraph API with httpx: it loads items, searches, pages, and waits when the service is busy.

Run it against a service on http://127.0.0.1:8000 (or ITEMGRAPH_URL): `python examples/client.py`. If the service needs
a key, it is in ITEMGRAPH_API_KEY.
"""

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpx

BUSY = {429, 503}
LONGEST_WAIT = 30.0


class Itemgraph:
    """Calls one service. Every call may be repeated safely, so a busy or absent service only costs time."""

    def __init__(self, http: httpx.Client, tries: int = 6) -> None:
        self._http = http
        self._tries = tries

    def load(self, items: Iterable[dict[str, Any]], at_once: int = 200) -> Iterator[dict[str, Any]]:
        """Creates or replaces items. Yields the answer to each item: its status, or its error."""
        batch: list[dict[str, Any]] = []
        for item in items:
            batch.append(item)
            if len(batch) == at_once:
                yield from self._bulk(batch)
                batch = []
        if batch:
            yield from self._bulk(batch)

    def search(self, q: str = "", filters: Iterable[str] = (), page: int = 20, **more: Any) -> Iterator[dict[str, Any]]:
        """Yields all hits, best first, page by page. `more`: further parameters, such as `sort`."""
        params = {"q": q, "filter": list(filters), "limit": page, **more}
        while True:
            answer = self._send("GET", "/graph/search", params=params).json()
            yield from answer["hits"]
            if answer["next"] is None:
                return
            params["cursor"] = answer["next"]

    def _bulk(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        lines = "".join(json.dumps(item) + "\n" for item in items)
        headers = {"Content-Type": "application/x-ndjson"}
        answer = self._send("POST", "/items/bulk", content=lines.encode(), headers=headers)
        return [json.loads(line) for line in answer.text.splitlines()]

    def _send(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Waits as long as `Retry-After` says, and tries again. Raises httpx.HTTPStatusError with the reason."""
        for attempt in range(self._tries):
            response = self._http.request(method, path, **request)
            if response.status_code not in BUSY or attempt == self._tries - 1:
                break
            time.sleep(min(float(response.headers.get("Retry-After", 2**attempt)), LONGEST_WAIT))
        if response.is_error:
            detail = response.json()["detail"]
            raise httpx.HTTPStatusError(
                f"{response.status_code}: {detail}", request=response.request, response=response
            )
        return response


ITEMS = [
    {"id": "tee-1", "title": "Acme cotton t-shirt, navy, size M", "properties": {"price": "19.90 EUR"}},
    {"id": "tee-2", "title": "Acme cotton t-shirt, red, size L", "properties": {"price": "24.90 EUR"}},
    {"id": "jacket-1", "title": "Waterproof jacket in navy blue", "properties": {"price": "89.00 EUR"}},
]


def main() -> None:
    url, key = os.environ.get("ITEMGRAPH_URL", "http://127.0.0.1:8000"), os.environ.get("ITEMGRAPH_API_KEY")
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with httpx.Client(base_url=url, headers=headers, timeout=60) as http:
        service = Itemgraph(http)
        for answer in service.load(ITEMS):
            sys.stdout.write(f"{answer['id']}: {answer.get('status') or answer['error']}\n")
        for hit in service.search("blue t-shirt", filters=["price:<=30 EUR"], page=1):
            matched = ", ".join(f"{each['name']}:{each['value']}" for each in hit["matched"])
            sys.stdout.write(f"{hit['id']}: {hit['title']} ({matched})\n")


if __name__ == "__main__":
    main()
