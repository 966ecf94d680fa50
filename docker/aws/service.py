"""Defines the service on ECS Fargate: at least two tasks, replaced without a lost request, rolled back on failure."""

from aws_cdk import Duration
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from balancer import Balancer
from network import Network
from parameters import Parameters
from tasks import Tasks

_CPU_PERCENT = 65


class ItemgraphService(Construct):
    def __init__(
        self, scope: Construct, parameters: Parameters, network: Network, tasks: Tasks, balancer: Balancer
    ) -> None:
        super().__init__(scope, "Service")
        self.cluster = ecs.Cluster(
            self, "Cluster", vpc=network.vpc, container_insights_v2=ecs.ContainerInsights.ENABLED
        )
        self.service = ecs.FargateService(
            self,
            "Service",
            cluster=self.cluster,
            task_definition=tasks.definition,
            assign_public_ip=False,
            vpc_subnets=network.service_subnets,
            security_groups=[network.service],
            min_healthy_percent=100,
            max_healthy_percent=200,
            circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),
            health_check_grace_period=Duration.seconds(120),
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
        )
        self.service.attach_to_application_target_group(balancer.target)
        self._scale(parameters, balancer)

    def _scale(self, parameters: Parameters, balancer: Balancer) -> None:
        scaling = self.service.auto_scale_task_count(
            min_capacity=parameters.min_tasks.value_as_number, max_capacity=parameters.max_tasks.value_as_number
        )
        calm, hurry = Duration.minutes(5), Duration.minutes(1)
        scaling.scale_on_cpu_utilization(
            "Cpu", target_utilization_percent=_CPU_PERCENT, scale_in_cooldown=calm, scale_out_cooldown=hurry
        )
        scaling.scale_on_request_count(
            "Requests",
            requests_per_target=parameters.requests_per_task.value_as_number,
            target_group=balancer.target,
            scale_in_cooldown=calm,
            scale_out_cooldown=hurry,
        )
