"""What loading the model again and again leaves in memory."""

import json
from pathlib import Path

from tests.attack.attacks import MB
from tests.attack.gauge import memory
from tests.attack.sending import KEY, send
from tests.integration.process import serving

# What the second half of the reloads may take beyond the first half, in which the allocator gets what it keeps. A model
# that stayed would take 100 MB each time.
_MOST = 40 * MB
_BODY = json.dumps({"documents": [{"text": f"red cotton t-shirt, no. {n}"} for n in range(64)]}).encode()


def reloads(folder: Path, scale: float) -> tuple[str, list[str]]:
    """Loads the model 20 times, and reads texts with it each time. The memory does not grow with their number."""
    sizes, wrong = [], []
    with serving(folder, ADMIN_TOKEN=KEY) as (process, client):
        port = client.base_url.port or 0
        for _ in range(max(6, int(20 * scale))):
            for path, body in (("/admin/reload", b""), ("/extract", _BODY)):
                answer = send(port, "POST", path, body)
                wrong += [] if answer.status == 200 else [f"POST {path}: {answer.status} {answer.body[:200]!r}"]
            sizes.append(memory(process.pid))
    half = len(sizes) // 2
    early, late = (max(part) / MB for part in (sizes[:half], sizes[half:]))
    wrong += [f"memory grows by {late - early:.0f} MB in {half} reloads"] if late - early > _MOST / MB else []
    first = f"{sizes[0] / MB:.0f} MB after the first"
    return (
        f"{len(sizes)} reloads: {first}, at most {early:.0f} MB in the first half and {late:.0f} MB in the second",
        wrong,
    )
