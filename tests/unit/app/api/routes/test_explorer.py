"""The explorer's files, and their policy."""

import re

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


def test_no_other_file_is_served(client: TestClient) -> None:
    for path in ("/explorer/../index.html", "/explorer/%2e%2e/index.html", "/explorer/js", "/explorer/nothing.js"):
        assert client.get(path).status_code == 404


def test_the_scripts_import_what_there_is_and_write_no_markup() -> None:
    for file in WEB.rglob("*.js"):
        source = file.read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", source), file
        for name in re.findall(r'(?:from|import\() ?"(\./[^"]+|\.\./[^"]+)"', source):
            assert (file.parent / name).is_file(), (file, name)
