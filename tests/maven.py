"""Fetches the libraries of servers that tests start."""

import hashlib
import subprocess
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path


@cache
def libraries(pom: Path, folder: Path) -> Path:
    """Returns the folder with the libraries of a pom. Maven resolves them once for each state of the pom."""
    kept = folder / hashlib.sha256(pom.read_bytes()).hexdigest()[:16]
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(dir=folder))
        goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={place}"]
        done = subprocess.run(["mvn", "-q", "-B", "-f", str(pom), *goal], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        # Another process may have taken the name meanwhile; its copy is just as good.
        with suppress(OSError):
            place.rename(kept)
    return kept
