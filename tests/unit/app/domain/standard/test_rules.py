"""The shipped vocabulary keeps its own rules, and faults of a team's files are named by line."""

from pathlib import Path

import pytest

from app.domain.standard import Standardizer, default_standardizer
from app.domain.standard.rules import Rulebook, load_rulebook
from app.errors import SettingsError

SHIPPED = default_standardizer().rulebook
VALUES = sorted({(name, value) for name, keys in SHIPPED.keys.items() for value in keys["values"]})


def load(folder: Path, **files: str) -> Rulebook:
    for name, source in files.items():
        (folder / f"{name}.toml").write_text(source, encoding="utf-8")
    return load_rulebook(folder)


def faults(folder: Path, **files: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(folder, **files)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_a_shipped_value_is_its_own_standard(name: str, value: str) -> None:
    found = default_standardizer().standardize(name, value)
    assert found.value == value
    assert value not in found.broader
    for above in found.broader:
        assert default_standardizer().standardize(name, above).value == above


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_every_shipped_alias_leads_to_its_value(name: str, value: str) -> None:
    for alias in SHIPPED.keys[name]["values"][value]["aliases"]:
        assert default_standardizer().standardize(name, alias).value == value


def test_a_team_extends_a_shipped_file(tmp_path: Path) -> None:
    vocabulary = load(tmp_path, color='[values]\nnavy = ["marine"]\nsunset = { broader = ["orange"] }')
    mine = Standardizer(vocabulary)
    assert mine.standardize("color", "Marine").value == "navy"
    assert mine.standardize("color", "navy blue").broader == ("blue",)
    assert mine.standardize("color", "sunset").broader == ("orange",)


def test_a_team_replaces_a_shipped_file(tmp_path: Path) -> None:
    mine = Standardizer(load(tmp_path, color='replace = true\n[values]\nmarine = ["navy"]'))
    assert mine.standardize("color", "navy").value == "marine"
    assert mine.standardize("color", "grey").value == "grey"


def test_a_team_adds_a_property(tmp_path: Path) -> None:
    mine = Standardizer(load(tmp_path, fit='spelling = "loose"\n[values]\nslim = ["slim fit", "skinny"]'))
    assert mine.standardize("fit", "Slim-Fit").value == "slim"


def test_a_team_gives_a_property_other_names(tmp_path: Path) -> None:
    mine = Standardizer(load(tmp_path, color='names = ["Farbe"]'.lower()))
    assert [mine.name(said) for said in ("Farbe", "Colour", "shade")] == ["color", "color", "shade"]
    assert mine.standardize("color", "Farbe: red").value == "red"


def test_a_name_belongs_to_one_property(tmp_path: Path) -> None:
    found = faults(tmp_path, fit='spelling = "loose"\nnames = ["cut", "color"]', trim='names = ["cut"]')
    assert found == [
        "fit.toml:2: expected each name under one property, found 'color' at 'color' and 'fit'",
        "trim.toml:1: expected each name under one property, found 'cut' at 'fit' and 'trim'",
    ]


def test_the_order_of_properties_is_that_of_the_files(tmp_path: Path) -> None:
    shipped = sorted(SHIPPED.keys)
    assert list(SHIPPED.keys) == shipped
    assert list(load(tmp_path, zeal="reads = []", color="head = true", fit="reads = []").keys) == [
        *shipped,
        "fit",
        "zeal",
    ]


def test_the_digest_says_whether_rules_are_the_same(tmp_path: Path) -> None:
    assert load_rulebook().digest == SHIPPED.digest
    assert load(tmp_path, color='[values]\nnavy = ["marine"]').digest != SHIPPED.digest


@pytest.mark.parametrize(
    ("source", "line", "detail"),
    [
        ('[values]\nnavy = ["marine"]\n\nabyss = ["Marine"]', 4, "'Marine' at 'navy' and 'abyss'"),
        ('[values]\nabyss = [\n  "deep sea",\n  "navy-blue",\n]', 4, "'navy-blue' at 'navy' and 'abyss'"),
        ('[values]\nred = { broader = ["rouge"] }\nrouge = { broader = ["red"] }', 2, "'red' broader than itself"),
        ("reads = []\ncolour = true", 2, "found 'colour'"),
        ('reads = ["quantity", "tea leaves"]', 1, "tea leaves"),
        ('head = "yes"', 1, "expected true or false, found 'yes'"),
        ("[values]\nred = [1]", 2, "found [1]"),
        ('[values]\nred = { alias = ["rouge"] }', 2, "expected a list of aliases"),
        ("head = true\n[values\n", 2, "expected TOML"),
        ('[irregular]\noxen = "cows"', 2, "'cows', whose own is 'cow'"),
    ],
)
def test_a_fault_is_named_by_file_and_line(tmp_path: Path, source: str, line: int, detail: str) -> None:
    found = faults(tmp_path, color=source)
    assert any(fault.startswith(f"color.toml:{line}: ") and detail in fault for fault in found), found


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    found = faults(tmp_path, color="heads = true\nspelling = 1", brand="[values", Size="reads = []")
    assert [fault.split(" ")[0] for fault in found] == [
        "Size.toml:1:",
        "brand.toml:1:",
        "color.toml:1:",
        "color.toml:2:",
    ]


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"VOCABULARY='.*nowhere': expected a folder .*, found nothing there"):
        load_rulebook(tmp_path / "nowhere")


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "color.toml").touch()
    with pytest.raises(SettingsError, match=r"VOCABULARY='.*color\.toml': expected a folder .*, found a file"):
        load_rulebook(tmp_path / "color.toml")


