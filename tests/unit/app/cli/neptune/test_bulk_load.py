"""`itemgraph bulk-load`: a graph by way of S3 (moto) and Neptune's loader (a stand-in) onto a Gremlin server."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import boto3
import httpx
import pytest

from app.api.answers import ExportedOut, exported_out
from app.domain.aliases.entries import Entry
from app.graph.gremlin import GremlinStore
from app.graph.gremlin.csv_files import write_csv
from model.bundle import Bundle
from tests.contract.items import item
from tests.contract.oracle import PlainStore
from tests.gremlin import empty_gremlin_store, gremlin_url
from tests.stand_ins.neptune_loader import NeptuneLoader
from tests.unit.app.cli.conftest import Ran, Run

ROLE = "arn:aws:iam::123456789012:role/NeptuneLoadFromS3"
COLORS = ["red", "blue", "Navy Blue", "green"]
ITEMS = [
    {
        "id": f"sku/{n}|é",
        "title": f'Nike "{COLORS[n % 4]}" shoe, no {n}\nsecond line',
        "text": "Red; cotton,\r\nsize XL",
    }
    | (
        {"properties": {"price": f"{n}.50 EUR", "weight": f"{n + 1} kg"}}
        if n % 3
        else {"url": "https://a.example/?x=1"}
    )
    for n in range(40)
] + [{"id": "empty"}]


@pytest.fixture
def s3(aws: str) -> Iterator[object]:
    """A client of S3, with a bucket `graph`."""
    with closing(boto3.client("s3")) as client:
        client.create_bucket(Bucket="graph", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield client


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GremlinStore]:
    with closing(empty_gremlin_store(tmp_path)) as opened:
        yield opened


@pytest.fixture
def neptune(store: GremlinStore) -> Iterator[NeptuneLoader]:
    with closing(NeptuneLoader(gremlin_url())) as loader:
        yield loader


@pytest.fixture
def shop(url: str) -> str:
    httpx.post(f"{url}/items", json={"items": ITEMS}, timeout=60).raise_for_status()
    return url


def bulk_load(run: Run, neptune: NeptuneLoader, shop: str, *more: str) -> Ran:
    options = ["--cluster", neptune.url, "--role", ROLE, "--region", "eu-west-1", "--url", shop]
    return run("bulk-load", "s3://graph/shop/today", *options, *more)


def exported(run: Run, shop: str, folder: Path) -> bytes:
    run("export", folder / "items.jsonl", "--url", shop)
    return (folder / "items.jsonl").read_bytes()


def test_the_loaded_graph_is_the_graph_of_the_service(
    run: Run, shop: str, s3: object, neptune: NeptuneLoader, store: GremlinStore, tmp_path: Path
) -> None:
    ran = bulk_load(run, neptune, shop)
    assert ran.status == 0, ran.err
    assert [(job.source, job.mode) for job in neptune.jobs.values()] == [
        ("s3://graph/shop/today/vertices/", "NEW"),
        ("s3://graph/shop/today/edges/", "NEW"),
    ]
    assert neptune.jobs["job-1"].dependencies == ("job-0",)
    wanted = [json.loads(line) for line in exported(run, shop, tmp_path).splitlines()]
    with store.snapshot() as graph:
        found = list(graph.items())
    assert [each.id for each in found] == [each["id"] for each in wanted] == sorted(str(each["id"]) for each in ITEMS)
    for each, other in zip(found, wanted, strict=True):
        assert (each.title, each.text, each.url) == (other["title"], other["text"], other["url"])
        assert [(p.name, p.value, p.score, p.number) for p in each.properties] == [
            (p["name"], p["value"], p["score"], p.get("number")) for p in other["properties"]
        ]
    # The store goes on from there: what is sent again is as it was.
    assert store.upsert(found) == ["unchanged"] * len(found)
    assert store.index.known(["navy"])
    assert store.index.close_words("shoo", 1) == ["shoe"]


def test_all_that_a_store_keeps_is_loaded(neptune: NeptuneLoader, store: GremlinStore) -> None:
    plain = PlainStore()
    pipe = item("d", "Pipe", "length:10-12 in", "color:navy", conflicts=["weight:2 to 4 kg", "color:red"])
    edges = tuple(replace(each, qualifier="100%", narrower="dark navy") for each in pipe.properties)
    plain.upsert([replace(pipe, properties=edges, model="m@1"), item("e", "", "weight:1 kg")])
    plain.put_entry(Entry("color", "navy", ("marine", 'd"b'), "Navy", pending=True))
    plain.put_entry(Entry("color", "red", ()))
    with plain.snapshot() as graph, store.snapshot() as loaded:
        for _, content in write_csv(graph):
            neptune.load(content.decode())
        assert list(loaded.items()) == list(graph.items())
        assert list(loaded.values()) == list(graph.values())
        assert list(loaded.entries()) == list(graph.entries())
    assert store.having("color", ["red"]) == ["d"]


def test_what_a_batch_found_is_loaded_as_the_service_would_have_stored_it(
    run: Run, url: str, s3: object, neptune: NeptuneLoader, store: GremlinStore, bundle: Bundle, tmp_path: Path
) -> None:
    records = [*map(json.dumps, ITEMS), '{"id": 7, "sentence": "red"}', "no JSON"]
    kind = {"Content-Type": "application/jsonlines"}
    found = httpx.post(f"{url}/invocations", content="\n".join(records).encode(), headers=kind, timeout=60)
    (tmp_path / "all.jsonl.out").write_bytes(found.content)
    options = ["--cluster", neptune.url, "--role", ROLE, "--region", "eu-west-1", "--items", tmp_path]
    ran = run("bulk-load", "s3://graph/shop/today", *options)
    assert ran.status == 0, ran.err
    assert "41 items, 2 lines left out" in ran.err
    assert "all.jsonl.out:42: /id: " in ran.err
    httpx.post(f"{url}/items", json={"items": ITEMS}, timeout=60).raise_for_status()
    wanted = {each["id"]: each for each in map(json.loads, exported(run, url, tmp_path).splitlines())}
    with store.snapshot() as graph:
        loaded = list(graph.items())
    assert [each.id for each in loaded] == list(wanted)
    for each in loaded:
        made = ExportedOut.model_validate(exported_out(each)).model_dump(mode="json", exclude_unset=True)
        for one in (made, wanted[each.id]):
            one.pop("updated_at")
            for prop in one["properties"]:
                prop.pop("extracted_at")
        assert made == wanted[each.id]
        assert (len(each.fingerprint), each.model) == (64, bundle.model)


def test_rdf_is_loaded_and_answers_sparql(run: Run, shop: str, s3: object, neptune: NeptuneLoader) -> None:
    assert bulk_load(run, neptune, shop).status == 0
    assert bulk_load(run, neptune, shop, "--format", "ntriples").status == 0
    assert [job.source for job in neptune.jobs.values()][2:] == ["s3://graph/shop/today/triples/"]
    exported = httpx.get(f"{shop}/graph/export", params={"format": "ntriples"}).text
    assert len(neptune.triples) == len(exported.splitlines())
    held = """
      SELECT (COUNT(*) AS ?count) {
        ?item <http://example.com/relationship/has-nested-property> <http://example.com/resource/nested-doc/color/navy>
      }
    """
    (row,) = neptune.triples.query(held)  # type: ignore[misc]
    assert int(row["count"].value) == len(ITEMS) // 4
    listed = s3.list_objects_v2(Bucket="graph", Prefix="shop/today/vertices/")  # type: ignore[attr-defined]
    assert "Contents" not in listed, "files of the other format are gone"


def test_what_a_batch_found_is_loaded_as_rdf(
    run: Run, url: str, s3: object, neptune: NeptuneLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RDF_BASE", "https://data.example")
    kind = {"Content-Type": "application/jsonlines"}
    found = httpx.post(f"{url}/invocations", content=json.dumps(ITEMS[0]).encode(), headers=kind, timeout=60)
    (tmp_path / "all.jsonl.out").write_bytes(found.content)
    options = ["--cluster", neptune.url, "--role", ROLE, "--region", "eu-west-1", "--items", tmp_path]
    ran = run("bulk-load", "s3://graph/shop/today", *options, "--format", "ntriples")
    assert ran.status == 0, ran.err
    assert neptune.triples.query("ASK { <https://data.example/resource/doc/sku%2F0%7C%C3%A9> ?key ?value }")


def test_a_second_run_sends_nothing_and_starts_nothing(run: Run, shop: str, s3: object, neptune: NeptuneLoader) -> None:
    bulk_load(run, neptune, shop)
    ran = bulk_load(run, neptune, shop)
    assert ran.status == 0
    assert "0 of them sent" in ran.err
    assert len(neptune.jobs) == 2


def test_a_changed_graph_is_loaded_anew(run: Run, shop: str, s3: object, neptune: NeptuneLoader) -> None:
    bulk_load(run, neptune, shop)
    httpx.put(f"{shop}/items/more", json={"title": "Adidas green shoe"}).raise_for_status()
    assert bulk_load(run, neptune, shop).status == 0
    assert [job.mode for job in neptune.jobs.values()] == ["NEW"] * 4


def test_a_refused_record_is_named_and_a_further_run_goes_on(
    run: Run, shop: str, s3: object, neptune: NeptuneLoader, store: GremlinStore
) -> None:
    neptune.fail_at = ("edges/has-00000.csv", 7)
    ran = bulk_load(run, neptune, shop)
    assert ran.status == 1
    assert "loading edges: LOAD_FAILED, job job-1" in ran.err
    assert "s3://graph/shop/today/edges/has-00000.csv:7: PARSING_ERROR: Unexpected value" in ran.err
    assert bulk_load(run, neptune, shop).status == 0
    assert [(job.mode, job.source[-9:]) for job in neptune.jobs.values()][2:] == [("AUTO", "ay/edges/")]
    assert store.count() == len(ITEMS)


def test_files_of_others_are_not_loaded(run: Run, shop: str, s3: object, neptune: NeptuneLoader) -> None:
    s3.put_object(Bucket="graph", Key="shop/today/edges/mine.csv", Body=b"x")  # type: ignore[attr-defined]
    ran = bulk_load(run, neptune, shop)
    assert ran.status == 1
    said = "s3://graph/shop/today/edges/mine.csv does not belong to a load; expected an empty prefix or an earlier load"
    assert said in ran.err
    assert not neptune.jobs


def test_a_missing_bucket_is_said_in_one_line(run: Run, shop: str, s3: object, neptune: NeptuneLoader) -> None:
    options = ["--cluster", neptune.url, "--role", ROLE, "--region", "eu-west-1", "--url", shop]
    ran = run("bulk-load", "s3://nowhere/shop", *options)
    assert ran.status == 1
    assert "NoSuchBucket" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("place", "options", "said"),
    [
        ("shop/today", ["--cluster", "https://a:8182", "--role", ROLE], "expected s3://BUCKET/PREFIX"),
        ("s3://b/p", ["--cluster", "a:8182", "--role", ROLE], "expected https://HOST:8182"),
        ("s3://b/p", ["--cluster", "https://a:8182", "--role", "admin"], "expected arn:aws:iam::ACCOUNT:role/NAME"),
        ("s3://b/p", ["--cluster", "https://a:8182", "--role", ROLE], "--region: expected the region"),
    ],
)
def test_a_wrong_option_is_named(
    run: Run, place: str, options: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    ran = run("bulk-load", place, *options)
    assert ran.status == 1
    assert said in ran.err
