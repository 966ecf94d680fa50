"""Assembles the stack: storage, network, graph, service, roles, alarms, and the workbench."""

from typing import Any

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from alarms import Alarms
from balancer import Balancer
from graph import Graph
from network import Network
from parameters import declare_parameters
from roles import Roles
from search import Search
from service import ItemgraphService
from storage import Storage
from tasks import Tasks
from workbench import Workbench

_DESCRIPTION = "Itemgraph: the service on ECS Fargate, its graph on Neptune"


class ItemgraphStack(Stack):
    """The whole stack. It has no assets and looks nothing up in an account, so the template stands alone."""

    def __init__(self, scope: Construct, name: str, **options: Any) -> None:
        super().__init__(scope, name, description=_DESCRIPTION, **options)
        parameters = declare_parameters(self)
        storage = Storage(self)
        network = Network(self, parameters, storage.key)
        graph = Graph(self, parameters, network, storage)
        search = Search(self, parameters, network, storage)
        tasks = Tasks(self, parameters, graph, search, storage)
        search.let_in(tasks.definition.task_role)
        balancer = Balancer(self, parameters, network, storage)
        service = ItemgraphService(self, parameters, network, tasks, balancer)
        roles = Roles(self, parameters, tasks.definition.task_role, graph, storage)
        alarms = Alarms(self, balancer, service, tasks, graph, storage)
        workbench = Workbench(self, parameters, network, graph, storage)
        for name, value in {
            "Balancer": balancer.balancer.load_balancer_dns_name,
            "Bucket": storage.bucket.bucket_name,
            "EcsCluster": service.cluster.cluster_name,
            "EcsService": service.service.service_name,
            "GraphEndpoint": f"https://{graph.cluster.attr_endpoint}:8182",
            "LoaderRole": graph.loader.role_arn,
            "BulkLoadPolicy": roles.bulk_load.managed_policy_arn,
            "TrainingRole": roles.training.role_arn,
            "AlarmTopic": alarms.topic.topic_arn,
        }.items():
            CfnOutput(self, f"{name}Output", value=value).override_logical_id(name)
        notebook = CfnOutput(self, "WorkbenchName", value=workbench.instance.attr_notebook_instance_name)
        notebook.condition = parameters.has_workbench
