"""Defines the internal load balancer. It accepts only HTTPS, and its time-outs fit those of the service."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_iam as iam
from constructs import Construct

from explain import resource
from network import SERVICE_PORT, Network
from parameters import Parameters
from storage import Storage

# After so many seconds without a byte, the client gets a 504: this limits every request that does not stream. The
# service keeps connections for 75 seconds (app/cli/serve.py), so it never closes one first.
IDLE_SECONDS = 60
# Seconds that a leaving task has to finish its requests, before it gets SIGTERM.
LEAVE_SECONDS = 90
_LOG_PREFIX = "balancer"


class Balancer(Construct):
    """The load balancer. Tasks register with `target`."""

    def __init__(self, scope: Construct, parameters: Parameters, network: Network, storage: Storage) -> None:
        super().__init__(scope, "Balancer")
        self.balancer = elb.ApplicationLoadBalancer(
            self,
            "Balancer",
            vpc=network.vpc,
            vpc_subnets=network.service_subnets,
            internet_facing=False,
            security_group=network.balancer,
            idle_timeout=Duration.seconds(IDLE_SECONDS),
            drop_invalid_header_fields=True,
            deletion_protection=True,
        )
        self._log(storage)
        self.target = self._target(network.vpc)
        self.balancer.add_listener(
            "Https",
            port=443,
            open=False,
            certificates=[elb.ListenerCertificate.from_arn(parameters.certificate_arn.value_as_string)],
            ssl_policy=elb.SslPolicy.TLS13_RES,
            default_target_groups=[self.target],
        )

    def _target(self, vpc: ec2.IVpc) -> elb.ApplicationTargetGroup:
        return elb.ApplicationTargetGroup(
            self,
            "Target",
            vpc=vpc,
            port=SERVICE_PORT,
            protocol=elb.ApplicationProtocol.HTTP,
            target_type=elb.TargetType.IP,
            deregistration_delay=Duration.seconds(LEAVE_SECONDS),
            load_balancing_algorithm_type=elb.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
            # Tasks are replaced after two minutes without a graph. A fail-over of Neptune takes less.
            health_check=elb.HealthCheck(
                path="/readyz",
                interval=Duration.seconds(15),
                timeout=Duration.seconds(10),
                healthy_threshold_count=2,
                unhealthy_threshold_count=8,
            ),
        )

    def _log(self, storage: Storage) -> None:
        """Turns access logs on. The construct's `log_access_logs` needs a region; this service principal does not."""
        for key, value in {"enabled": "true", "bucket": storage.access_logs.bucket_name, "prefix": _LOG_PREFIX}.items():
            self.balancer.set_attribute(f"access_logs.s3.{key}", value)
        storage.access_logs.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("logdelivery.elasticloadbalancing.amazonaws.com")],
                actions=["s3:PutObject"],
                resources=[storage.access_logs.arn_for_objects(f"{_LOG_PREFIX}/AWSLogs/{Aws.ACCOUNT_ID}/*")],
            )
        )
        # When the load balancer is created, it checks that it may write.
        policy = storage.access_logs.policy
        assert policy
        resource(self.balancer).add_resource_dependency(resource(policy))
