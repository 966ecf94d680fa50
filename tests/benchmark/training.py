"""Measures `itemgraph train` on public corpora: `python -m tests.benchmark.training DATA OUTPUT`.

Trains on each folder of DATA that RUNS names, one after the other, unless its bundle stands in OUTPUT already; then
prints the table of docs/benchmarks.md from the bundles' reports.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

RUNS = {
    "gmb": "--epochs 3",
    "wnut17": "--epochs 6 --set batch_pieces=512",
    "tasteset": "--epochs 10 --set batch_pieces=512",
    "ncbi_disease": "--epochs 5",
    "queryner": "--epochs 8 --set batch_pieces=512",
    "oa_mine": "--epochs 15 --set batch_pieces=512",
}


def main(data: Path, output: Path) -> None:
    for name, options in RUNS.items():
        if not (output / name).exists():
            call = [
                "train",
                data / name,
                output / name,
                "--name",
                name.replace("_", "-"),
                "--set",
                "compact=true",
                *options.split(),
            ]
            subprocess.run([sys.executable, "-m", "app.cli", *map(str, call)], check=True)
    print("| corpus | options | epochs | minutes | validation F1 | test F1 | ECE before → after |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, options in RUNS.items():
        report = json.loads((output / name / "report.json").read_text("utf-8"))
        print(f"| {name} | `{options}` | {' | '.join(_row(report))} |")


def _row(report: dict[str, Any]) -> list[str]:
    """Epoch kept of epochs run, minutes, F1 on both splits, calibration."""
    epochs, found = report["epochs"], report["evaluations"]
    best = max(epochs, key=lambda each: (each["f1"], -each["number"]))
    scores = [f"{found[split]['micro']['f1']:.3f}" if split in found else "–" for split in ("validation", "test")]
    calibration = report["calibration"]
    return [
        f"{best['number']} of {len(epochs)}",
        f"{sum(each['seconds'] for each in epochs) / 60:.0f}",
        *scores,
        f"{calibration['before']['ece']:.3f} → {calibration['after']['ece']:.3f}",
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
