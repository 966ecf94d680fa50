"""Uploads the template to a bucket of yours, and prints a link for each region that opens it in CloudFormation.

python docker/aws/launch.py BUCKET --region eu-west-1 --region us-east-1 --parameter ImageTag=0.1.0
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

import boto3

TEMPLATE = Path(__file__).parent / "itemgraph.template.json"
# The consoles of AWS's partitions, by the beginning of their regions. The first that fits counts.
_CONSOLES = {"cn-": "console.amazonaws.cn", "us-gov-": "console.amazonaws-us-gov.com", "": "console.aws.amazon.com"}


def main(arguments: Sequence[str]) -> None:
    asked = _parser().parse_args(arguments)
    url = upload(asked.bucket, asked.key)
    for region in asked.region:
        sys.stdout.write(f"{region}  {launch_link(url, region, asked.stack, dict(asked.parameter))}\n")


def upload(bucket: str, key: str) -> str:
    """Writes the template into the bucket, and returns its address. Needs `s3:PutObject`, `s3:GetBucketLocation`."""
    region = boto3.client("s3", region_name="us-east-1").get_bucket_location(Bucket=bucket)["LocationConstraint"]
    # The oldest region has no name there, and the next has an old one.
    region = {None: "us-east-1", "EU": "eu-west-1"}.get(region, region)
    s3 = boto3.client("s3", region_name=region)
    s3.put_object(Bucket=bucket, Key=key, Body=TEMPLATE.read_bytes(), ContentType="application/json")
    domain = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"https://{bucket}.s3.{region}.{domain}/{quote(key)}"


def launch_link(url: str, region: str, stack: str, parameters: Mapping[str, str]) -> str:
    """Returns a quick-create link of CloudFormation, which shows the stack with its parameters before it is made."""
    console = next(name for start, name in _CONSOLES.items() if region.startswith(start))
    chosen = {"templateURL": url, "stackName": stack, **{f"param_{name}": value for name, value in parameters.items()}}
    return f"https://{region}.{console}/cloudformation/home?region={region}#/stacks/create/review?{urlencode(chosen)}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("bucket", help="bucket that whoever opens a link may read")
    parser.add_argument("--region", action="append", required=True, help="region of a link; may be repeated")
    parser.add_argument("--key", default="itemgraph.template.json", help="key of the template in the bucket")
    parser.add_argument("--stack", default="itemgraph", help="name of the stack")
    parser.add_argument(
        "--parameter", action="append", default=[], type=_pair, metavar="NAME=VALUE", help="filled in; may be repeated"
    )
    return parser


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not (name and sign):
        raise argparse.ArgumentTypeError(f"expected NAME=VALUE, found {text}")
    return name, value


if __name__ == "__main__":
    main(sys.argv[1:])
