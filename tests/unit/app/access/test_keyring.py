"""The keys of a service, from a file or from a secret."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.access.caller import ANYONE
from app.access.keyring import ADMIN_TOKEN_ID, open_keyring
from app.access.keys import Key, Scope, new_key, write_key
from app.errors import SettingsError
from app.settings import Settings

READ = frozenset({Scope.READ})
TOKEN = "a token of sixteen or more"


def text_of(*keys: Key) -> str:
    return json.dumps([write_key(key) for key in keys])


def rewrite(path: Path, text: str) -> None:
    """Replaces the file, as `itemgraph key` does."""
    other = path.with_suffix(".new")
    other.write_text(text)
    other.replace(path)


def test_without_keys_everyone_may_read_and_write() -> None:
    keyring = open_keyring(Settings())
    assert not keyring.closed
    assert keyring.find(None) == keyring.find("anything") == ANYONE
    assert ANYONE.scopes == {Scope.READ, Scope.WRITE}


def test_a_key_is_found_by_its_secret_alone() -> None:
    (one, first), (two, second) = new_key("one", READ), new_key("two", frozenset({Scope.WRITE}))
    keyring = open_keyring(Settings(api_keys=text_of(first, second)))
    assert [caller.id for caller in map(keyring.find, (one, two)) if caller] == [first.id, second.id]
    for wrong in (None, "", one[:-1], one.upper(), first.digest, f" {one}", "ä", "\udce4"):
        assert keyring.find(wrong) is None


def test_the_admin_token_is_a_key_with_all_scopes() -> None:
    keyring = open_keyring(Settings(admin_token=TOKEN))
    assert keyring.closed
    found = keyring.find(TOKEN)
    assert found is not None
    assert (found.id, found.scopes) == (ADMIN_TOKEN_ID, frozenset(Scope))
    assert keyring.find(None) is None


def test_an_expired_key_is_none() -> None:
    secret, key = new_key("shop", READ, datetime.now(UTC) - timedelta(seconds=1))
    assert open_keyring(Settings(api_keys=text_of(key))).find(secret) is None


def test_a_list_without_keys_lets_nobody_in() -> None:
    keyring = open_keyring(Settings(api_keys="[]"))
    assert keyring.closed
    assert keyring.find(None) is None


def test_a_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    (one, first), (two, second) = new_key("one", READ), new_key("two", READ)
    path = tmp_path / "keys.json"
    rewrite(path, text_of(first))
    keyring = open_keyring(Settings(api_keys=str(path)))
    assert (keyring.find(one) is not None, keyring.find(two) is not None) == (True, False)
    rewrite(path, text_of(second))
    assert (keyring.find(one) is not None, keyring.find(two) is not None) == (False, True)


@pytest.mark.parametrize("spoil", [lambda path: path.write_text("[{"), lambda path: path.unlink()])
def test_a_file_that_spoils_keeps_the_earlier_keys_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, spoil: Callable[[Path], object]
) -> None:
    secret, key = new_key("one", READ)
    path = tmp_path / "keys.json"
    path.write_text(text_of(key))
    keyring = open_keyring(Settings(api_keys=str(path)))
    spoil(path)
    assert keyring.find(secret) is not None
    assert "the earlier ones stay" in caplog.text
    assert secret not in caplog.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[", "API_KEYS: not JSON"),
        ('[{"id": "a"}]', "API_KEYS: key 1: name: "),
        ("/no/such/file", "API_KEYS: No such file or directory"),
        ("[1]", "API_KEYS: key 1: expected an object"),
    ],
)
def test_wrong_keys_stop_the_start_without_being_shown(text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        open_keyring(Settings(api_keys=text))
    assert str(caught.value).startswith(said)
    assert text not in str(caught.value)


def test_two_keys_of_one_id_stop_the_start() -> None:
    _, key = new_key("one", READ)
    with pytest.raises(SettingsError, match="two keys have the same id"):
        open_keyring(Settings(api_keys=text_of(key, key)))


def test_a_file_that_is_no_list_is_named(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text('{"id": "a"}')
    with pytest.raises(SettingsError, match=f"{path}: expected a list of keys"):
        open_keyring(Settings(api_keys=str(path)))
