"""The generated pages are those that the code makes today, and they leave nothing out."""

import re

from app.settings import Settings
from tests.documents import DOCS
from tests.documents.command_reference import commands, commands_page, parameters
from tests.documents.operations_reference import operations_page
from tests.documents.settings_reference import settings_page
from training.config import JobConfig, TrainConfig

RENEW = "the page is older than the code: `make docs-renew` writes it again"


def test_the_settings_page_is_current() -> None:
    assert (DOCS / "settings.md").read_text("utf-8") == settings_page(), RENEW


def test_the_commands_page_is_current() -> None:
    assert (DOCS / "commands.md").read_text("utf-8") == commands_page(), RENEW


def test_the_operations_page_is_current() -> None:
    """Which key may call what is tested in `tests/unit/app/api/edge/test_access.py`, by the same document."""
    assert (DOCS / "operations.md").read_text("utf-8") == operations_page(), RENEW


def rows() -> dict[str, tuple[str, str]]:
    """The allowed values and the meaning of each setting."""
    found = re.findall(r"^\| `([\w.]+)` \| .*? \| (.*?) \| (.*) \|$", settings_page(), re.MULTILINE)
    return {name: (allowed, meaning) for name, allowed, meaning in found}


def test_every_setting_has_a_row_and_every_row_a_setting() -> None:
    job = [f"sagemaker.{name}" for name in JobConfig.model_fields]
    training = [name for name in TrainConfig.model_fields if name != "sagemaker"]
    assert list(rows()) == [*(name.upper() for name in Settings.model_fields), *training, *job]


def test_a_row_shows_the_bounds_of_its_setting() -> None:
    allowed = {name: each for name, (each, _) in rows().items()}
    assert allowed["ADMIN_TOKEN"] == "text, at least 16 characters"
    assert allowed["PORT"] == "a whole number, 1 to 65,535"
    assert allowed["ENGINE"] == "`auto`, `ctranslate2`, `tensorflow`"
    assert allowed["MIN_SCORE"] == "a number, 0 to 1"
    assert allowed["name"] == "text, matching `^[a-z0-9][a-z0-9._-]*$`"
    assert allowed["scheme"] == "`IOB2`, `IOBES`"
    assert allowed["sagemaker.max_hours"] == "a number, 0.1 to 672"


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, (_, meaning) in rows().items() if meaning in ("", "None")] == []


def test_every_command_has_a_section() -> None:
    sections = re.findall(r"^### itemgraph (.*)$", commands_page(), re.MULTILINE)
    assert sections == [name for name, _ in commands()]
    assert {"serve", "load", "search", "vocabulary apply"} <= set(sections)


def test_options_show_default_bounds_and_variable() -> None:
    page = commands_page()
    assert re.search(
        r"^\| `--url` \| text \| `http://127\.0\.0\.1:8000` \| .*; environment: `ITEMGRAPH_URL` \|$", page, re.MULTILINE
    )
    assert re.search(r"^\| `--precision` \| a number, 0 to 1 \| – \| ", page, re.MULTILINE)


def test_options_show_the_form_or_type_of_their_value() -> None:
    values = set(re.findall(r"^\| `(--[\w-]+)` \| (.*?) \| ", commands_page(), re.MULTILINE))
    assert ("--property", "`NAME=VALUE`") in values
    assert ("--fail-on", "`error`, `warning`, `never`") in values
    assert {("--limit", "a whole number, 1 to 10000"), ("--data-dir", "a path"), ("--json", "–")} <= values


def test_every_option_says_what_it_does() -> None:
    silent = [f"{name} {each.name}" for name, command in commands() for each in parameters(command) if not each.help]
    assert silent == []
