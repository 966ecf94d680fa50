"""`GRAPH_URL` of a Gremlin server: its addresses, and how callers authenticate."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from app.errors import SettingsError

EXPECTED = "expected ws://HOST:PORT/gremlin, or wss://…, with ?auth=iam&region=REGION for Neptune's IAM"
_OPTIONS = {"auth", "region", "reader"}


@dataclass(frozen=True, slots=True)
class Address:
    """`url` takes writes and `reader` takes searches; they may be the same. `region`: the AWS region, with IAM."""

    url: str
    reader: str
    region: str | None = None

    @property
    def data_url(self) -> str:
        """The address of the cluster's HTTP API."""
        return f"https://{urlsplit(self.url).netloc}"

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Reads the setting. Raises SettingsError, which names it and says what was expected."""
        parts = urlsplit(text)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        unknown = options.keys() - _OPTIONS
        try:
            has_host = bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:  # Not a port.
            has_host = False
        if parts.scheme not in ("ws", "wss") or not has_host or unknown or parts.fragment or parts.username:
            raise SettingsError(f"GRAPH_URL={text!r}: {EXPECTED}")
        if options.get("auth", "iam") != "iam" or ("auth" in options) != ("region" in options):
            raise SettingsError(f"GRAPH_URL={text!r}: auth=iam and region=REGION go together; {EXPECTED}")
        if options.get("region") and parts.scheme != "wss":
            raise SettingsError(f"GRAPH_URL={text!r}: signed requests go over wss:// only")
        url = urlunsplit((parts.scheme, parts.netloc, parts.path or "/gremlin", "", ""))
        return cls(url, _reader(url, options.get("reader")), options.get("region"))


def _reader(url: str, host: str | None) -> str:
    """Returns the same address at another host. A port may follow the host."""
    if not host:
        return url
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port and ":" not in host else ""
    return urlunsplit(parts._replace(netloc=f"{host}{port}"))
