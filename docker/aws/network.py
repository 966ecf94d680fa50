"""Defines a network without a route to or from the internet. The tasks reach AWS services through endpoints."""

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from explain import explain, resource
from parameters import Parameters, network_cidr

GRAPH_PORT = 8182
SERVICE_PORT = 8000
HTTPS_PORT = 443
_HTTPS = ec2.Port.tcp(HTTPS_PORT)
_ENDPOINTS = {
    "EcrApi": ec2.InterfaceVpcEndpointAwsService.ECR,
    "EcrDocker": ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
    "Logs": ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
    "Secrets": ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    "SageMaker": ec2.InterfaceVpcEndpointAwsService.SAGEMAKER_RUNTIME,
}


class Network(Construct):
    """The network and its security groups `balancer`, `service` and `graph`. Each accepts only the one before it.

    `endpoints` is the group of the endpoints of AWS's services.
    """

    def __init__(self, scope: Construct, parameters: Parameters, key: kms.IKey) -> None:
        super().__init__(scope, "Network")
        self.vpc = self._vpc(key)
        self.service_subnets = ec2.SubnetSelection(subnet_group_name="Service")
        self.graph_subnets = ec2.SubnetSelection(subnet_group_name="Graph")
        self.balancer = self._group("Balancer", "load balancer: HTTPS from the clients")
        self.service = self._group("Service", "tasks: requests from the load balancer")
        self.graph = self._group("Graph", "Neptune: requests from the tasks")
        self.endpoints = self._group("Endpoints", "endpoints of AWS services: HTTPS from the tasks")
        self._let_through(parameters.client_cidr.value_as_string)
        self._add_endpoints(parameters)

    def _vpc(self, key: kms.IKey) -> ec2.Vpc:
        isolated = ec2.SubnetType.PRIVATE_ISOLATED
        vpc = ec2.Vpc(
            self,
            "Vpc",
            ip_addresses=ec2.IpAddresses.cidr(network_cidr(self)),
            max_azs=2,
            restrict_default_security_group=False,  # That needs a Lambda function, and nothing uses the group.
            subnet_configuration=[
                ec2.SubnetConfiguration(name=name, subnet_type=isolated, cidr_mask=22) for name in ("Service", "Graph")
            ],
        )
        flows = logs.LogGroup(self, "Flows", retention=logs.RetentionDays.ONE_MONTH, encryption_key=key)
        vpc.add_flow_log("FlowLog", destination=ec2.FlowLogDestination.to_cloud_watch_logs(flows))
        return vpc

    def _group(self, name: str, description: str) -> ec2.SecurityGroup:
        return ec2.SecurityGroup(self, name, vpc=self.vpc, description=description, allow_all_outbound=False)

    def _let_through(self, clients: str) -> None:
        self.balancer.add_ingress_rule(ec2.Peer.ipv4(clients), _HTTPS, "clients")
        reason = "who may call is a parameter, which the rule cannot read; its default is the network itself"
        explain(self.balancer, {"AwsSolutions-EC23": reason})
        self.balancer.connections.allow_to(self.service, ec2.Port.tcp(SERVICE_PORT), "balancer to tasks")
        self.service.connections.allow_to(self.graph, ec2.Port.tcp(GRAPH_PORT), "tasks to graph")
        # S3 has public addresses, which its gateway reaches. Nothing here can reach any other public address.
        for group in (self.service, self.graph):
            group.add_egress_rule(ec2.Peer.any_ipv4(), _HTTPS, "S3 and the endpoints")

    def _add_endpoints(self, parameters: Parameters) -> None:
        self.vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
        self.endpoints.add_ingress_rule(self.service, _HTTPS, "tasks")
        for name, service in _ENDPOINTS.items():
            endpoint = self.vpc.add_interface_endpoint(
                name, service=service, subnets=self.service_subnets, security_groups=[self.endpoints], open=False
            )
            if name == "SageMaker":
                resource(endpoint).cfn_options.condition = parameters.has_endpoint
