"""An open service starts only where nobody else reaches it."""

from typing import Any

import pytest

from app.access.exposure import check_exposure, is_loopback
from app.errors import SettingsError
from app.settings import Settings

TOKEN = "a token of sixteen or more"


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"host": "localhost"},
        {"host": "127.9.9.9"},
        {"host": "::1"},
        {"host": "0.0.0.0", "admin_token": TOKEN},
        {"host": "0.0.0.0", "api_keys": "[]"},
        {"host": "0.0.0.0", "allow_anonymous": True},
    ],
)
def test_the_service_starts(settings: dict[str, Any]) -> None:
    check_exposure(Settings(**settings))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "2001:db8::7", "no-such-name.invalid", ""])
@pytest.mark.parametrize("keys", [{}, {"api_keys": ""}])
def test_an_open_service_refuses_an_address_that_others_reach(host: str, keys: dict[str, Any]) -> None:
    with pytest.raises(SettingsError) as caught:
        check_exposure(Settings(host=host, **keys))
    assert str(caught.value).startswith(f"HOST={host!r}: ")
    assert "API_KEYS" in str(caught.value)
    assert "ALLOW_ANONYMOUS=true" in str(caught.value)


def test_keys_and_everyone_contradict_each_other() -> None:
    with pytest.raises(SettingsError, match="ALLOW_ANONYMOUS"):
        check_exposure(Settings(allow_anonymous=True, api_keys="[]"))


def test_a_name_counts_by_its_addresses() -> None:
    assert is_loopback("localhost")
    assert not is_loopback("no-such-name.invalid")
