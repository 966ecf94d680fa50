"""The metrics of one service (Prometheus). None are global, so two services in one process stay apart."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

# The values of the labels, and the number.
Rows = Iterable[tuple[Sequence[str], float]]
_Family = type[CounterMetricFamily] | type[GaugeMetricFamily]


class Metrics:
    """The metrics that `/metrics` shows."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "itemgraph_request_seconds",
            "Time to answer, by operation and status.",
            ["operation", "status"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.documents = Counter("itemgraph_documents", "Texts read by the model.", registry=self.registry)
        self.windows = Counter("itemgraph_windows", "Windows run through the model.", registry=self.registry)
        self.items = Counter("itemgraph_items", "Items sent, by outcome.", ["status"], registry=self.registry)
        self.overloaded = Counter(
            "itemgraph_overloaded", "Calls refused with 429, because too many were waiting.", registry=self.registry
        )
        self.limited = Counter(
            "itemgraph_limited",
            "Calls refused with 429, because of their key or address.",
            ["by"],
            registry=self.registry,
        )

    def count(self, name: str, description: str, read: Callable[[], float]) -> None:
        """Adds a counter that is kept elsewhere. It is read when metrics are asked for."""
        self.registry.register(_Read(CounterMetricFamily, name, description, read))

    def gauge(self, name: str, description: str, read: Callable[[], float]) -> None:
        """Adds a number that goes up and down and is kept elsewhere. It is read when metrics are asked for."""
        self.registry.register(_Read(GaugeMetricFamily, name, description, read))

    def gauges(self, name: str, description: str, labels: Sequence[str], read: Callable[[], Rows]) -> None:
        """Adds numbers that are kept elsewhere, with their labels. They are read when metrics are asked for."""
        self.registry.register(_ReadRows(name, description, labels, read))

    def render(self) -> bytes:
        return generate_latest(self.registry)


class _Read(Collector):
    """A metric that is kept elsewhere."""

    def __init__(self, family: _Family, name: str, description: str, read: Callable[[], float]) -> None:
        self._family, self._name, self._description, self._read = family, name, description, read

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
        yield self._family(self._name, self._description, self._read())


class _ReadRows(Collector):
    """Numbers with labels that are kept elsewhere."""

    def __init__(self, name: str, description: str, labels: Sequence[str], read: Callable[[], Rows]) -> None:
        self._name, self._description, self._labels, self._read = name, description, labels, read

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily(self._name, self._description, labels=self._labels)
        for values, number in self._read():
            family.add_metric(values, number)
        yield family
