"""Settings, read from the environment once, at start."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import SettingsError

DEFAULT_MODEL = Path(__file__).resolve().parent.parent / "model" / "bundles" / "default"

# Items or documents of one call, whatever the settings: more are not even looked at.
MOST = 10_000


class Settings(BaseSettings):
    """Every setting has the name of its environment variable, in lower case. The README has the same table."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="port to listen on")
    data_dir: Path = Field(Path("data"), description="folder of the embedded graph")
    graph_url: str = Field("", description="`sqlite:///PATH`; empty: `graph.sqlite` in `DATA_DIR`")
    model: Path = Field(DEFAULT_MODEL, description="folder of the model bundle")
    engine: Literal["onnx", "tensorflow"] = Field("onnx", description="what runs the model: `onnx` or `tensorflow`")
    threads: int = Field(0, ge=0, le=256, description="threads that run the model; 0: one for each core")
    queue: int = Field(64, ge=1, description="calls that may wait for a thread before others get 429")
    min_score: float | None = Field(
        None, ge=0, le=1, description="score below which a span is not kept; unset: the bundle's thresholds, or 0.5"
    )
    max_documents: int = Field(256, ge=1, le=MOST, description="documents in one call of `/extract`")
    max_items: int = Field(1000, ge=1, le=MOST, description="items in one call of `POST /items`")
    max_characters: int = Field(100_000, ge=1, description="characters of one document, title or text")
    max_total_characters: int = Field(4_000_000, ge=1, description="characters of all texts of one call")
    max_body_bytes: int = Field(33_554_432, ge=1024, description="bytes of one request; for `/items/bulk`, of one line")


def read_settings(**given: Any) -> Settings:
    """The settings from the environment, with `given` before them. Raises SettingsError with name and value."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = (f"{str(e['loc'][0]).upper()}={e['input']!r}: {e['msg']}" for e in error.errors())
        raise SettingsError("; ".join(faults)) from error


def core_count() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
