"""Keeps the versions of a bundle. Each version has a folder, and `current` points at the version to serve.

```
models/0.1.0/  models/0.2.0/     bundles
models/current -> 0.2.0          a symbolic link, replaced atomically: MODEL=models/current
models/history.jsonl             every change of the link, oldest first
```
"""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from model.bundle import Bundle, read_bundle
from model.errors import BundleError

CURRENT, HISTORY = "current", "history.jsonl"


class Versions:
    """The versions in a folder. The folder is created when the first bundle is added."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def current(self) -> str | None:
        """The version to serve, or None."""
        link = self.folder / CURRENT
        return link.readlink().name if link.is_symlink() else None

    def add(self, bundle: Bundle) -> str:
        """Copies a bundle into the folder of its version, checks the copy, and returns the version.

        Raises BundleError when another bundle already has this version, or the version cannot name a folder.
        """
        version = bundle.manifest.version
        place = self.folder / version
        if Path(version).name != version or version in (CURRENT, HISTORY, ".", ".."):
            raise BundleError(f"{bundle.folder}: version {version!r} cannot be the name of a folder")
        if place.exists():
            if read_bundle(place).digest != bundle.digest:
                raise BundleError(f"{place} holds another bundle; expected a new version")
            return version
        partial = self.folder / f".{version}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(bundle.folder, partial)
        read_bundle(partial)
        partial.rename(place)
        return version

    def switch(self, version: str, why: str) -> None:
        """Points `current` at a version. Raises BundleError when that version is missing or damaged."""
        read_bundle(self.folder / version)
        before = self.current
        link = self.folder / f".{CURRENT}.new"
        link.unlink(missing_ok=True)
        link.symlink_to(version, target_is_directory=True)
        link.replace(self.folder / CURRENT)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with (self.folder / HISTORY).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"at": now, "from": before, "to": version, "why": why}) + "\n")

    def roll_back(self) -> tuple[str, str]:
        """Points `current` at the version that the last promotion replaced. Returns the old and the new version.

        Each further rollback undoes one more promotion. Raises BundleError when there is no earlier version.
        """
        now = self.current
        before = self._stack()[:-1]
        if now is None or not before:
            raise BundleError(f"{self.folder}: no earlier version to go back to")
        self.switch(before[-1], "rollback")
        return now, before[-1]

    def history(self) -> list[dict[str, Any]]:
        """Returns every change, oldest first."""
        place = self.folder / HISTORY
        return [json.loads(line) for line in place.read_text("utf-8").splitlines()] if place.is_file() else []

    def _stack(self) -> list[str]:
        """Returns the promotions that were not rolled back, oldest first."""
        stack: list[str] = []
        for change in self.history():
            if change["why"] == "rollback":
                stack.pop()
            else:
                stack.append(change["to"])
        return stack
