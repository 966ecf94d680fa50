"""What the service raises on purpose, free of HTTP.

ItemgraphError
├── BundleError        (model.errors) the model cannot be loaded
├── InvalidInput       the caller's data; carries one fault per place
│   └── TooLarge       beyond a limit of the settings
├── NotFound           no item of that id
├── NotSupported       the graph's server, or what is installed here, cannot do that
├── Conflict           the same request is being answered already
├── Cancelled          the caller has gone; nobody hears of it
├── Overloaded         the queue is full; try again later
├── StoreError         the graph cannot be opened, read or written
├── TaggerError        what runs the model elsewhere is away, or answers no such thing
├── SettingsError      a setting has no usable value
│   └── NotInstalled   a library that only some installations have
└── ServiceError       the command line's call was refused, or nobody answered
"""

from collections.abc import Sequence
from dataclasses import dataclass

from model.errors import BundleError, ItemgraphError

__all__ = [
    "BundleError",
    "Cancelled",
    "Conflict",
    "Fault",
    "InvalidInput",
    "ItemgraphError",
    "NotFound",
    "NotInstalled",
    "NotSupported",
    "Overloaded",
    "ServiceError",
    "SettingsError",
    "StoreError",
    "TaggerError",
    "TooLarge",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place. `pointer`: RFC 6901, into the document that the caller sent."""

    pointer: str
    detail: str


class InvalidInput(ItemgraphError):
    """Input that has another form than expected."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.detail}" for fault in faults))
        self.faults = tuple(faults)


class TooLarge(InvalidInput):
    """Input of the right form beyond a limit."""


class NotFound(ItemgraphError):
    """No such item."""


class NotSupported(ItemgraphError):
    """Names what is missing for it."""


class Conflict(ItemgraphError):
    """A request with the same key is still in progress."""


class Cancelled(ItemgraphError):
    """Work was left undone because its caller has gone."""


class Overloaded(ItemgraphError):
    """`retry_after`: seconds after which it is worth trying again."""

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StoreError(ItemgraphError):
    """The graph is away or its file is unusable."""


class TaggerError(ItemgraphError):
    """Names the endpoint and what it said."""


class SettingsError(ItemgraphError):
    """Names the setting, its value and what was expected."""


class NotInstalled(SettingsError):
    """A library of an optional part is missing. The message says how to install it, and which image has it."""

    def __init__(self, library: str | None, extra: str, image: str = "") -> None:
        advice = f"in a checkout, `pip install '.[{extra}]'` installs it" + (f"; {image}" if image else "")
        super().__init__(f"{library} is not installed: {advice}")


class ServiceError(ItemgraphError):
    """What the command line says when the service refuses or is not there."""
