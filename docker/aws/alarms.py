"""Defines the alarms. All of them notify one topic, to which people and pagers subscribe."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as watch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from constructs import Construct

from balancer import Balancer
from graph import Graph
from service import ItemgraphService
from storage import Storage
from tasks import Tasks

_MINUTE, _FIVE_MINUTES = Duration.minutes(1), Duration.minutes(5)


class Alarms(Construct):
    def __init__(
        self,
        scope: Construct,
        balancer: Balancer,
        service: ItemgraphService,
        tasks: Tasks,
        graph: Graph,
        storage: Storage,
    ) -> None:
        super().__init__(scope, "Alarms")
        self.topic = sns.Topic(self, "Topic", display_name="Itemgraph", master_key=storage.key, enforce_ssl=True)
        storage.key.grant_encrypt_decrypt(iam.ServicePrincipal("cloudwatch.amazonaws.com"))
        self._watch_requests(balancer)
        self._watch_tasks(balancer, service)
        self._watch_lines(tasks)
        self._watch_graph(graph)

    def _alarm(self, name: str, metric: watch.IMetric, threshold: float, periods: int, meaning: str) -> None:
        """Adds an alarm. Missing data raises none, because the load balancer and Neptune send no zeros."""
        alarm = watch.Alarm(
            self,
            name,
            metric=metric,
            threshold=threshold,
            evaluation_periods=periods,
            comparison_operator=watch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=watch.TreatMissingData.NOT_BREACHING,
            alarm_description=meaning,
        )
        alarm.add_alarm_action(actions.SnsAction(self.topic))
        alarm.add_ok_action(actions.SnsAction(self.topic))

    def _watch_requests(self, balancer: Balancer) -> None:
        metrics = balancer.target.metrics
        faults = metrics.http_code_target(elb.HttpCodeTarget.TARGET_5XX_COUNT, period=_MINUTE)
        unanswered = balancer.balancer.metrics.http_code_elb(elb.HttpCodeElb.ELB_5XX_COUNT, period=_MINUTE)
        slow = metrics.target_response_time(statistic="p95", period=_MINUTE)
        self._alarm("Faults", faults, 10, 3, "the service answers with 5xx: see its log")
        self._alarm("Unanswered", unanswered, 10, 3, "the load balancer answers for the service: no task, or too slow")
        self._alarm("Slow", slow, 5, 10, "one request in twenty takes 5 seconds: too few tasks, or a busy graph")

    def _watch_tasks(self, balancer: Balancer, service: ItemgraphService) -> None:
        unhealthy = balancer.target.metrics.unhealthy_host_count(statistic="max", period=_MINUTE)
        cpu = service.service.metric_cpu_utilization(period=_MINUTE)
        memory = service.service.metric_memory_utilization(statistic="max", period=_MINUTE)
        self._alarm("NotReady", unhealthy, 1, 5, "a task is not ready: its model or the graph is missing")
        self._alarm("Cpu", cpu, 90, 15, "the tasks stay busy: their number has reached MaxTasks")
        self._alarm("Memory", memory, 90, 5, "a task has used 90 % of its memory")

    def _watch_lines(self, tasks: Tasks) -> None:
        """Counts lines of the service's log (docs/operating.md)."""

        def lines(name: str, pattern: str) -> watch.Metric:
            found = logs.MetricFilter(
                self,
                f"{name}Lines",
                log_group=tasks.log,
                filter_pattern=logs.FilterPattern.literal(pattern),
                metric_namespace="Itemgraph",
                metric_name=name,
                default_value=0,
            )
            return found.metric(statistic="sum", period=_FIVE_MINUTES)

        errors = lines("Errors", '{ $.level = "error" }')
        models = lines("Models", '{ $.level = "error" && $.logger = "app.extraction.watching" }')
        refused = lines("Refused", '{ $.logger = "access" && ($.status = 401 || $.status = 403) }')
        limited = lines("Limited", '{ $.logger = "access" && $.status = 429 }')
        self._alarm("ErrorLines", errors, 5, 1, "the service logs errors: see its log")
        self._alarm("ModelLines", models, 1, 1, "the model in S3 cannot be loaded: tasks keep the one they have")
        self._alarm("RefusedKeys", refused, 300, 2, "callers send keys that are wrong or lack the scope: see the log")
        self._alarm("LimitedCalls", limited, 1000, 2, "callers are refused: too few tasks, or one that asks too much")

    def _watch_graph(self, graph: Graph) -> None:
        def metric(name: str) -> watch.Metric:
            return watch.Metric(
                namespace="AWS/Neptune",
                metric_name=name,
                dimensions_map={"DBClusterIdentifier": graph.cluster.ref},
                statistic="max",
                period=_FIVE_MINUTES,
            )

        self._alarm("GraphCapacity", metric("NCUUtilization"), 90, 3, "Neptune is near MaxCapacity")
        self._alarm("GraphCpu", metric("CPUUtilization"), 90, 3, "Neptune's processors are busy")
        self._alarm("GraphQueue", metric("MainRequestQueuePendingRequests"), 50, 2, "queries wait in Neptune")
