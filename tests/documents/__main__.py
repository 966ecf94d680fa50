"""Renews what the pages show: `make docs-renew`. With `references`, only settings, commands and operations."""

import sys
import tempfile
from pathlib import Path

from tests.documents import DOCS
from tests.documents.answers import load_demo, pages, renewed, serving_demo
from tests.documents.command_reference import commands_page
from tests.documents.operations_reference import operations_page
from tests.documents.settings_reference import settings_page


def main() -> None:
    renew_references()
    if sys.argv[1:] != ["references"]:
        renew_answers()


def renew_references() -> None:
    (DOCS / "settings.md").write_text(settings_page(), "utf-8")
    (DOCS / "commands.md").write_text(commands_page(), "utf-8")
    (DOCS / "operations.md").write_text(operations_page(), "utf-8")


def renew_answers() -> None:
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        load_demo(demo)
        for page in pages():
            with serving_demo(demo, Path(folder) / page.stem) as run:
                page.write_text(renewed(page.read_text("utf-8"), run), "utf-8")


if __name__ == "__main__":
    main()
