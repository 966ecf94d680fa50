"""Settings, read from the environment once, at start."""

import math
import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import SettingsError
from model.faults import fault_to_text

BUNDLES = Path(__file__).resolve().parent.parent / "model" / "bundles"
DEFAULT_MODEL = BUNDLES / "default"

# The bundles that are shipped, by the names that `MODEL` takes for them.
SHIPPED = ("default", "fast")

# The most items or documents of one call, whatever the settings say. A longer list is refused unread.
MOST = 10_000


_ORIGIN = re.compile(r"https?://[^/\s,]+")
# The scope that callers of a page need.
Exposed = Literal["none", "read", "write", "admin"]


def _to_place(model: object) -> str:
    """Returns the folder of a shipped bundle for its name, unless a folder here has that name."""
    name = str(model)
    return str(BUNDLES / name) if name in SHIPPED and not Path(name).exists() else name


class Settings(BaseSettings):
    """Every setting has the name of its environment variable, in lower case. This class makes docs/settings.md."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="port to listen on")
    data_dir: Path = Field(Path("data"), description="folder of the embedded graph; created if it is missing")
    graph_url: str = Field(
        "",
        description="address of the graph: `sqlite:///PATH`, or a Gremlin server (`ws://…`, `wss://…`); "
        "empty: `graph.sqlite` in `DATA_DIR`",
    )
    allow_network_files: bool = Field(
        False,
        description="open a SQLite file on a network file system (NFS, SMB, …), safe at most for the processes "
        "of one machine",
    )
    graph_connections: int = Field(16, ge=1, le=512, description="connections to a Gremlin server at most")
    model: Annotated[str, BeforeValidator(_to_place)] = Field(
        str(DEFAULT_MODEL),
        description="model bundle: `default` or `fast`, which are shipped, a folder, a `.tar.gz`, or either in S3 "
        "(`s3://BUCKET/KEY`)",
    )
    model_key: str = Field(
        "",
        description="public keys, separated by commas; one must have signed the model (`itemgraph model sign`); "
        "empty: a model needs no signature",
    )
    model_poll_seconds: float = Field(
        60,
        ge=0,
        le=86_400,
        description="seconds, more or less by a quarter, between two looks whether S3 has another model (`MODEL`), "
        "which is then loaded; 0: it is loaded only when someone asks",
    )
    api_keys: SecretStr | None = Field(
        None,
        description="keys that callers need: a file of `itemgraph key create`, or its JSON (for a secret); unset, with "
        "`ADMIN_TOKEN` unset too: everyone who reaches the service may read and write",
    )
    admin_token: SecretStr | None = Field(
        None, min_length=16, description="a further key, in plain text, with all scopes; for the first start, or alone"
    )
    cursor_key: SecretStr | None = Field(
        None,
        min_length=16,
        description="secret that signs the cursors of lists, the same for all processes; unset: `ADMIN_TOKEN`, or none",
    )
    allow_anonymous: bool = Field(
        False, description="without keys, listen on an address that other machines reach; everyone may read and write"
    )
    metrics_scope: Exposed = Field("read", description="scope that `/metrics` needs; `none`: no key")
    docs_scope: Exposed = Field(
        "none", description="scope that `/docs`, `/redoc` and `/openapi.json` need; `none`: no key"
    )
    rate_per_key: int = Field(
        0, ge=0, description="units that a key may use a minute: 1 for a request, 1 for 1,000 bytes of its body; 0: any"
    )
    rate_per_address: int = Field(
        0, ge=0, description="units that an address may use a minute, with or without keys; 0: any"
    )
    root_path: str = Field(
        "",
        pattern=r"^(/[A-Za-z0-9._~-]+)*$",
        description="path below which a proxy shows the service, such as `/catalog`; the proxy may strip it or not",
    )
    rdf_base: str = Field(
        "http://example.com",
        pattern=r"^https?://[^\s<>\"{}|^`\\]*[^\s<>\"{}|^`\\/]$",
        description="beginning of the IRIs in RDF exports, such as `https://data.shop.com/items`",
    )
    trusted_proxies: str = Field(
        "",
        description="addresses or networks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` count, separated "
        "by commas",
    )
    cors_origins: str = Field(
        "",
        description="origins whose pages may call the service, such as `https://shop.example.com`, separated by commas",
    )
    compress_bytes: int = Field(
        1024, ge=0, description="smallest answer that is compressed for clients who accept gzip; 0: none"
    )
    log_format: Literal["text", "json"] = Field("text", description="form of the lines on standard error")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="least level of lines; `info` has a line for each request, and each write (`audit`)"
    )
    opentelemetry: bool = Field(
        False, description="send traces and times to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names"
    )
    vocabulary: Annotated[Path | None, BeforeValidator(lambda value: value or None)] = Field(
        None, description="folder of rule files that extend or replace those of `app/domain/standard/rules`"
    )
    index: Literal["embedded", "opensearch", "none"] = Field(
        "embedded",
        description="what answers searches: `embedded`, an index in the memory of every process; `opensearch`, the "
        "cluster that `INDEX_URL` names; `none`, the graph itself, which takes seconds from some 10,000 items on",
    )
    index_url: SecretStr | None = Field(
        None,
        description="address of OpenSearch: `https://HOST`, `https://USER:PASSWORD@HOST`, or "
        "`https://HOST?auth=iam&region=REGION` for a domain of AWS",
    )
    index_name: str = Field(
        "itemgraph",
        pattern=r"^[a-z0-9][a-z0-9_.]{0,99}$",
        description="beginning of the names of the indexes on OpenSearch; graphs on one cluster need different ones",
    )
    index_shards: int = Field(
        1,
        ge=1,
        le=1024,
        description="parts of the index on OpenSearch, one for each 10 to 30 GB; it counts when the index is built",
    )
    index_replicas: int = Field(
        0,
        ge=0,
        le=15,
        description="copies of every part on OpenSearch, so that a node may fail; it counts when the index is built",
    )
    index_memory: int = Field(
        4_000_000_000,
        gt=0,
        description="most bytes that the embedded index of a process may take, at 400 to 650 an item; if it needs "
        "more, there is none, and searches are answered 503",
    )
    index_renew_minutes: float = Field(
        60,
        gt=0,
        description="minutes after which the index is built again where the graph's server keeps no log of changes; "
        "until then it does not see what other processes write",
    )
    text_language: str = Field(
        "english", description="language of the texts, for the stems of words (Snowball's name); `none`: no stems"
    )
    engine: Literal["auto", "ctranslate2", "tensorflow"] = Field(
        "auto",
        description="engine of the model; `auto` chooses `tensorflow` on a machine with a GPU, otherwise `ctranslate2`",
    )
    tagger_url: str = Field(
        "",
        description="where the model runs, if not in this process: `sagemaker://ENDPOINT`, or TensorFlow Serving's "
        "`http://HOST:8501/v1/models/NAME`",
    )
    threads: int = Field(0, ge=0, le=256, description="threads that run the model; 0: one for each core")
    queue: int = Field(64, ge=1, description="calls that may wait for the model; a call beyond them is answered 429")
    exports: int = Field(4, ge=1, description="exports at a time; a further one is answered 429")
    queue_characters: int = Field(
        2_000_000,
        ge=1,
        description="characters of text that may wait for the model or be read by it; a call beyond them is answered "
        "429, unless it is alone",
    )
    cache_bytes: int = Field(
        16_777_216, ge=0, description="bytes that hold the results of recent texts; 0: none is kept"
    )
    min_score: float | None = Field(
        None,
        ge=0,
        le=1,
        description="lowest score of a span that is kept; unset: the thresholds of the bundle, or 0.5 without any",
    )
    max_documents: int = Field(256, ge=1, le=MOST, description="documents in one call of `/extract` at most")
    max_items: int = Field(1000, ge=1, le=MOST, description="items in one call of `POST /items` at most")
    max_characters: int = Field(100_000, ge=1, description="characters of one document, title or text at most")
    max_total_characters: int = Field(4_000_000, ge=1, description="characters of all texts of one call at most")
    max_body_bytes: int = Field(33_554_432, ge=1024, description="bytes of one request; `/items/bulk` has no limit")
    max_item_bytes: int = Field(
        2_097_152, ge=1024, description="bytes of one item: of a `PUT`, or of a line of `/items/bulk`"
    )
    max_bytes_under_way: int = Field(
        134_217_728, ge=1024, description="bytes of all requests at a time; a request beyond them is answered 429"
    )

    @property
    def signing_key(self) -> bytes:
        """The key of cursors, the same in every process of a service."""
        secret = self.cursor_key or self.admin_token
        return secret.get_secret_value().encode() if secret else b"itemgraph"

    @property
    def item_bytes(self) -> int:
        """The most bytes of one item, which is never more than a request may have."""
        return min(self.max_item_bytes, self.max_body_bytes)

    @field_validator("trusted_proxies")
    @classmethod
    def _check_proxies(cls, value: str) -> str:
        for each in filter(None, map(str.strip, value.split(","))):
            ip_network(
                each
            )  # uvicorn takes what is neither an address nor a network for a name, which matches nothing.
        return value

    @field_validator("cors_origins")
    @classmethod
    def _check_origins(cls, value: str) -> str:
        for each in filter(None, map(str.strip, value.split(","))):
            if each != "*" and not _ORIGIN.fullmatch(each):
                raise ValueError(f"{each!r}: expected an origin such as https://shop.example.com, or *")
        return value

    @property
    def origins(self) -> list[str]:
        """The origins of `cors_origins`."""
        return [each.strip() for each in self.cors_origins.split(",") if each.strip()]


def read_settings(**given: Any) -> Settings:
    """Returns the settings from the environment; `given` comes first. Raises SettingsError with name and value."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = (f"{str(e['loc'][0]).upper()}={_shown(e)}: {fault_to_text(e)}" for e in error.errors())
        raise SettingsError("; ".join(faults)) from error


def _shown(error: Any) -> str:
    """Returns the faulty value, unless it is a secret."""
    return "…" if error["loc"][0] in _SECRETS else repr(error["input"])


_SECRETS = {name for name, field in Settings.model_fields.items() if SecretStr in get_args(field.annotation)}


def core_count(root: Path = Path("/")) -> int:
    """Returns the cores that this process may use: its affinity, limited by its container's quota, rounded up."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, math.ceil(min(cores, _cpu_quota(root))))


def _cpu_quota(root: Path) -> float:
    """Returns the cores that the control group (version 2, then 1) grants; infinite if there is no limit."""
    group = root / "sys/fs/cgroup"
    try:
        if (unified := group / "cpu.max").exists():
            quota, period = unified.read_text().split()
        else:
            quota = (group / "cpu/cpu.cfs_quota_us").read_text()
            period = (group / "cpu/cpu.cfs_period_us").read_text()
        cores = int(quota) / int(period)
    except (OSError, ValueError, ZeroDivisionError):  # No such files, or "max".
        return math.inf
    return cores if cores > 0 else math.inf
