"""Files in the shape of real shops' exports: what `load` stores of each, and what it says."""

import gzip
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.unit.app.cli.conftest import Run


@dataclass(frozen=True, slots=True)
class Export:
    """A file, the options to load it, what is said, and the title and the given properties of item `tee-1`."""

    name: str
    content: bytes
    said: tuple[str, ...]
    title: str = ""
    given: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    status: int = 0


GERMAN = "ArtNr;ID;Name;Preis;Größe\n1;tee-1;Rotes Hemd;1.299,00 €;–\n".encode("cp1252")
SHOPIFY = b"Handle,Title,Body (HTML),Vendor,Variant SKU,Variant Price,\nshirt,Red shirt,<p>Soft</p>,Nike,tee-1,39.90,\n"
JSON_LINES = (
    b'{"sku": "tee-1", "name": "Red shirt", "dims": {"width": "5 cm"}, '
    b'"rating": "\xe2\x98\x85\xe2\x98\x85", "stock": NaN, "seo": [{"a": 1}]}\n'
)
EXPORTS = [
    Export(
        "woocommerce.csv",
        b"\xef\xbb\xbfID,Type,Name,Description,Regular price,Meta: _wpml_lang\r\n"
        b'tee-1,simple,"Red ""Nike"" shirt","Cotton,\nsize XL",39.90,en\r\n',
        ("1 created", "column 'Meta: _wpml_lang' became property 'Meta _wpml_lang'"),
        'Red "Nike" shirt',
        ("meta__wpml_lang:en", "regular_price:39.9", "type:simple"),
    ),
    Export(
        "shopify.csv",
        SHOPIFY,
        ("no record has a column id or sku; found columns 'handle', 'title'", "--inspect", "nothing was loaded"),
        status=1,
    ),
    Export(
        "magento.csv",
        b"sku;store_view_code;product_type;name;price\ntee-1;;simple;Red shirt;39.9000\n",
        ("1 created",),
        "Red shirt",
        ("price:39.9", "product_type:simple"),
    ),
    Export(
        "german.csv", GERMAN, ("german.csv:1", "found the byte 0xf6; --encoding says", "nothing, 1 error"), status=1
    ),
    Export(
        "german.csv",
        GERMAN,
        ("1 created", "column 'Größe': 1 left out: no letter or digit"),
        "Rotes Hemd",
        ("artnr:1", "preis:1299 eur"),
        ("--encoding", "windows-1252"),
    ),
    Export(
        "excel.tsv",
        "id\tname\tcolor\ntee-1\tRed shirt\tred\n".encode("utf-16"),
        ("1 created",),
        "Red shirt",
        ("color:red",),
    ),
    Export(
        "quotes.tsv",
        b'id\ttitle\tlength\ntee-1\t"Big" shirt\t5"\ntee-2\tRed shirt\t\n',
        ("2 created, 0 errors",),
        '"Big" shirt',
        ("length:12.7 cm",),
    ),
    Export(
        "nested.jsonl.gz",
        gzip.compress(JSON_LINES),
        (
            "'rating': 1 left out: no letter",
            "'stock': 1 left out: not a number",
            "'seo': 1 left out: an object in a list",
        ),
        "Red shirt",
        ("dims.width:5 cm",),
    ),
    Export(
        "pipes.csv",
        b"sku|name|color\ntee-1|Red shirt|red\ntee-2|Blue shirt\n",
        ("1 created, 1 error", "pipes.csv:3: no id: 2 cells, expected 3 as in the first line"),
        "Red shirt",
        ("color:red",),
        status=1,
    ),
    Export(
        "columns.csv", b"Artikel;Name\n1;Hemd\n", ("no record has a column id or sku", "nothing was loaded"), status=1
    ),
]


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: f"{export.name} {' '.join(export.options)}".strip())
def test_an_export_is_loaded_or_refused_in_words(run: Run, url: str, tmp_path: Path, export: Export) -> None:
    (tmp_path / export.name).write_bytes(export.content)
    ran = run("load", tmp_path / export.name, "--url", url, *export.options)
    assert ran.status == export.status, ran.err
    for words in export.said:
        assert words in ran.out + ran.err
    stored = httpx.get(f"{url}/items/tee-1")
    assert (stored.status_code == 200) == bool(export.title)
    if export.title:
        given = [f"{each['name']}:{each['value']}" for each in stored.json()["properties"] if each["source"] == "given"]
        assert (stored.json()["title"], given) == (export.title, list(export.given))


def test_a_mapping_makes_items_of_an_export_without_ids(run: Run, url: str, tmp_path: Path) -> None:
    (tmp_path / "shopify.csv").write_bytes(SHOPIFY)
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        '[columns]\n"Variant SKU" = "id"\n"Body (HTML)" = "text"\nVendor = "property"\nHandle = "ignore"\n'
    )
    ran = run("load", tmp_path / "shopify.csv", "--url", url, "--mapping", mapping)
    assert ran.status == 0, ran.err
    assert "1 created" in ran.out
    stored = httpx.get(f"{url}/items/tee-1").json()
    assert (stored["title"], stored["text"]) == ("Red shirt", "<p>Soft</p>")
    assert ("vendor", "nike") in {(each["name"], each["value"]) for each in stored["properties"]}
