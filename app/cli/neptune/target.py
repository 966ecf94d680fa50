"""Where a bulk load goes."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from app.errors import SettingsError
from app.lifecycle.sagemaker.names import Place, check_role


@dataclass(frozen=True, slots=True)
class Target:
    """Where the files go, and which cluster takes them with which role."""

    bucket: str
    prefix: str
    cluster: str
    role: str
    region: str

    @classmethod
    def parse(cls, place: str, cluster: str, role: str, region: str | None) -> "Target":
        """Raises SettingsError that names the option and what was expected."""
        there, host = Place.parse(place, "PLACE"), urlsplit(cluster)
        if host.scheme not in ("https", "http") or not host.netloc:
            raise SettingsError(f"--cluster {cluster!r}: expected https://HOST:8182")
        check_role(role)
        if not region:
            raise SettingsError("--region: expected the region of bucket and cluster, for example eu-west-1")
        return cls(there.bucket, there.key.strip("/"), cluster, role, region)

    def key(self, name: str) -> str:
        return f"{self.prefix}/{name}" if self.prefix else name

    def url(self, name: str) -> str:
        return f"s3://{self.bucket}/{self.key(name)}"
