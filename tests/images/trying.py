"""Tries the images. Each trial yields its measurements, and raises ImageFault if something is wrong."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Any

from app.settings import DEFAULT_MODEL
from tests.images.buildah import Buildah
from tests.images.questions import drain, keep_and_find
from tests.images.running import OPEN, USER, RunningImage, check, run_by_buildah, run_read_only

MOST_BYTES = 600_000_000
BILL = "/venv/sbom.cdx.json"
# The image must not contain what the service does not need: training engines, compilers, package installers.
ABSENT = ("tensorflow", "keras", "torch", "pip", "setuptools")
# The requests of SageMaker to a container.
HOSTING_PATH = "/ping"

Figures = Iterator[tuple[str, str]]


def try_service(buildah: Buildah, image: str, scratch: Path) -> Figures:
    """Tries the service with `buildah run`: size, start, user, memory, an item, the health check, SIGTERM."""
    config = buildah.config(image)
    check(buildah.size(image) < MOST_BYTES, f"{image} has {buildah.size(image)} bytes, at most {MOST_BYTES} expected")
    check(config["User"] == str(USER), f"{image} runs as {config['User']!r}, expected {USER}")
    with buildah.container(image) as (name, root):
        _check_lean(root)
        yield "service: SBOM", f"{_check_bill(root)} components in {BILL}, as installed"
        volumes = [volume(scratch, "data"), volume(scratch, "tmp")]
        with run_by_buildah(buildah, name, config, volumes, OPEN) as running:
            yield from _use(running, "service")
            _check_health(buildah, name, config, running)
            yield from _stop(running, "service")
            status = (scratch / "tmp/status").read_text().strip()
            check(status == f"{128 + signal.SIGTERM}", f"exit status {status}:\n{running.log.read_text()}")
            yield "service: end", f"status {status}: by SIGTERM, which the server raises again when it has shut down"
        written = _written(root)
    check(not written, f"written outside of /data and /tmp: {written}")
    yield "service: written elsewhere", "nothing (upper layer of the container's root is empty)"


def try_read_only(buildah: Buildah, image: str, scratch: Path) -> Figures:
    """Tries the service as the first process of its namespace, on a read-only root."""
    config = buildah.config(image)
    log = buildah.folder / "read-only.log"
    with buildah.container(image) as (_, root), run_read_only(root, config, log) as running:
        yield from _use(running, "read-only")
        flags = (running.server() / "mountinfo").read_text().splitlines()[0].split()[5]
        check(flags.split(",")[0] == "ro", f"the root is mounted {flags}")
        # A runtime sends SIGTERM to the first process. A shell there would not pass it on to the service.
        check(running.status("NSpid").split()[-1] == "1", "the service is not the first process of its namespace")
        yield from _stop(running, "read-only")
        status = running.process.returncode
        check(status == 0, f"exit status {status}, expected 0: what the first process raises does not end it")
        yield "read-only: end", "status 0, as PID 1 of its namespace"


def try_hosting(buildah: Buildah, image: str, scratch: Path) -> Figures:
    """Tries the target for SageMaker: `serve` as root, with the read-only model in /opt/ml/model."""
    config = buildah.config(image)
    check(config["User"] == "" and config["Entrypoint"][0].endswith("itemgraph"), f"{image}: {config}")
    check({"PORT=8080", "MODEL=/opt/ml/model", OPEN} <= set(config["Env"]), f"{image}: {config['Env']}")
    volumes = [f"{DEFAULT_MODEL}:/opt/ml/model:ro", volume(scratch, "tmp")]
    with (
        buildah.container(image) as (name, _),
        run_by_buildah(buildah, name, {**config, "Cmd": ["serve"]}, volumes) as running,
        running.client() as client,
    ):
        seconds = running.wait_until_answered(HOSTING_PATH)
        answer = client.post("/invocations", json={"documents": [{"text": "red cotton t-shirt"}]})
        check(
            answer.status_code == 200 and answer.json()["documents"][0]["spans"] != [], f"/invocations: {answer.text}"
        )
        yield "sagemaker: start", f"{seconds:.1f} s to {HOSTING_PATH}, then /invocations answers 200"


def _use(running: RunningImage, name: str) -> Figures:
    yield f"{name}: start", f"{running.wait_until_answered('/readyz'):.1f} s to /readyz"
    users = set(running.status("Uid").split())
    check(users == {str(USER)}, f"the service's process has the user ids {users}")
    capabilities = int(running.status("CapEff"), 16)
    check(not capabilities, f"the service's process has the capabilities {capabilities:x}")
    yield f"{name}: uid", f"{USER}, no capabilities"
    ready = running.status("VmRSS")
    with running.client() as client:
        keep_and_find(client)
    yield f"{name}: memory", f"{megabytes(ready)} when ready, {megabytes(running.status('VmHWM'))} at most so far"
    yield f"{name}: item", "posted, found"


def _stop(running: RunningImage, name: str) -> Figures:
    with running.client() as client:
        drained = drain(running, client)
    running.process.wait(30)
    yield (
        f"{name}: SIGTERM",
        f"{drained.before:.1f} s into a request; new connections refused; answered {drained.after:.1f} s later: 200, "
        f"{drained.documents} documents, {drained.characters:,} characters",
    )


def _check_health(buildah: Buildah, name: str, config: dict[str, Any], running: RunningImage) -> None:
    """Checks that the image's health check passes here, and fails on a port without a listener."""
    words = config["Healthcheck"]["Test"][1:]
    buildah.call("run", f"--env=PORT={running.port}", name, "--", *words)
    wrong = [*buildah.command, "run", "--env=PORT=1", name, "--", *words]
    done = subprocess.run(wrong, env=buildah.environment, capture_output=True, timeout=60)
    check(done.returncode != 0, "the health check holds where nobody listens")


