"""The errors that the service raises on purpose, without anything of HTTP.

ItemgraphError
├── BundleError        (model.errors) the model cannot be loaded
├── InvalidInput       the caller's data is wrong; carries one fault per place
│   └── TooLarge       the data exceeds a limit of the settings
├── NotFound           no item or entry has that name
├── NotSupported       the graph's server, or this installation, cannot do that
├── Conflict           another request is changing the same thing
│   ├── ItemsCorrected     somebody corrected an item between the reading and the writing of it
│   └── VocabularyChanged  items were standardized by other aliases than the graph has
├── PreconditionFailed the item is not in the state that the caller expects
├── Cancelled          the caller has gone, so no answer is sent
├── TooSlow            the caller's data did not come in time
├── Overloaded         the queue is full; try again later
│   └── Stopping       the service is about to end; try again soon
├── NotIndexed         the index is being built or does not fit, and the graph is too large to answer by itself
├── StoreError         the graph cannot be opened, read or written
├── TaggerError        the endpoint that runs the model failed
├── SettingsError      a setting has no usable value
│   └── NotInstalled   a library is missing that only some installations have
└── ServiceError       the service refused a command's call, or did not answer
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
    "ItemsCorrected",
    "NotFound",
    "NotIndexed",
    "NotInstalled",
    "NotSupported",
    "Overloaded",
    "PreconditionFailed",
    "ServiceError",
    "SettingsError",
    "Stopping",
    "StoreError",
    "TaggerError",
    "TooLarge",
    "TooSlow",
    "VocabularyChanged",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """An error at one place. `pointer` is a JSON pointer (RFC 6901) into the caller's document."""

    pointer: str
    detail: str


class InvalidInput(ItemgraphError):
    """The input does not have the expected form."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.detail}" for fault in faults))
        self.faults = tuple(faults)


class TooLarge(InvalidInput):
    """The input has the right form but exceeds a limit."""


class NotFound(ItemgraphError):
    """The thing that was asked for does not exist."""


class NotSupported(ItemgraphError):
    """The operation is not available here. The message names what is missing."""


class Conflict(ItemgraphError):
    """Another request is changing the same thing. The client can send this one again."""


class ItemsCorrected(Conflict):
    """The stored items have other corrections than those that were read, so nothing was written."""


class VocabularyChanged(Conflict):
    """The graph has other aliases than those that standardized the items, so nothing was written."""


class PreconditionFailed(ItemgraphError):
    """The stored item is not in the state in which the caller wants to change it."""


class Cancelled(ItemgraphError):
    """The work was dropped because its caller has gone."""


class Overloaded(ItemgraphError):
    """The service has too much to do. `retry_after` is the number of seconds to wait before another try."""

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Stopping(Overloaded):
    """The service is about to end, and begins nothing any more."""

    def __init__(self) -> None:
        super().__init__("the service is stopping; send the request again", retry_after=5)


class NotIndexed(ItemgraphError):
    """No index could answer in time. `retry_after` is the number of seconds to wait before another try."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TooSlow(ItemgraphError):
    """The rest of the input did not come in time."""


class StoreError(ItemgraphError):
    """The graph cannot be reached, or its file cannot be used. `public` says so without a path or an address."""

    def __init__(self, message: str, public: str = "") -> None:
        super().__init__(message)
        self.public = public or message


class TaggerError(ItemgraphError):
    """The endpoint of the model failed. The message has its name and its answer."""


class SettingsError(ItemgraphError):
    """A setting has no usable value. The message has its name, its value and the expected form."""


class NotInstalled(SettingsError):
    """A library of an optional part is missing. The message says how to install it and which image has it."""

    def __init__(self, library: str | None, extra: str, image: str = "") -> None:
        advice = f"in a checkout, `pip install '.[{extra}]'` installs it" + (f"; {image}" if image else "")
        super().__init__(f"{library} is not installed: {advice}")


class ServiceError(ItemgraphError):
    """The service refused the call of a command, or did not answer.

    `final`: the same call would be refused again. `retry_after`: the seconds that the service asks to wait.
    """

    def __init__(self, message: str, final: bool = False, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.final = final
        self.retry_after = retry_after
