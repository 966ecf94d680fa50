"""`itemgraph key`: makes, lists and revokes keys of a file, which a service then accepts."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.access.keyring import open_keyring
from app.access.keys import Scope
from app.settings import Settings
from tests.unit.app.cli.conftest import Run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in text.splitlines() if "│" in line]


def test_a_created_key_is_accepted_by_a_service(run: Run, file: Path) -> None:
    ran = run("key", "create", "shop", "--scope", "read", "--scope", "write", "--file", file)
    assert ran.status == 0, ran.err
    (secret,) = ran.out.splitlines()
    caller = open_keyring(Settings(api_keys=str(file))).find(secret)
    assert caller is not None
    assert caller.scopes == {Scope.READ, Scope.WRITE}
    assert secret not in file.read_text()
    assert f"API_KEYS={file}" in ran.err


def test_the_file_is_for_its_owner_and_keeps_the_mode_that_the_owner_gives(run: Run, file: Path) -> None:
    run("key", "create", "one", "--file", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)
    run("key", "create", "two", "--file", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [record["name"] for record in json.loads(file.read_text())] == ["one", "two"]


def test_a_key_reads_unless_told_otherwise_and_never_ends(run: Run, file: Path) -> None:
    run("key", "create", "shop", "--file", file)
    (record,) = json.loads(file.read_text())
    assert (record["scopes"], record["expires"], record["filter"]) == (["read"], None, [])


@pytest.mark.parametrize(("when", "days"), [("90d", 90), ("1d", 1)])
def test_an_expiry_counts_days(run: Run, file: Path, when: str, days: int) -> None:
    run("key", "create", "shop", "--expires", when, "--file", file)
    (record,) = json.loads(file.read_text())
    left = datetime.fromisoformat(record["expires"]) - datetime.now(UTC)
    assert timedelta(days=days) - timedelta(minutes=1) < left <= timedelta(days=days)


def test_the_list_shows_keys_without_secrets(run: Run, file: Path) -> None:
    run("key", "create", "acme", "--filter", "brand:acme", "--expires", "2030-01-31", "--file", file)
    run("key", "create", "old", "--expires", "2030-01-31", "--file", file)
    file.write_text("2020-01-31".join(file.read_text().rsplit("2030-01-31", 1)))
    shown = run("key", "list", "--file", file)
    first, second = rows(shown.out)
    today = datetime.now(UTC).date().isoformat()
    assert first[1:] == ["acme", "read", "brand:acme", today, "2030-01-31"]
    assert second[1:] == ["old", "read", "", today, "2020-01-31 (expired)"]
    assert not [record["sha256"] for record in json.loads(file.read_text()) if record["sha256"] in shown.out]


def test_a_revoked_key_is_refused_by_a_running_service(run: Run, file: Path) -> None:
    one, two = (run("key", "create", name, "--file", file).out.strip() for name in ("one", "two"))
    keyring = open_keyring(Settings(api_keys=str(file)))
    assert keyring.find(one) is not None
    ran = run("key", "revoke", one.split("_")[1], "--file", file)
    assert ran.out == f"revoked {one.split('_')[1]}\n"
    assert keyring.find(one) is None
    assert keyring.find(two) is not None


def test_an_unknown_id_revokes_nothing(run: Run, file: Path) -> None:
    known = run("key", "create", "one", "--file", file).out.split("_")[1]
    before = file.read_text()
    ran = run("key", "revoke", known, "nothing", "--file", file)
    assert (ran.status, file.read_text()) == (1, before)
    assert "no key nothing" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["shop", "--expires", "soon"], "--expires 'soon': expected a number of days such as 90d"),
        (["shop", "--expires", "2020-01-31"], "--expires '2020-01-31' has passed"),
        (["shop", "--expires", "0d"], "--expires '0d' has passed"),
        (["shop", "--filter", "acme"], "filter: 'acme' is not a filter"),
        (["shop", "--filter", "brand:acme", "--scope", "write"], "a key with a filter may only read"),
        (["two\nlines"], "name: expected printable text"),
        (["shop", "--file", "[]"], "--file (API_KEYS): expected the path"),
    ],
)
def test_a_wrong_key_is_not_made(run: Run, file: Path, arguments: list[str], said: str) -> None:
    ran = run("key", "create", "--file", file, *arguments)
    assert (ran.status, ran.out) == (1, "")
    assert said in ran.err
    assert not file.exists()


def test_a_file_that_is_not_there_or_broken_is_named(run: Run, file: Path) -> None:
    assert run("key", "list", "--file", file).err == f"error: {file}: No such file or directory\n"
    file.write_bytes(b"\xff")
    assert run("key", "list", "--file", file).err == f"error: {file}: not text in UTF-8\n"
