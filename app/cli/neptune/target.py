"""The target of a bulk load."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from app.aws import S3Place
from app.cli.neptune.bucket import LoadFormat
from app.errors import SettingsError
from app.lifecycle.sagemaker.names import check_role


@dataclass(frozen=True, slots=True)
class LoadTarget:
    """The place of the files in S3, and the Neptune cluster that reads them with `role`. RDF is a graph of its own."""

    place: S3Place
    cluster: str
    role: str
    region: str
    format: LoadFormat

    @classmethod
    def parse(cls, place: str, cluster: str, role: str, region: str | None, format: LoadFormat) -> Self:  # noqa: A002
        """Reads the options. Raises SettingsError with the wrong option and the expected value."""
        there, host = S3Place.parse(place, "PLACE"), urlsplit(cluster)
        if host.scheme not in ("https", "http") or not host.netloc:
            raise SettingsError(f"--cluster {cluster!r}: expected https://HOST:8182")
        check_role(role)
        if not region:
            raise SettingsError("--region: expected the region of bucket and cluster, for example eu-west-1")
        return cls(S3Place(there.bucket, there.key.strip("/")), cluster, role, region, format)
