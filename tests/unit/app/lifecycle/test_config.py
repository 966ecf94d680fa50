"""The configuration of a training comes from a file, `--set` and options. Wrong values are explained."""

from pathlib import Path

import pytest

from app.errors import SettingsError
from app.lifecycle.config import Said, config_fields, hyperparameters, read_config, to_config
from training.config import JobConfig, Recipe, TrainConfig

TOML = """
name = "shoes"
epochs = 3
partial = ["more.jsonl=Color", "rest.jsonl"]

[sagemaker]
spot = true
"""
JSON = '{"name": "shoes", "epochs": 3, "partial": ["more.jsonl=Color", "rest.jsonl"], "sagemaker": {"spot": true}}'


@pytest.mark.parametrize(("name", "content"), [("train.toml", TOML), ("train.json", JSON)])
def test_a_file_says_it_then_set_then_options(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    sets = ["epochs=4", "seed=9", "compact=true", "sagemaker.volume=60"]
    found = read_config(tmp_path / name, sets, {"seed": 11, "version": None})
    assert found == TrainConfig(
        name="shoes",
        epochs=4,
        seed=11,
        compact=True,
        partial=("more.jsonl=Color", "rest.jsonl"),
        sagemaker=JobConfig(spot=True, volume=60),
    )


def test_a_list_is_said_as_one_text_or_as_json() -> None:
    assert read_config(None, ["partial=more.jsonl=Color"], {}).partial == ("more.jsonl=Color",)
    assert read_config(None, ['partial=["a.jsonl", "b.jsonl"]'], {}).partial == ("a.jsonl", "b.jsonl")


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        (["epochs=0"], "--set: epochs '0': expected at least 1"),
        (["epochs=many"], "--set: epochs 'many': expected a whole number"),
        (["scheme=IOB"], "--set: scheme 'IOB': expected 'IOB2' or 'IOBES'"),
        (["windw=64"], "--set: no setting is called 'windw'; did you mean window?"),
        (["sagemaker.volumes=64"], "--set: no setting is called 'sagemaker.volumes'; did you mean sagemaker.volume?"),
        (["sagemaker.volume=0"], "--set: sagemaker.volume '0': expected at least 1"),
        (["window=32", "overlap=40"], "overlap 40: expected 0 to 15 for a window of 32 word pieces"),
        (["name=Bad Name"], "--set: name 'Bad Name': expected text of the form"),
        (["epochs"], "--set epochs: expected NAME=VALUE"),
        (["epochs.more=1", "epochs=3"], "--set: no setting is called 'epochs.more'; did you mean epochs?"),
        (["sagemaker=on"], "--set: sagemaker 'on': expected an object"),
        (["partial=[a"], "--set: partial '[a': Expecting value"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(sets: list[str], message: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_config(None, sets, {})
    assert message in str(raised.value)


def test_the_file_at_fault_is_named(tmp_path: Path) -> None:
    (tmp_path / "train.toml").write_text("epochs = 0\ncolour = 1")
    with pytest.raises(SettingsError) as raised:
        read_config(tmp_path / "train.toml", [], {"name": "Bad"})
    said = str(raised.value)
    assert f"{tmp_path / 'train.toml'}: epochs 0: expected at least 1" in said
    assert f"{tmp_path / 'train.toml'}: no setting is called 'colour'" in said
    assert "--name: name 'Bad': expected text of the form" in said


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("train.toml", "epochs 3", "expected TOML: "),
        ("train.json", "{", "expected JSON: "),
        ("train.json", "[1]", "expected an object of settings, found list"),
        ("none.toml", None, "no such file; expected a configuration in TOML or JSON"),
    ],
)
def test_a_file_that_is_no_configuration_is_named(tmp_path: Path, name: str, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(SettingsError, match=message) as raised:
        read_config(tmp_path / name, [], {})
    assert str(raised.value).startswith(f"{tmp_path / name}: ")


def test_hyperparameters_are_what_was_said_and_are_read_back() -> None:
    config = TrainConfig(epochs=3, learning_rate=1e-3, compact=True, name="tiny", partial=("a.jsonl",))
    texts = hyperparameters(config)
    assert texts == {
        "epochs": "3",
        "learning_rate": "0.001",
        "compact": "true",
        "name": "tiny",
        "partial": '["a.jsonl"]',
    }
    assert to_config({name: Said(text, "hyperparameter") for name, text in texts.items()}) == config


def test_every_field_has_a_meaning_and_every_part_of_the_recipe_is_a_field() -> None:
    fields = {each.name: each for each in config_fields()}
    assert all(each.meaning for each in fields.values())
    assert set(Recipe.model_fields) < set(fields)
    assert fields["epochs"].default == "8"
    assert fields["sagemaker.spot"].default == "false"