def _check_lean(root: Path) -> None:
    packages = next((root / "venv/lib").glob("python3.*/site-packages"))
    present = [name for name in ABSENT if (packages / name).exists()]
    compilers = [name for name in ("gcc", "cc", "make", "ld") if (root / "usr/bin" / name).exists()]
    check(not present + compilers, f"the image has {present + compilers}")


def _check_bill(root: Path) -> int:
    """Checks that the bill of materials names what is installed, no more and no less. Returns how many packages."""
    bill = json.loads((root / BILL.lstrip("/")).read_text())
    check((bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6"), f"{BILL}: {bill['bomFormat']}")
    named = {_named(each["name"], each["version"]) for each in bill["components"]}
    packages = next((root / "venv/lib").glob("python3.*/site-packages"))
    installed = {_named(each.name, each.version) for each in distributions(path=[str(packages)])}
    own = _named(bill["metadata"]["component"]["name"], version("itemgraph"))
    check(named | {own} == installed, f"{BILL}: {(named | {own}) ^ installed}")
    unlicensed = [each["name"] for each in bill["components"] if not each.get("licenses")]
    check(len(unlicensed) < len(named) / 10, f"{BILL}: no licences of {unlicensed}")
    return len(named)


def _named(name: str, version: str) -> str:
    return f"{re.sub('[-_.]+', '-', name).lower()}=={version}"


def volume(scratch: Path, name: str) -> str:
    (scratch / name).mkdir()
    os.chown(scratch / name, USER, USER)
    return f"{scratch / name}:/{name}"


def _written(root: Path) -> list[str]:
    """Returns the files in the container's own layer. buildah itself leaves only folders there, for its mounts."""
    layer = root.parent / "diff"
    return [str(path.relative_to(layer)) for path in layer.rglob("*") if not path.is_dir()]


def megabytes(line: str) -> str:
    return f"{int(line.split()[0]) * 1024 / 1e6:.0f} MB"
