"""Attacks the service and prints what it took: `python -m tests.attack [--long]`. Ends with 1 if a limit fails."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.attack.attacks import MB, Attack, Target, attacks
from tests.attack.ends import ends
from tests.attack.gauge import Gauge, watching
from tests.attack.generated import generated
from tests.attack.reloads import reloads
from tests.attack.sending import KEY
from tests.integration.process import serving

MOST_SILENCE = 0.5
# Of what is sent, and beside it for what every request takes: buffers, parts of the allocator, warm caches.
MOST_GROWTH = 5
BESIDE = 64 * MB
# The other cores may be busy, so a silence counts only if it comes again.
TRIES = 3


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description="attack the service")
    parser.add_argument("--long", action="store_true", help="the full size, which takes ten minutes")
    parser.add_argument(
        "names", nargs="*", help="only what has these words in its name; also: generated, reloads, ends"
    )
    given = parser.parse_args()
    scale = 1.0 if given.long else 0.1
    wrong: list[str] = []

    def is_chosen(name: str) -> bool:
        return not given.names or any(word in name for word in given.names)

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if chosen := [each for each in attacks() if is_chosen(each.name)]:
            wrong += _attack(folder / "attacked", chosen, scale)
        if is_chosen("generated"):
            with serving(folder / "generated", ADMIN_TOKEN=KEY) as (_, client):
                wrong += generated(str(client.base_url), 4000 if given.long else 200)
        if is_chosen("reloads"):
            wrong += _tell(*reloads(folder / "reloads", scale))
        for line, faults in ends(folder, scale) if is_chosen("ends") else ():
            wrong += _tell(line, faults)
    print("\n".join(["", *wrong]) if wrong else "\nall limits held")
    return 1 if wrong else 0


def _tell(line: str, wrong: list[str]) -> list[str]:
    print(f"{'FAIL' if wrong else 'ok  '} {line}", flush=True)
    return wrong


def _attack(folder: Path, chosen: list[Attack], scale: float) -> list[str]:
    """Runs attacks on one service, one after the other."""
    with serving(folder, ADMIN_TOKEN=KEY) as (process, client):
        target = Target(client.base_url.port or 0, folder, scale)
        return [fault for attack in chosen for fault in _run(attack, target, process.pid)]


def _run(attack: Attack, target: Target, pid: int) -> list[str]:
    """Runs an attack until it holds. Returns what was wrong the last time."""
    wrong: list[str] = []
    for _ in range(TRIES):
        with watching(pid, target.port) as gauge:
            wrong = attack.run(target)
        wrong += _judge(attack, gauge)
        print(f"{'FAIL' if wrong else 'ok  '} {gauge}  {attack.name}", flush=True)
        if not wrong:
            return []
    return [f"{attack.name}: {each}" for each in wrong]


def _judge(attack: Attack, gauge: Gauge) -> list[str]:
    wrong = []
    if gauge.own > MOST_SILENCE or gauge.silence > 10 * MOST_SILENCE:
        wrong.append(f"{gauge}, expected at most {MOST_SILENCE} s of its own")
    if gauge.growth > MOST_GROWTH * attack.sent + BESIDE:
        wrong.append(f"{gauge.growth / MB:.0f} MB of memory for {attack.sent / MB:.1f} MB that were sent")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
