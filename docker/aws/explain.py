"""Explains accepted findings of the checkers. The reason is written next to the resource."""

from collections.abc import Mapping
from typing import Any, cast

from aws_cdk import Acknowledgment, CfnResource, Stack, Validations
from aws_cdk import aws_s3 as s3
from constructs import IConstruct


def explain(construct: IConstruct, reasons: Mapping[str, str]) -> None:
    """Accepts findings of `construct` and of its children, each with a reason.

    Ids that start with `CKV` are checkov's and are written into the template. All others are cdk-nag's.
    """
    skips = [{"id": name, "comment": reason} for name, reason in reasons.items() if name.startswith("CKV")]
    if skips:
        resource(construct).add_metadata("checkov", {"skip": skips})
    for name, reason in reasons.items():
        if not name.startswith("CKV"):
            Validations.of(construct).acknowledge(Acknowledgment(id=f"AwsSolutions::{name}", reason=reason))


def explain_wildcards(construct: IConstruct, reasons: Mapping[str, str]) -> None:
    """Accepts wildcards in a policy. The keys are the resources as the policy names them."""
    explain(construct, {f"AwsSolutions-IAM5[Resource::{name}]": reason for name, reason in reasons.items()})


def objects_below(bucket: s3.Bucket, prefix: str) -> str:
    """Returns cdk-nag's name of the objects below a prefix."""
    return f"<{Stack.of(bucket).get_logical_id(resource(bucket))}.Arn>/{prefix}*"


def resource(construct: IConstruct) -> CfnResource:
    """Returns the template's resource for a construct."""
    found: Any = construct if isinstance(construct, CfnResource) else construct.node.default_child
    return cast(CfnResource, found)
