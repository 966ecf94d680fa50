"""`python -m tests.benchmark.graph_faults`: counts what is lost when connections and server fail under their clients.

A minute of 16 writers and 16 readers, with five mass disconnects and a restart half way. Needs Java and Maven.
"""

import sys

from tests.stand_ins.storm import StormPlan, storm


def main() -> int:
    plan = StormPlan(pause=8.0)
    found = storm(plan)
    calls = found.writes + found.reads
    print(
        f"{plan.writers} writers, {plan.readers} readers, {plan.disconnects} mass disconnects, one restart "
        f"({found.away:.1f} s away), {found.seconds:.0f} s"
    )
    print("| writes | reads | calls/s | tried again | connections made | slowest call |")
    print("| --- | --- | --- | --- | --- | --- |")
    print(
        f"| {found.writes:,} | {found.reads:,} | {calls / found.seconds:.0f} | {found.retries:,} | {found.opened:,} "
        f"| {found.slowest:.1f} s |"
    )
    print("| client errors | lost acknowledged writes | stale reads | doubled edges | orphaned properties |")
    print("| --- | --- | --- | --- | --- |")
    damage = (len(found.errors), len(found.lost), len(found.stale), found.doubled, found.orphans)
    print(f"| {' | '.join(map(str, damage))} |")
    for each in (*found.errors, *found.lost, *found.stale)[:20]:
        print(each, file=sys.stderr)
    return int(any(damage))


if __name__ == "__main__":
    sys.exit(main())
