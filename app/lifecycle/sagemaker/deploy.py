"""Deploys the model on a SageMaker endpoint: real-time, serverless or asynchronous."""

from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.aws import S3Place, aws_client, aws_errors
from app.errors import SettingsError
from app.lifecycle.sagemaker.names import check_name, check_role, named_now
from app.lifecycle.sagemaker.waiting import Tell, wait_for

Requests = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Deployment:
    """A model archive, and the endpoint that runs it.

    `serverless` is the memory in MiB of an endpoint without instances. `asynchronous` is the place in S3 for answers.
    """

    archive: str
    name: str
    image: str
    role: str
    instance_type: str
    instance_count: int
    serverless: int | None = None
    asynchronous: str | None = None

    def check(self) -> None:
        """Raises SettingsError with the name of the wrong option."""
        S3Place.parse(self.archive, "MODEL")
        check_name(self.name)
        check_role(self.role)
        if self.asynchronous and self.serverless:
            raise SettingsError("--serverless, --async: expected one of them; an endpoint cannot be both")
        if self.asynchronous:
            S3Place.parse(self.asynchronous, "--async")

    def requests(self, model: str, config: str) -> Requests:
        """The requests to SageMaker's API, by operation, for a model and a configuration of these names."""
        variant: dict[str, Any] = {"VariantName": "AllTraffic", "ModelName": model}
        if self.serverless:
            variant["ServerlessConfig"] = {"MemorySizeInMB": self.serverless, "MaxConcurrency": 10}
        else:
            # The time to fetch the archive and to load the model.
            patience = {
                "ModelDataDownloadTimeoutInSeconds": 900,
                "ContainerStartupHealthCheckTimeoutInSeconds": 600,
            }
            number = self.instance_count
            variant |= {"InstanceType": self.instance_type, "InitialInstanceCount": number, **patience}
        configuration: dict[str, Any] = {"EndpointConfigName": config, "ProductionVariants": [variant]}
        if self.asynchronous:
            configuration["AsyncInferenceConfig"] = {"OutputConfig": {"S3OutputPath": self.asynchronous}}
        return {
            "CreateModel": model_request(model, self.image, self.archive, self.role),
            "CreateEndpointConfig": configuration,
            "CreateEndpoint": {"EndpointName": self.name, "EndpointConfigName": config},
        }


def model_request(name: str, image: str, archive: str, role: str) -> dict[str, Any]:
    """The request CreateModel. `image` is the service's own image, or AWS's image of TensorFlow Serving."""
    return {
        "ModelName": name,
        "PrimaryContainer": {"Image": image, "ModelDataUrl": archive},
        "ExecutionRoleArn": role,
    }


def deploy(deployment: Deployment, region: str | None) -> str:
    """Creates the endpoint, or updates an existing one to the new model without a pause in its service.

    Returns the name of the model and its configuration. Raises SettingsError, or ServiceError when AWS refuses.
    """
    deployment.check()
    name = named_now(deployment.name)
    requests = deployment.requests(name, name)
    with aws_errors(), closing(aws_client("sagemaker", region)) as api:
        api.create_model(**requests["CreateModel"])
        api.create_endpoint_config(**requests["CreateEndpointConfig"])
        change = api.update_endpoint if _exists(api, deployment.name) else api.create_endpoint
        change(**requests["CreateEndpoint"])
    return name


def wait(endpoint: str, region: str | None, tell: Tell) -> None:
    """Waits until the endpoint answers. Raises ServiceError with SageMaker's reason if it fails."""
    with aws_errors(), closing(aws_client("sagemaker", region)) as api:
        look = partial(api.describe_endpoint, EndpointName=endpoint)
        wait_for(f"endpoint {endpoint}", look, "EndpointStatus", "InService", tell)


def _exists(api: Any, name: str) -> bool:
    pages = api.get_paginator("list_endpoints").paginate(NameContains=name)
    return any(each["EndpointName"] == name for page in pages for each in page["Endpoints"])
