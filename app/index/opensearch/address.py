"""`INDEX_URL`: where OpenSearch is, and how callers authenticate."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from app.errors import SettingsError

EXPECTED = "expected https://HOST, https://USER:PASSWORD@HOST, or https://HOST?auth=iam&region=REGION for AWS"


@dataclass(frozen=True, slots=True)
class Address:
    """`login` has the name and the password of a user. `region`: requests are signed for AWS in this region."""

    url: str
    login: tuple[str, str] | None = None
    region: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Reads the setting. Raises SettingsError, which does not show it, because it may have a password."""
        parts = urlsplit(text)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        try:
            host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
        except ValueError:  # Not a port.
            host = None
        if parts.scheme not in ("http", "https") or not host or parts.path.strip("/") or parts.fragment:
            raise SettingsError(f"INDEX_URL: {EXPECTED}")
        iam = options.pop("auth", None), options.pop("region", None)
        if options or iam not in ((None, None), ("iam", iam[1] or "")) or (iam[0] and not iam[1]):
            raise SettingsError(f"INDEX_URL: auth=iam and region=REGION go together; {EXPECTED}")
        login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        if (login or iam[0]) and parts.scheme != "https":
            raise SettingsError("INDEX_URL: passwords and signed requests go over https:// only")
        if login and iam[0]:
            raise SettingsError("INDEX_URL: expected a user or auth=iam, found both")
        return cls(f"{parts.scheme}://{host}", login, iam[1])
