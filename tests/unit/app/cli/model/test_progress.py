"""The bar of a training."""

from io import StringIO

import pytest
from rich.console import Console

from app.cli.model.progress import training_bar


def shown(terminal: bool) -> str:
    written = StringIO()
    with training_bar(Console(file=written, force_terminal=terminal, width=100)) as bar:
        bar.begin(total=10, done=2)
        bar.step(done=7, epoch=3, loss=0.25, speed=1234.5)
        bar.end()
    return written.getvalue()


def test_a_terminal_shows_steps_loss_and_speed() -> None:
    text = shown(terminal=True)
    for part in ("epoch 3", "7/10", "loss 0.2500", "1,234 tokens/s"):
        assert part in text


def test_a_file_has_no_bar() -> None:
    assert shown(terminal=False).strip() == ""


def test_a_bar_is_closed_when_the_training_fails() -> None:
    console = Console(file=StringIO(), force_terminal=True)

    def fail() -> None:
        with training_bar(console) as bar:
            bar.begin(total=10, done=0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with training_bar(console) as bar:  # Rich refuses a second live display.
        bar.begin(total=1, done=0)
