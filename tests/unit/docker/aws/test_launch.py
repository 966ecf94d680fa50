"""The script that uploads the template and prints links to launch it."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

AWS = Path(__file__).resolve().parents[4] / "docker" / "aws"
TEMPLATE = AWS / "itemgraph.template.json"


def launch(*arguments: str) -> "subprocess.CompletedProcess[str]":
    call = [sys.executable, str(AWS / "launch.py"), *arguments]
    return subprocess.run(call, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("home", ["eu-west-1", "us-east-1"])
def test_a_link_for_each_region_opens_the_uploaded_template(aws: str, home: str) -> None:
    with closing(boto3.client("s3", region_name=home)) as s3:
        placed = {} if home == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": home}}
        s3.create_bucket(Bucket="templates", **placed)
        named = ("--key", "itemgraph/1 0.json", "--stack", "shop", "--parameter", "ImageTag=0.1.0")
        ran = launch("templates", "--region", "eu-west-1", "--region", "cn-north-1", *named)
        assert ran.returncode == 0, ran.stderr
        assert s3.get_object(Bucket="templates", Key="itemgraph/1 0.json")["Body"].read() == TEMPLATE.read_bytes()
    links = dict(line.split() for line in ran.stdout.splitlines())
    assert list(links) == ["eu-west-1", "cn-north-1"]
    for region, console in (("eu-west-1", "console.aws.amazon.com"), ("cn-north-1", "console.amazonaws.cn")):
        link = urlsplit(links[region])
        assert (link.scheme, link.netloc, link.query) == ("https", f"{region}.{console}", f"region={region}")
        view, _, chosen = link.fragment.partition("?")
        assert view == "/stacks/create/review"
        assert parse_qs(chosen) == {
            "templateURL": [f"https://templates.s3.{home}.amazonaws.com/itemgraph/1%200.json"],
            "stackName": ["shop"],
            "param_ImageTag": ["0.1.0"],
        }


def test_a_parameter_without_a_value_is_refused() -> None:
    ran = launch("templates", "--region", "eu-west-1", "--parameter", "ImageTag")
    assert ran.returncode == 2
    assert "expected NAME=VALUE, found ImageTag" in ran.stderr


def test_the_parameters_of_the_page_exist() -> None:
    page = (AWS.parents[1] / "docs" / "aws.md").read_text("utf-8")
    (command,) = [line for line in page.splitlines() if "launch.py" in line]
    named = [each.split("=")[0] for each in command.split() if "=" in each]
    assert named
    assert {*named} <= {*json.loads(TEMPLATE.read_text())["Parameters"]}
