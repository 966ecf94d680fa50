"""`GET /graph/drift` and the metrics of drift."""

from dataclasses import replace
from datetime import UTC, datetime

from fastapi.testclient import TestClient

from app.catalog.drifting import DRIFT_REPORT
from app.domain.drift import Figures, Profile, shifts
from app.lifecycle.measures.profile import write_report
from app.settings import Settings
from tests.stand_ins.held import problem_of

BEFORE = Profile(
    datetime(2026, 1, 1, tzinfo=UTC),
    "m@1",
    100,
    (90, 10, 0, 0, 0),
    {("color", "given"): Figures(50, 50, (0,) * 9 + (50,), {"red": 50})},
)


def test_the_last_measurement_is_answered_and_counted(own_client: TestClient, settings: Settings) -> None:
    problem_of(own_client.get("/graph/drift"), 404)
    assert "itemgraph_drift{" not in own_client.get("/metrics").text
    after = replace(BEFORE, figures={("color", "given"): Figures(5, 5, (0,) * 9 + (5,), {"red": 5})})
    write_report(settings.data_dir / DRIFT_REPORT, BEFORE, after, shifts(BEFORE, after), 0.25)
    answer = own_client.get("/graph/drift").raise_for_status().json()
    first = answer["shifts"][0]
    assert (first["kind"], first["name"], first["source"], first["exceeds"]) == ("share", "color", "given", True)
    assert (answer["items"], answer["bound"], first["before"], first["after"]) == (100, 0.25, 0.5, 0.05)
    line = f'itemgraph_drift{{kind="share",property="color",source="given"}} {first["index"]}'
    assert line in own_client.get("/metrics").text
