"""The explorer's files, and their policy."""

import re
from pathlib import Path

from fastapi.testclient import TestClient

from app.api.routes.explorer import WEB


def test_the_page_may_run_its_own_scripts_alone(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers.get_list("content-security-policy")[0]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_every_file_that_the_page_names_is_served(client: TestClient) -> None:
    named = re.findall(r'(?:src|href)="(explorer/[^"]+)"', client.get("/").text)
    assert len(named) > 3
    assert {name: client.get(f"/{name}").status_code for name in named} == dict.fromkeys(named, 200)


def test_a_script_is_javascript_and_is_asked_for_again_by_its_tag(client: TestClient) -> None:
    first = client.get("/explorer/js/main.js")
    assert first.headers["content-type"].startswith("text/javascript")
    assert client.get("/explorer/js/main.js", headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_the_page_names_all_scripts_of_its_first_view_so_that_they_come_at_once() -> None:
    scripts = WEB / "explorer" / "js"
    needed = _imported([scripts / "main.js", scripts / "search" / "view.js"]) - {scripts / "main.js"}
    named = re.findall(r'rel="modulepreload" href="([^"]+)"', (WEB / "index.html").read_text("utf-8"))
    assert named == sorted(str(each.relative_to(WEB)) for each in needed)


def _imported(scripts: list[Path]) -> set[Path]:
    """The scripts, and all that they import."""
    found: set[Path] = set()
    while scripts:
        script = scripts.pop()
        if script not in found:
            found.add(script)
            names = re.findall(r'^import [^;]*? from "(\.[^"]+)"', script.read_text("utf-8"), re.M)
            scripts += [(script.parent / name).resolve() for name in names]
    return found


def test_no_other_file_is_served(client: TestClient) -> None:
    for path in ("/explorer/../index.html", "/explorer/%2e%2e/index.html", "/explorer/js", "/explorer/nothing.js"):
        assert client.get(path).status_code == 404


def test_the_scripts_import_what_there_is_and_write_no_markup() -> None:
    for file in WEB.rglob("*.js"):
        source = file.read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", source), file
        for name in re.findall(r'(?:from|import\() ?"(\./[^"]+|\.\./[^"]+)"', source):
            assert (file.parent / name).is_file(), (file, name)
