"""Refuses to start an open service on an address that other machines can reach."""

import socket
from ipaddress import ip_address

from app.errors import SettingsError
from app.settings import Settings


def check_exposure(settings: Settings) -> None:
    """Raises SettingsError unless callers need a key, or only this machine can call, or the owner allows everyone."""
    has_keys = bool(settings.api_keys or settings.admin_token)
    if has_keys and settings.allow_anonymous:
        raise SettingsError(
            "ALLOW_ANONYMOUS=true lets everyone read and write, but API_KEYS or ADMIN_TOKEN is set; expected only one"
        )
    if has_keys or settings.allow_anonymous or is_loopback(settings.host):
        return
    raise SettingsError(
        f"HOST={settings.host!r}: other machines can reach this address, and no key is configured. Set API_KEYS "
        "(`itemgraph key create` makes a key), or ALLOW_ANONYMOUS=true to let every caller read and write"
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address. A name counts if all its addresses do."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        pass
    try:
        addresses = {str(found[4][0]) for found in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(addresses) and all(ip_address(each.partition("%")[0]).is_loopback for each in addresses)
