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
    """Calls buildah. It needs root, and its own mount namespace, so that no mounts remain."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # A killed run leaves the states of containers whose mounts ended with its namespace.
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
        """Returns what buildah printed. Raises CalledProcessError, after showing all output, or TimeoutExpired."""
        call = [*self.command, *map(str, words)]
        done = subprocess.run(call, env=self.environment, capture_output=True, text=True, timeout=seconds)
        if done.returncode:
            print(done.stdout, done.stderr, sep="\n")
        done.check_returncode()
        return done.stdout.strip()

    def has(self, image: str) -> bool:
        return image in self.call("images", "--format", "{{.Name}}:{{.Tag}}").split()

    def size(self, image: str) -> int:
        """Returns the uncompressed bytes of all layers."""
        manifest = json.loads(json.loads(self.call("inspect", "--type", "image", image))["Manifest"])
        return sum(layer["size"] for layer in manifest["layers"])

    def config(self, image: str) -> dict[str, Any]:
        """Returns the image's configuration for running it, in Docker's form."""
        config: dict[str, Any] = json.loads(self.call("inspect", "--type", "image", image))["Docker"]["config"]
        return config

    @contextmanager
    def container(self, image: str) -> Iterator[tuple[str, Path]]:
        """Yields the name of a new container and its root folder on this machine. Both are removed afterwards."""
        name = self.call("from", image)
        try:
            yield name, Path(self.call("mount", name))
        finally:
            self.call("rm", name)
