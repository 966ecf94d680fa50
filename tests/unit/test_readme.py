"""The README is true: its commands exist, its links lead somewhere."""

import re
from pathlib import Path

from typer.main import get_command

from app.cli.application import cli

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`?make ([a-z-]+)", README))
    assert {"run", "test", "check", "demo"} <= named
    assert named <= targets


def test_every_command_and_option_exists() -> None:
    group = get_command(cli)
    commands = getattr(group, "commands")  # noqa: B009 (typed as a plain command)
    for name, group_of in list(commands.items()):
        commands |= {f"{name} {each}": command for each, command in getattr(group_of, "commands", {}).items()}
    names = "|".join(sorted(map(re.escape, commands), key=len, reverse=True))
    lines = re.findall(rf"itemgraph ({names}|[a-z-]+)\b([^\n`]*)", README)
    assert {name for name, _ in lines} >= {"serve", "extract", "load", "search", "export", "train", "evaluate"}
    for name, rest in lines:
        options = {option for parameter in commands[name].params for option in parameter.opts}
        assert set(re.findall(r"(?<!\S)(--[a-z-]+)", rest)) <= options, name


def test_links_lead_to_files() -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", README)
    assert links
    for link in links:
        assert (ROOT / link).exists(), link
