"""Defines the tasks: the image and its settings. A task can write only to its two volumes."""

from typing import Any

from aws_cdk import Aws, Duration, Fn, SecretValue, Size
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_logs as logs
from aws_cdk import aws_secretsmanager as secrets
from constructs import Construct

from explain import explain, explain_wildcards, resource
from graph import Graph
from network import SERVICE_PORT
from parameters import Parameters, network_cidr
from search import Search
from storage import Storage

# Seconds after SIGTERM. The server gives its calls 25 of them (app/cli/serve.py) and then closes the graph. Only
# streams last longer than the load balancer's 60 seconds, and their clients send them again.
STOP_SECONDS = 90
# A volume takes its owner and mode from a VOLUME of docker/app.Dockerfile. Any other path would belong to root.
_VOLUMES = {"data": "/data", "tmp": "/tmp"}  # noqa: S108
_NOT_ROTATED = "tasks read it at their start: a rotation needs a new deployment, so it is not automatic"
# The health of a task does not depend on the graph. The load balancer asks /readyz instead.
_ALIVE = f"import urllib.request as r; r.urlopen('http://127.0.0.1:{SERVICE_PORT}/healthz', timeout=4)"


class Tasks(Construct):
    """`definition` is the task with its roles. `definition.task_role` holds the permissions of the service.

    `log` has a line of JSON for each request and for each change.
    """

    def __init__(
        self, scope: Construct, parameters: Parameters, graph: Graph, search: Search, storage: Storage
    ) -> None:
        super().__init__(scope, "Tasks")
        self.definition = ecs.FargateTaskDefinition(self, "Definition", cpu=1024, memory_limit_mib=2048)
        self.log = logs.LogGroup(self, "Log", retention=logs.RetentionDays.ONE_MONTH, encryption_key=storage.key)
        container = self.definition.add_container(
            "app",
            image=self._image(parameters),
            user="10001",
            readonly_root_filesystem=True,
            stop_timeout=Duration.seconds(STOP_SECONDS),
            port_mappings=[ecs.PortMapping(container_port=SERVICE_PORT)],
            health_check=self._health_check(),
            logging=self._logging(),
            secrets={
                "ADMIN_TOKEN": ecs.Secret.from_secrets_manager(self._token(storage)),
                "API_KEYS": ecs.Secret.from_secrets_manager(self._keys(storage)),
            },
        )
        for name, path in _VOLUMES.items():
            self.definition.add_volume(name=name)
            container.add_mount_points(ecs.MountPoint(container_path=path, source_volume=name, read_only=False))
        # A variable without a value must be absent, which the construct's own map cannot express.
        resource(self.definition).add_property_override(
            "ContainerDefinitions.0.Environment", _environment(parameters, graph, search, storage, network_cidr(scope))
        )
        execution = self.definition.obtain_execution_role()
        explain_wildcards(execution, {"*": "ecr:GetAuthorizationToken has no resources"})

    def _image(self, parameters: Parameters) -> ecs.ContainerImage:
        name = parameters.repository.value_as_string
        repository = ecr.Repository.from_repository_name(self, "Repository", name)
        return ecs.ContainerImage.from_ecr_repository(repository, parameters.image_tag.value_as_string)

    def _health_check(self) -> ecs.HealthCheck:
        return ecs.HealthCheck(
            command=["CMD", "/venv/bin/python", "-c", _ALIVE],
            interval=Duration.seconds(15),
            timeout=Duration.seconds(5),
            retries=4,
            start_period=Duration.seconds(120),
        )

    def _logging(self) -> ecs.LogDriver:
        # Explicit, because the default has changed: an unavailable log service must not stop this service.
        return ecs.LogDriver.aws_logs(
            stream_prefix="itemgraph",
            log_group=self.log,
            mode=ecs.AwsLogDriverMode.NON_BLOCKING,
            max_buffer_size=Size.mebibytes(25),
        )

    def _token(self, storage: Storage) -> secrets.Secret:
        token = secrets.Secret(
            self,
            "AdminToken",
            description="ADMIN_TOKEN of Itemgraph: a key with all scopes",
            encryption_key=storage.key,
            generate_secret_string=secrets.SecretStringGenerator(password_length=48, exclude_punctuation=True),
        )
        explain(token, {"AwsSolutions-SMG4": _NOT_ROTATED})
        return token

    def _keys(self, storage: Storage) -> secrets.Secret:
        """Adds the secret for the digests of further keys. It begins without any."""
        keys = secrets.Secret(
            self,
            "ApiKeys",
            description="API_KEYS of Itemgraph: the content of a file of itemgraph key create",
            encryption_key=storage.key,
            secret_string_value=SecretValue.unsafe_plain_text("[]"),
        )
        explain(keys, {"AwsSolutions-SMG4": _NOT_ROTATED})
        return keys


def _environment(parameters: Parameters, graph: Graph, search: Search, storage: Storage, cidr: str) -> list[Any]:
    model = f"s3://{storage.bucket.bucket_name}/{parameters.model_key.value_as_string}"
    endpoint = f"sagemaker://{parameters.endpoint_name.value_as_string}"
    return [
        {"Name": "HOST", "Value": "0.0.0.0"},  # noqa: S104
        {"Name": "PORT", "Value": str(SERVICE_PORT)},
        {"Name": "DATA_DIR", "Value": "/data"},
        {"Name": "AWS_REGION", "Value": Aws.REGION},
        {"Name": "LOG_FORMAT", "Value": "json"},
        {"Name": "LOG_LEVEL", "Value": "info"},
        # The load balancer is the only one that reaches a task.
        {"Name": "TRUSTED_PROXIES", "Value": cidr},
        {"Name": "GRAPH_URL", "Value": graph.url},
        _variable("MODEL", model, parameters.has_model.logical_id),
        {"Name": "MODEL_KEY", "Value": parameters.model_public_keys.value_as_string},
        _variable("TAGGER_URL", endpoint, parameters.has_endpoint.logical_id),
        # With a copy of every part, a node may fail.
        *(
            _variable(name, value, parameters.has_search.logical_id)
            for name, value in (("INDEX", "opensearch"), ("INDEX_URL", search.url), ("INDEX_REPLICAS", "1"))
        ),
    ]


def _variable(name: str, value: str, condition: str) -> Any:
    return Fn.condition_if(condition, {"Name": name, "Value": value}, Aws.NO_VALUE)
