"""Settings from the environment."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from app.errors import SettingsError
from app.settings import BUNDLES, DEFAULT_MODEL, Settings, core_count, read_settings

VALUES: dict[str, tuple[str, Any]] = {
    "HOST": ("0.0.0.0", "0.0.0.0"),
    "PORT": ("8123", 8123),
    "DATA_DIR": ("/srv/graph", Path("/srv/graph")),
    "GRAPH_CONNECTIONS": ("3", 3),
    "GRAPH_URL": ("sqlite:////srv/x.sqlite", "sqlite:////srv/x.sqlite"),
    "MODEL": ("/srv/bundle", "/srv/bundle"),
    "ADMIN_TOKEN": ("0123456789abcdef", SecretStr("0123456789abcdef")),
    "CURSOR_KEY": ("fedcba9876543210", SecretStr("fedcba9876543210")),
    "API_KEYS": ("/srv/keys.json", SecretStr("/srv/keys.json")),
    "ALLOW_ANONYMOUS": ("true", True),
    "METRICS_SCOPE": ("admin", "admin"),
    "DOCS_SCOPE": ("read", "read"),
    "RATE_PER_KEY": ("600", 600),
    "RATE_PER_ADDRESS": ("600", 600),
    "ROOT_PATH": ("/catalog/v1", "/catalog/v1"),
    "RDF_BASE": ("https://data.example/items", "https://data.example/items"),
    "TRUSTED_PROXIES": ("10.0.0.0/8, 192.0.2.7", "10.0.0.0/8, 192.0.2.7"),
    "CORS_ORIGINS": ("https://a.example, https://b.example", "https://a.example, https://b.example"),
    "COMPRESS_BYTES": ("0", 0),
    "LOG_FORMAT": ("json", "json"),
    "LOG_LEVEL": ("info", "info"),
    "OPENTELEMETRY": ("true", True),
    "ALLOW_NETWORK_FILES": ("true", True),
    "MODEL_KEY": ("abc", "abc"),
    "MODEL_POLL_SECONDS": ("0", 0.0),
    "TAGGER_URL": ("sagemaker://products", "sagemaker://products"),
    "ENGINE": ("tensorflow", "tensorflow"),
    "INDEX": ("none", "none"),
    "INDEX_URL": ("https://me:pass@search", SecretStr("https://me:pass@search")),
    "INDEX_NAME": ("shop", "shop"),
    "INDEX_SHARDS": ("3", 3),
    "INDEX_REPLICAS": ("1", 1),
    "INDEX_RENEW_MINUTES": ("15", 15.0),
    "TEXT_LANGUAGE": ("german", "german"),
    "THREADS": ("3", 3),
    "QUEUE": ("7", 7),
    "EXPORTS": ("2", 2),
    "QUEUE_CHARACTERS": ("70", 70),
    "CACHE_BYTES": ("0", 0),
    "INDEX_MEMORY": ("2000000000", 2_000_000_000),
    "VOCABULARY": ("/srv/vocabulary", Path("/srv/vocabulary")),
    "MIN_SCORE": ("0.25", 0.25),
    "MAX_DOCUMENTS": ("11", 11),
    "MAX_ITEMS": ("12", 12),
    "MAX_CHARACTERS": ("13", 13),
    "MAX_TOTAL_CHARACTERS": ("14", 14),
    "MAX_BODY_BYTES": ("2048", 2048),
    "MAX_ITEM_BYTES": ("2048", 2048),
    "MAX_BYTES_UNDER_WAY": ("2048", 2048),
}
WRONG = {
    "PORT": ["", "http", "0", "65536", "80.5"],
    "ENGINE": ["", "torch", "onnx"],
    "ALLOW_ANONYMOUS": ["", "perhaps"],
    "RATE_PER_KEY": ["-1", "fast"],
    "RATE_PER_ADDRESS": ["-1", "fast"],
    "RDF_BASE": ["data.example", "https://data.example/", "https://data.example/a b", "https://a/<x>"],
    "ROOT_PATH": ["catalog", "/", "/a//b", "/a/", "/ä"],
    "COMPRESS_BYTES": ["-1", "all"],
    "TRUSTED_PROXIES": ["balancer", "10.0.0.0/33", "10.0.0.1, x"],
    "CORS_ORIGINS": ["shop.example.com", "https://shop.example.com/", "https://a.example, b"],
    "OPENTELEMETRY": ["", "perhaps"],
    "LOG_FORMAT": ["", "xml"],
    "LOG_LEVEL": ["", "INFO"],
    "METRICS_SCOPE": ["", "all"],
    "DOCS_SCOPE": ["", "all"],
    "THREADS": ["-1", "257", "many"],
    "GRAPH_CONNECTIONS": ["0", "513", "x"],
    "QUEUE": ["0", "x"],
    "EXPORTS": ["0", "x"],
    "QUEUE_CHARACTERS": ["0", "x"],
    "CACHE_BYTES": ["-1", "16M"],
    "INDEX_MEMORY": ["0", "4G"],
    "MIN_SCORE": ["-0.1", "1.1", "high", "nan"],
    "MAX_DOCUMENTS": ["0", "10001"],
    "MAX_ITEMS": ["0", "10001"],
    "MAX_CHARACTERS": ["0"],
    "MAX_TOTAL_CHARACTERS": ["0"],
    "MAX_BODY_BYTES": ["1023", "1MB"],
    "MAX_ITEM_BYTES": ["1023", "1MB"],
    "MAX_BYTES_UNDER_WAY": ["1023", "1MB"],
}


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(("name", "raw", "value"), [(name, *pair) for name, pair in VALUES.items()])
def test_setting_comes_from_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, raw: str, value: Any) -> None:
    default = getattr(read_settings(), name.lower())
    monkeypatch.setenv(name, raw)
    assert default != value
    assert getattr(read_settings(), name.lower()) == value


def test_an_empty_vocabulary_is_none_and_not_the_current_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCABULARY", "")
    assert read_settings().vocabulary is None


def test_a_token_that_is_too_short_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_TOKEN", "short secret")
    with pytest.raises(SettingsError, match="ADMIN_TOKEN=…: ") as caught:
        read_settings()
    assert "short secret" not in str(caught.value)


def test_no_setting_is_left_out_here() -> None:
    assert {name.upper() for name in Settings.model_fields} == set(VALUES)


def test_defaults_serve_the_shipped_model_on_this_machine_alone() -> None:
    settings = read_settings()
    assert (settings.host, settings.port, settings.model) == ("127.0.0.1", 8000, str(DEFAULT_MODEL))
    assert (settings.max_documents, settings.max_items, settings.max_characters) == (256, 1000, 100_000)


def test_shipped_bundles_have_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert Settings(model="fast").model == str(BUNDLES / "fast")
    assert Settings(model="default").model == str(DEFAULT_MODEL)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fast").mkdir()
    assert Settings(model="fast").model == "fast"


@pytest.mark.parametrize(("name", "raw"), [(name, raw) for name, values in WRONG.items() for raw in values])
def test_wrong_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, raw: str) -> None:
    monkeypatch.setenv(name, raw)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert str(caught.value).startswith(f"{name}={raw!r}: ")


def test_every_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("ENGINE", "y")
    with pytest.raises(SettingsError, match=r"PORT='x'.*ENGINE='y'"):
        read_settings()


def test_given_value_comes_before_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8001")
    assert read_settings(port=8002).port == 8002
    assert read_settings(port=None).port == 8001


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().port = 1  # type: ignore[misc]


def test_there_is_a_core() -> None:
    assert core_count() >= 1


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, 8),
        ({"cpu.max": "max 100000"}, 8),
        ({"cpu.max": "150000 100000"}, 2),
        ({"cpu.max": "50000 100000"}, 1),
        ({"cpu.max": "1600000 100000"}, 8),
        ({"cpu.max": "nonsense"}, 8),
        ({"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, 8),
        ({"cpu/cpu.cfs_quota_us": "250000", "cpu/cpu.cfs_period_us": "100000"}, 3),
    ],
)
def test_cores_are_those_of_the_containers_quota(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], expected: int
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)), raising=False)
    for name, content in files.items():
        path = tmp_path / "sys/fs/cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content + "\n")
    assert core_count(tmp_path) == expected