def test_a_broader_value_may_be_said_by_its_alias(tmp_path: Path) -> None:
    mine = Standardizer(load(tmp_path, color='[values]\nstorm = { broader = ["Slate-Grey"] }'))
    assert mine.standardize("color", "storm").broader == ("slate", "gray")


def test_a_fault_of_the_default_is_named_there(tmp_path: Path) -> None:
    assert faults(tmp_path, default='reads = []\n[irregular]\noxen = "cows"')[0].startswith("default.toml:3: ")


@pytest.mark.parametrize("name", ["roast.tml", "color.yaml", "color", "Color.TOML", "color.toml.bak"])
def test_a_file_that_is_no_rule_file_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("reads = []")
    assert faults(tmp_path) == [f"{name}: expected NAME.toml, a rule file"]


@pytest.mark.parametrize("name", ["README", "README.md", "LICENSE", "notes.txt", ".color.toml.swp", ".gitignore"])
def test_a_note_beside_the_rules_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("reads = []")
    (tmp_path / "folder").mkdir()
    assert load(tmp_path).digest == SHIPPED.digest


@pytest.mark.parametrize(
    ("broader", "near"), [("greyy", "gray"), ("navi blue", "navy"), ("orage", "orange"), ("terquoise", "turquoise")]
)
def test_a_misspelt_broader_value_is_named_with_the_listed_one(tmp_path: Path, broader: str, near: str) -> None:
    found = faults(tmp_path, color=f'[values]\n\nstorm = {{ broader = ["{broader}"] }}')
    assert found == [
        f"color.toml:3: 'storm': broader: expected the listed {near!r}, found {broader!r}; "
        f'if it is another value, list it: "{broader}" = []'
    ]


def test_a_value_like_another_is_broader_once_it_is_listed(tmp_path: Path) -> None:
    mine = Standardizer(load(tmp_path, color='[values]\norage = []\nstorm = { broader = ["orage"] }'))
    assert mine.standardize("color", "storm").broader == ("orage",)


def test_a_broader_value_need_not_be_listed(tmp_path: Path) -> None:
    mine = Standardizer(load(tmp_path, color='[values]\nsunset = { broader = ["evening"] }'))
    assert mine.standardize("color", "sunset").broader == ("evening",)
