"""The service gives the answers that README and pages show."""

import shutil
from pathlib import Path

import pytest

from tests.documents import ROOT
from tests.documents.answers import calls, load_demo, pages, same, serving_demo
from tests.parts import require


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for program in ("bash", "curl", "jq"):
        require(program, shutil.which(program) is not None)
    folder = tmp_path_factory.mktemp("pages") / "demo"
    load_demo(folder)
    return folder


@pytest.mark.timeout(300)
@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_answer_of_a_page_is_given(page: Path, demo: Path, tmp_path: Path) -> None:
    with serving_demo(demo, tmp_path / "data") as run:
        for call, shown in calls(page.read_text("utf-8")):
            given = run(call)
            assert same(shown, given), f"$ {call}\nshown:\n{shown}\ngiven:\n{given}\n`make docs-renew` renews the page"
