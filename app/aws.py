"""Clients of AWS, and what they raise as errors of one line. boto3 is imported by the first call that needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.errors import ItemgraphError, ServiceError


def aws_client(service: str, region: str | None = None, endpoint: str | None = None, **config: Any) -> Any:
    """A client with the credentials of the moment; `config` as botocore's Config has it.

    Without `region` and `endpoint` it takes AWS's own variables and profiles. Throttled and broken calls are tried
    again.
    """
    import boto3
    from botocore.config import Config

    settings = {"retries": {"mode": "standard", "max_attempts": 8}, "connect_timeout": 5, **config}
    # A session of its own: the shared one keeps the credentials that it found first.
    session = boto3.Session()
    return session.client(service, region_name=region, endpoint_url=endpoint, config=Config(**settings))


@contextmanager
def aws_errors(kind: type[ItemgraphError] = ServiceError, place: str = "AWS") -> Iterator[None]:
    """Raises `kind`, which names the place, for what AWS refuses and where it cannot be reached."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise kind(f"{place}: {error}") from error
