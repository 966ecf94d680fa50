"""Renews what is generated in the pages: `make docs-renew`."""

from tests.documents import DOCS
from tests.documents.command_reference import commands_page
from tests.documents.settings_reference import settings_page


def main() -> None:
    (DOCS / "settings.md").write_text(settings_page(), "utf-8")
    (DOCS / "commands.md").write_text(commands_page(), "utf-8")


if __name__ == "__main__":
    main()
