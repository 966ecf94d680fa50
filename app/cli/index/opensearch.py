"""The index on OpenSearch, which all services share."""

from collections.abc import Iterator

from app.cli.index.opening import Advance, Kept
from app.errors import Conflict
from app.index.opensearch.upkeep.following import Follower
from app.index.opensearch.upkeep.lease import Lease
from app.index.opensearch.upkeep.verifying import differences


class SharedIndex:
    """A KeptIndex that services ask at once when it is built."""

    def __init__(self, follower: Follower) -> None:
        self.store = follower.store
        self.where = f"{follower.name} at {follower.client.place}"
        self._follower = follower

    def rebuild(self, advance: Advance) -> int:
        lease = Lease(self._follower.client, self._follower.name)

        def count(items: int) -> None:
            advance(items)
            lease.renew()

        with lease.held() as mine:
            if not mine:
                raise Conflict(f"{self.where}: another process is building the index; try again when it has ended")
            self._follower.build(count)
        return self._follower.sizes()[0]

    def kept(self) -> Kept | None:
        position = self._follower.position()
        if position is None:
            return None
        return Kept(*self._follower.sizes(), position.mark.place if position.mark else None)

    def differences(self, advance: Advance) -> Iterator[str] | None:
        return differences(self._follower, advance) if self._follower.open() else None

    def advice(self, items: int) -> str:  # noqa: ARG002 (the same for any number)
        return "the next service builds one, and so does itemgraph index rebuild"
