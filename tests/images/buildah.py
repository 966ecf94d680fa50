"""Calls buildah, with its storage below one folder."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Buildah:
    """Calls buildah. Needs root, and a mount namespace of its own to leave no mounts behind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # What a killed run left: states of containers whose mounts are gone with its namespace.
        for name in ("run", "tmp"):
            shutil.rmtree(folder / name, ignore_errors=True)
            (folder / name).mkdir(parents=True)
        self.command = ("buildah", "--root", f"{folder}/storage", "--runroot", f"{folder}/run")
        self.environment = {
            **os.environ,
            "STORAGE_DRIVER": "overlay",
            "BUILDAH_ISOLATION": "chroot",
            "BUILDAH_FORMAT": "docker",
            "TMPDIR": f"{folder}/tmp",
        }

    def call(self, *words: object, seconds: float = 120) -> str:
        """What buildah printed. Raises CalledProcessError, with all that it said shown, or TimeoutExpired."""
        call = [*self.command, *map(str, words)]
        done = subprocess.run(call, env=self.environment, capture_output=True, text=True, timeout=seconds)
        if done.returncode:
            print(done.stdout, done.stderr, sep="\n")
        done.check_returncode()
        return done.stdout.strip()

    def has(self, image: str) -> bool:
        return image in self.call("images", "--format", "{{.Name}}:{{.Tag}}").split()

    def size(self, image: str) -> int:
        """Bytes of all layers together, not compressed."""
        manifest = json.loads(json.loads(self.call("inspect", "--type", "image", image))["Manifest"])
        return sum(layer["size"] for layer in manifest["layers"])

    def config(self, image: str) -> dict[str, Any]:
        """What the image says about running it, as in Docker."""
        config: dict[str, Any] = json.loads(self.call("inspect", "--type", "image", image))["Docker"]["config"]
        return config

    @contextmanager
    def container(self, image: str) -> Iterator[tuple[str, Path]]:
        """The name of a container of the image, and its root folder on this machine; both are gone afterwards."""
        name = self.call("from", image)
        try:
            yield name, Path(self.call("mount", name))
        finally:
            self.call("rm", name)
