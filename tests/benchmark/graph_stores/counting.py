"""Counts what a call sends to a Gremlin server: traversals, steps, and the steps that Neptune does not run natively."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from gremlin_python.driver.driver_remote_connection import DriverRemoteConnection
from gremlin_python.process.traversal import Bytecode, Traversal

# Of the Neptune guide's list of steps, those that leave native execution.
NOT_NATIVE = frozenset(["inject", "choose", "optional", "math", "min", "max", "mean", "skip", "tail", "path"])


@dataclass
class Sent:
    """Traversals, and how often each step stood in them, nested ones too."""

    requests: int = 0
    steps: Counter[str] = field(default_factory=Counter)

    def add(self, bytecode: Any) -> None:
        self.requests += 1
        self.steps.update(_steps(bytecode))

    @property
    def not_native(self) -> list[str]:
        return sorted(self.steps.keys() & NOT_NATIVE)


def _steps(part: Any) -> Iterator[str]:
    if isinstance(part, Traversal):
        yield from _steps(part.bytecode)
    elif isinstance(part, Bytecode):
        for name, *arguments in part.step_instructions:
            yield name
            for each in arguments:
                yield from _steps(each)


@contextmanager
def counted() -> Iterator[Sent]:
    """Counts all that this process sends meanwhile."""
    sent = Sent()
    submit: Callable[..., Any] = DriverRemoteConnection.submit

    def counting(connection: Any, bytecode: Any) -> Any:
        sent.add(bytecode)
        return submit(connection, bytecode)

    DriverRemoteConnection.submit = counting
    try:
        yield sent
    finally:
        DriverRemoteConnection.submit = submit
