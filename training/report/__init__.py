"""Writes the report of a training: for people (`report.html`), programs (`report.json`) and spreadsheets (CSV)."""

from pathlib import Path

from training.evaluation.results import ModelReport
from training.report.files import report_to_json, scores_to_csv
from training.report.page import report_to_html
from training.report.selection import to_score

__all__ = ["report_to_json", "write_report"]


def write_report(folder: Path, report: ModelReport) -> None:
    """Writes `report.html`, `report.json` and `classification_report.csv` into `folder`, and creates it if missing.

    The same report gives the same bytes. The page is one file and loads nothing from a host or another file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        "report.html": report_to_html(report),
        "report.json": report_to_json(report),
        "classification_report.csv": scores_to_csv(to_score(report)),
    }
    for name, content in contents.items():
        # JSON input may hold half a surrogate pair, which UTF-8 cannot encode. It becomes \ud800, an escape in JSON.
        (folder / name).write_bytes(content.encode("utf-8", "backslashreplace"))
