"""Defines the permissions of the tasks, of bulk loading, and of SageMaker's jobs."""

from typing import cast

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from constructs import Construct

from explain import explain_wildcards, objects_below
from graph import Graph, read_prefix
from parameters import Parameters
from storage import LOADS, MODELS, TRAINING, Storage

_READ_AND_WRITE = [
    "neptune-db:connect",
    "neptune-db:ReadDataViaQuery",
    "neptune-db:WriteDataViaQuery",
    "neptune-db:DeleteDataViaQuery",
    "neptune-db:GetEngineStatus",
    "neptune-db:GetStreamRecords",
]
_LOAD = ["neptune-db:connect", "neptune-db:StartLoaderJob", "neptune-db:GetLoaderJobStatus"]
# The repositories of AWS's own TensorFlow images. Their account differs between regions.
_IMAGES = ("tensorflow-training", "tensorflow-inference")
_WHOLE_GRAPH = "neptune-db has no resources below the cluster"


class Roles(Construct):
    """`bulk_load` is a policy for users of `itemgraph bulk-load`, and `training` the role of SageMaker's jobs.

    The role of the tasks gets the permissions of the service.
    """

    def __init__(
        self, scope: Construct, parameters: Parameters, tasks: iam.IRole, graph: Graph, storage: Storage
    ) -> None:
        super().__init__(scope, "Roles")
        tasks.add_to_principal_policy(iam.PolicyStatement(actions=_READ_AND_WRITE, resources=[graph.data_arn]))
        read_prefix(tasks, storage, MODELS)
        explain_wildcards(
            cast(Construct, tasks), {graph.nag_name: _WHOLE_GRAPH, objects_below(storage.bucket, MODELS): "bundles"}
        )
        self._allow_endpoint(tasks, parameters)
        self.bulk_load = self._bulk_load(graph, storage)
        self.training = self._training(storage)

    def _allow_endpoint(self, tasks: iam.IRole, parameters: Parameters) -> None:
        """Adds a separate policy, because it exists only with an endpoint."""
        endpoints = f"arn:{Aws.PARTITION}:sagemaker:{Aws.REGION}:{Aws.ACCOUNT_ID}:endpoint"
        statement = iam.PolicyStatement(
            actions=["sagemaker:InvokeEndpoint"],
            resources=[f"{endpoints}/{parameters.endpoint_name.value_as_string}"],
        )
        policy = iam.CfnPolicy(
            self,
            "InvokeEndpoint",
            policy_name="InvokeEndpoint",
            roles=[tasks.role_name],
            policy_document=iam.PolicyDocument(statements=[statement]),
        )
        policy.cfn_options.condition = parameters.has_endpoint

    def _bulk_load(self, graph: Graph, storage: Storage) -> iam.ManagedPolicy:
        policy = iam.ManagedPolicy(self, "BulkLoad", description="itemgraph bulk-load: its S3 prefix, Neptune's loader")
        policy.add_statements(
            iam.PolicyStatement(actions=_LOAD, resources=[graph.data_arn]),
            _write_prefix(storage, LOADS),
            _list_prefix(storage, LOADS),
            _use_key(storage),
        )
        explain_wildcards(
            policy, {graph.nag_name: _WHOLE_GRAPH, objects_below(storage.bucket, LOADS): "the files of a load"}
        )
        return policy

    def _training(self, storage: Storage) -> iam.Role:
        """Adds the role of SageMaker's jobs, which reads and writes training/ and models/."""
        role = iam.Role(
            self,
            "Training",
            description="SageMaker's jobs and models of Itemgraph",
            assumed_by=iam.ServicePrincipal(
                "sagemaker.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
            ),
        )
        for prefix in (TRAINING, MODELS):
            role.add_to_policy(_write_prefix(storage, prefix))
            role.add_to_policy(_list_prefix(storage, prefix))
        role.add_to_policy(_use_key(storage))
        for statement in (*_pull_images(), _write_logs(), _put_metrics()):
            role.add_to_policy(statement)
        explain_wildcards(role, _training_reasons(storage))
        return role


def _training_reasons(storage: Storage) -> dict[str, str]:
    place = "<AWS::Region>:<AWS::AccountId>"
    images = "AWS's own images; their account differs between regions"
    return {
        objects_below(storage.bucket, TRAINING): "labels, checkpoints and results of jobs",
        objects_below(storage.bucket, MODELS): "bundles, which jobs write and models read",
        **{f"arn:<AWS::Partition>:ecr:<AWS::Region>:*:repository/{name}": images for name in _IMAGES},
        f"arn:<AWS::Partition>:logs:{place}:log-group:/aws/sagemaker/*": "SageMaker names the groups by job and model",
        "*": "ecr:GetAuthorizationToken and cloudwatch:PutMetricData, limited by namespace, have no resources",
    }


def _write_prefix(storage: Storage, prefix: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        resources=[storage.bucket.arn_for_objects(f"{prefix}*")],
    )


def _list_prefix(storage: Storage, prefix: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=["s3:ListBucket"],
        resources=[storage.bucket.bucket_arn],
        conditions={"StringLike": {"s3:prefix": f"{prefix}*"}},
    )


def _use_key(storage: Storage) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[storage.key.key_arn])


def _pull_images() -> list[iam.PolicyStatement]:
    repositories = [f"arn:{Aws.PARTITION}:ecr:{Aws.REGION}:*:repository/{name}" for name in _IMAGES]
    layers = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    return [
        iam.PolicyStatement(actions=["ecr:GetAuthorizationToken"], resources=["*"]),
        iam.PolicyStatement(actions=layers, resources=repositories),
    ]


def _write_logs() -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        resources=[f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:/aws/sagemaker/*"],
    )


def _put_metrics() -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=["cloudwatch:PutMetricData"],
        resources=["*"],
        conditions={"StringLike": {"cloudwatch:namespace": ["/aws/sagemaker/*", "AWS/SageMaker"]}},
    )
