"""Stops the notebook instance on which it runs, once nothing has run for a while: `stop_when_idle.py SECONDS`.

A kernel or a terminal counts by its last activity, and a busy kernel always. An open tab does not count.
It needs nothing but Python and the AWS command line, so that it works where the packages of the notebook do not.
"""

import json
import os
import ssl
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

# The Jupyter server of a notebook instance, with a certificate that only localhost could present.
SERVER = os.environ.get("JUPYTER_SERVER", "https://localhost:8443")
METADATA = Path(os.environ.get("INSTANCE_METADATA", "/opt/ml/metadata/resource-metadata.json"))
_ACTIVITIES = ("kernels", "terminals")


def main() -> None:
    patience = timedelta(seconds=float(sys.argv[1]))
    started = datetime.now(UTC) - timedelta(seconds=float(Path("/proc/uptime").read_text().split()[0]))
    last = last_activity(started)
    if last is None or datetime.now(UTC) - last < patience:
        return
    instance = json.loads(METADATA.read_text())
    region = instance["ResourceArn"].split(":")[3]
    print(f"stopping {instance['ResourceName']}: nothing has run since {last:%H:%M} UTC", flush=True)
    stop = ["aws", "sagemaker", "stop-notebook-instance", "--region", region]
    subprocess.run([*stop, "--notebook-instance-name", instance["ResourceName"]], check=True)


def last_activity(started: datetime) -> "datetime | None":
    """Returns when a kernel or terminal was last active, or `started`; None while a kernel is busy."""
    active = [each for kind in _ACTIVITIES for each in _read(kind)]
    if any(each.get("execution_state") == "busy" for each in active):
        return None
    return max([started, *(datetime.fromisoformat(each["last_activity"].replace("Z", "+00:00")) for each in active)])


def _read(kind: str) -> Any:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with urllib.request.urlopen(f"{SERVER}/api/{kind}", context=context, timeout=20) as answer:
        return json.load(answer)


if __name__ == "__main__":
    main()
