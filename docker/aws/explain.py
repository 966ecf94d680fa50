"""Findings that stay, each with its reason beside the resource."""

from collections.abc import Mapping
from typing import Any, cast

from aws_cdk import Acknowledgment, CfnResource, Stack, Validations
from aws_cdk import aws_s3 as s3
from constructs import Construct


def explain(construct: Construct, reasons: Mapping[str, str]) -> None:
    """Keeps findings of `construct`, and of what is in it, from failing the build.

    An id that starts with `CKV` is checkov's, and is written into the template; others are cdk-nag's.
    """
    skips = [{"id": name, "comment": reason} for name, reason in reasons.items() if name.startswith("CKV")]
    if skips:
        resource(construct).add_metadata("checkov", {"skip": skips})
    for name, reason in reasons.items():
        if not name.startswith("CKV"):
            Validations.of(construct).acknowledge(Acknowledgment(id=f"AwsSolutions::{name}", reason=reason))


def explain_wildcards(construct: Construct, reasons: Mapping[str, str]) -> None:
    """The same for policies: a reason for each resource with a wildcard, as the policy has it."""
    explain(construct, {f"AwsSolutions-IAM5[Resource::{name}]": reason for name, reason in reasons.items()})


def objects_below(bucket: s3.Bucket, prefix: str) -> str:
    """How cdk-nag calls the objects below a prefix."""
    return f"<{Stack.of(bucket).get_logical_id(resource(bucket))}.Arn>/{prefix}*"


def resource(construct: Construct) -> CfnResource:
    """The resource of the template that a construct stands for."""
    found: Any = construct if isinstance(construct, CfnResource) else construct.node.default_child
    return cast(CfnResource, found)
