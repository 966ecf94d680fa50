"""Declares what differs between accounts as parameters of the template, so that it works without CDK."""

from dataclasses import dataclass
from typing import Any

from aws_cdk import CfnCondition, CfnParameter, Fn
from constructs import Construct

# The addresses of the network. `cdk synth -c cidr=…` chooses others.
DEFAULT_CIDR = "10.20.0.0/16"


def network_cidr(scope: Construct) -> str:
    return str(scope.node.try_get_context("cidr") or DEFAULT_CIDR)


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of the template, which names them in CamelCase, and conditions on them."""

    repository: CfnParameter
    image_tag: CfnParameter
    certificate_arn: CfnParameter
    client_cidr: CfnParameter
    model_key: CfnParameter
    model_public_keys: CfnParameter
    endpoint_name: CfnParameter
    engine_version: CfnParameter
    min_capacity: CfnParameter
    max_capacity: CfnParameter
    replica: CfnParameter
    min_tasks: CfnParameter
    max_tasks: CfnParameter
    requests_per_task: CfnParameter
    workbench: CfnParameter
    search: CfnParameter
    search_instance: CfnParameter
    search_nodes: CfnParameter
    search_gigabytes: CfnParameter
    has_model: CfnCondition
    has_endpoint: CfnCondition
    has_replica: CfnCondition
    has_workbench: CfnCondition
    has_search: CfnCondition


def declare_parameters(scope: Construct) -> Parameters:
    return Parameters(**_service(scope), **_model(scope), **_graph(scope), **_workbench(scope), **_search(scope))


def _text(scope: Construct, name: str, description: str, pattern: str, default: str | None = None) -> CfnParameter:
    return CfnParameter(
        scope,
        name,
        description=description,
        default=default,
        allowed_pattern=pattern,
        constraint_description=f"expected {description}",
    )


def _number(
    scope: Construct, name: str, description: str, default: float, minimum: float, maximum: float
) -> CfnParameter:
    return CfnParameter(
        scope, name, type="Number", description=description, default=default, min_value=minimum, max_value=maximum
    )


def _service(scope: Construct) -> dict[str, Any]:
    return {
        "repository": _text(
            scope,
            "Repository",
            "name of the ECR repository, in this account and region, that holds the image",
            r"[a-z0-9][a-z0-9._/-]*",
            "itemgraph",
        ),
        "image_tag": _text(
            scope, "ImageTag", "tag of the image, which must never move", r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
        ),
        "certificate_arn": _text(
            scope,
            "CertificateArn",
            "ARN of the certificate for HTTPS: arn:aws:acm:REGION:ACCOUNT:certificate/ID",
            r"arn:[\w-]+:acm:[\w-]+:\d{12}:certificate/.+",
        ),
        "client_cidr": _text(
            scope,
            "ClientCidr",
            "addresses that may call the service, in CIDR form, for example 10.0.0.0/8",
            r"\d{1,3}(\.\d{1,3}){3}/\d{1,2}",
            network_cidr(scope),
        ),
        "min_tasks": _number(scope, "MinTasks", "smallest number of tasks", 2, 1, 100),
        "max_tasks": _number(scope, "MaxTasks", "largest number of tasks", 8, 1, 100),
        "requests_per_task": _number(
            scope, "RequestsPerTask", "requests per minute and task above which tasks are added", 3000, 1, 1e6
        ),
    }


def _model(scope: Construct) -> dict[str, Any]:
    key = _text(
        scope,
        "ModelKey",
        "key of the model's archive or folder in the bucket, models/…; empty: the model of the image",
        r"(models/[A-Za-z0-9_./=-]+)?",
        "",
    )
    # IAM compares the names of endpoints in lower case.
    endpoint = _text(
        scope,
        "EndpointName",
        "SageMaker endpoint that runs the model, in lower case; empty: it runs in the tasks",
        r"([a-z0-9][a-z0-9-]{0,62})?",
        "",
    )
    return {
        "model_key": key,
        "model_public_keys": _text(
            scope,
            "ModelPublicKeys",
            "public keys, separated by commas; one must have signed the model of ModelKey; empty: no signature",
            r"([A-Za-z0-9+/]{43}=(,[A-Za-z0-9+/]{43}=)*)?",
            "",
        ),
        "endpoint_name": endpoint,
        "has_model": _given(scope, "HasModel", key),
        "has_endpoint": _given(scope, "HasEndpoint", endpoint),
    }


def _given(scope: Construct, name: str, parameter: CfnParameter) -> CfnCondition:
    return CfnCondition(scope, name, expression=Fn.condition_not(Fn.condition_equals(parameter.value_as_string, "")))


def _choice(scope: Construct, name: str, description: str, default: str) -> CfnParameter:
    return CfnParameter(scope, name, description=description, default=default, allowed_values=["yes", "no"])


def _chosen(scope: Construct, name: str, parameter: CfnParameter) -> CfnCondition:
    return CfnCondition(scope, name, expression=Fn.condition_equals(parameter.value_as_string, "yes"))


def _workbench(scope: Construct) -> dict[str, Any]:
    workbench = _choice(scope, "Workbench", "a notebook instance that reads the graph", "no")
    return {"workbench": workbench, "has_workbench": _chosen(scope, "HasWorkbench", workbench)}


def _search(scope: Construct) -> dict[str, Any]:
    search = _choice(
        scope, "OpenSearch", "the index on Amazon OpenSearch Service, and not in the memory of tasks", "no"
    )
    return {
        "search": search,
        "search_instance": _text(
            scope,
            "SearchInstance",
            "type of the nodes, NAME.SIZE.search",
            r"[a-z0-9]+\.[a-z0-9]+\.search",
            "r7g.large.search",
        ),
        "search_nodes": _number(scope, "SearchNodes", "number of nodes, an even one", 2, 2, 80),
        "search_gigabytes": _number(scope, "SearchGigabytes", "GB of the disk of a node", 100, 10, 16_000),
        "has_search": _chosen(scope, "HasOpenSearch", search),
    }


def _graph(scope: Construct) -> dict[str, Any]:
    replica = _choice(scope, "Replica", "a second instance of the graph, for searches and for fail-over", "yes")
    return {
        "engine_version": _text(scope, "EngineVersion", "Neptune's version, 1.4.x.x", r"1\.4\.\d+\.\d+", "1.4.8.0"),
        "min_capacity": _number(scope, "MinCapacity", "smallest capacity of an instance, in NCU of 2 GiB", 1, 1, 128),
        "max_capacity": _number(scope, "MaxCapacity", "largest capacity of an instance, in NCU", 16, 2.5, 128),
        "replica": replica,
        "has_replica": _chosen(scope, "HasReplica", replica),
    }
