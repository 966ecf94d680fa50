"""A stand-in for SageMaker's batch transform, which does over HTTP what its guide describes.

Each file under the prefix is cut at line ends into payloads of at most MaxPayloadInMB. At most MaxConcurrentTransforms
payloads are posted to `/invocations` at a time. The answers, in the order of the payloads, become the file `KEY.out`.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx


def run_transform(job: dict[str, Any], url: str, s3: Any) -> list[int]:
    """Runs a job that is given as DescribeTransformJob shows it. Returns the bytes of each payload."""
    assert (job["BatchStrategy"], job["TransformInput"]["SplitType"]) == ("MultiRecord", "Line")
    source = urlsplit(job["TransformInput"]["DataSource"]["S3DataSource"]["S3Uri"])
    target = urlsplit(job["TransformOutput"]["S3OutputPath"])
    headers = {"Content-Type": job["TransformInput"]["ContentType"], "Accept": job["TransformOutput"]["Accept"]}
    sizes = []
    with httpx.Client(base_url=url, timeout=300) as client, ThreadPoolExecutor(job["MaxConcurrentTransforms"]) as pool:

        def invoke(payload: bytes) -> bytes:
            answer = client.post("/invocations", content=payload, headers=headers)
            answer.raise_for_status()
            return answer.content

        listed = s3.list_objects_v2(Bucket=source.netloc, Prefix=source.path.lstrip("/"))
        for key in [each["Key"] for each in listed["Contents"]]:
            raw = s3.get_object(Bucket=source.netloc, Key=key)["Body"].read()
            payloads = list(_payloads(raw, job["MaxPayloadInMB"] * 2**20))
            sizes += [len(each) for each in payloads]
            answers = [each if each.endswith(b"\n") else each + b"\n" for each in pool.map(invoke, payloads)]
            there = f"{target.path.strip('/')}/{key.rpartition('/')[2]}.out"
            s3.put_object(Bucket=target.netloc, Key=there, Body=b"".join(answers))
    return sizes


def _payloads(raw: bytes, limit: int) -> Iterator[bytes]:
    payload = b""
    for line in raw.splitlines(keepends=True):
        if payload and len(payload) + len(line) > limit:
            yield payload
            payload = b""
        payload += line
    if payload:
        yield payload
