"""Runs a service from an image, with buildah or in the way of a container runtime."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.images.buildah import Buildah

READY_SECONDS = 60
# The user of the service's image.
USER = 10001


class ImageFault(Exception):
    """An image is wrong; the message says how."""


def check(holds: bool, fault: str) -> None:
    if not holds:
        raise ImageFault(fault)


@dataclass
class RunningImage:
    """A running service. `process` started it; the service's own process is one of its descendants."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    began: float

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=90, trust_env=False)

    def wait_until_answered(self, path: str) -> float:
        """Returns the seconds from the start to the first answer with status 200."""
        with self.client() as client:
            while time.monotonic() < self.began + READY_SECONDS:
                check(self.process.poll() is None, f"the service ended:\n{self.log.read_text()}")
                try:
                    if client.get(path).status_code == 200:
                        return time.monotonic() - self.began
                except httpx.TransportError:
                    pass
                time.sleep(0.02)
        raise ImageFault(f"no 200 from {path} in {READY_SECONDS} s:\n{self.log.read_text()}")

    def server(self) -> Path:
        """Returns the folder in `/proc` of the service's own process."""
        port = f"PORT={self.port}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            is_service = words[1:3] == [b"/venv/bin/itemgraph", b"serve"] and words[0].endswith(b"python")
            if is_service and port in (folder / "environ").read_bytes().split(b"\0"):
                return folder
        raise ImageFault("no process of the service")

    def status(self, name: str) -> str:
        """Returns a line of the process's status, for example `Uid` or `VmRSS`."""
        lines = (self.server() / "status").read_text().splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith(name + ":"))

    def cpu_seconds(self) -> float:
        user, system = (self.server() / "stat").read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def terminate(self) -> None:
        os.kill(int(self.server().name), signal.SIGTERM)


@contextmanager
def started(
    command: Sequence[object], port: int, log: Path, environment: dict[str, str] | None = None
) -> Iterator[RunningImage]:
    """Starts the command in a process group, which is killed at the end."""
    words = [str(word) for word in command]
    with log.open("wb") as out:
        process = subprocess.Popen(words, env=environment, stdout=out, stderr=out, start_new_session=True)
        try:
            yield RunningImage(process, port, log, time.monotonic())
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


# The image listens on all addresses of its container, so it asks for keys or for this.
OPEN = "ALLOW_ANONYMOUS=true"


@contextmanager
def run_by_buildah(
    buildah: Buildah, name: str, config: dict[str, Any], volumes: Sequence[str], *settings: str
) -> Iterator[RunningImage]:
    """Runs the image's own entry point and command with `buildah run`, on a free port, with further settings.

    A shell in front writes the service's exit status into /tmp/status: buildah makes 1 of every signal.
    """
    port = free_port()
    options = [f"--volume={volume}" for volume in volumes]
    options += [f"--env={each}" for each in (f"PORT={port}", *settings)]
    shell = ["/bin/sh", "-c", '"$@"; echo $? > /tmp/status', "sh"]
    words = [*shell, *config["Entrypoint"], *config["Cmd"]]
    call = [*buildah.command, "run", *options, name, "--", *words]
    with started(call, port, buildah.folder / "buildah.log", buildah.environment) as running:
        yield running


@contextmanager
def run_read_only(root: Path, config: dict[str, Any], log: Path) -> Iterator[RunningImage]:
    """Runs an image like a runtime: as first process of a namespace, not root, read-only but for /data and /tmp."""
    port = free_port()
    mounts = (
        ["mount", "--bind", root, root],
        ["mount", "-o", "remount,ro,bind", root],
        ["mount", "-t", "tmpfs", "tmpfs", root / "tmp"],
        ["mount", "-t", "tmpfs", "-o", f"uid={USER}", "tmpfs", root / "data"],
        ["mount", "--bind", "/dev", root / "dev"],
    )
    for mount in mounts:
        subprocess.run(list(map(str, mount)), check=True, timeout=10)
    variables = ["/usr/bin/env", "-i", *config["Env"], f"PORT={port}", OPEN]
    unshare = ["unshare", "--mount", "--pid", "--fork", "--kill-child", f"--mount-proc={root}/proc"]
    chroot = ["chroot", f"--userspec={USER}:{USER}", root]
    try:
        with started([*unshare, *chroot, *variables, *config["Entrypoint"], *config["Cmd"]], port, log) as running:
            yield running
    finally:
        for target in (root / "dev", root / "data", root / "tmp", root):
            subprocess.run(["umount", str(target)], check=True, timeout=10)
