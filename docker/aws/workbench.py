"""Defines the workbench: a notebook instance that may read the graph. It exists only with `Workbench=yes`."""

from pathlib import Path

from aws_cdk import Aws, CfnResource, Fn
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from explain import explain_wildcards, objects_below
from graph import Graph, read_prefix
from network import GRAPH_PORT, HTTPS_PORT, Network
from parameters import Parameters
from storage import WORKBENCH, Storage

_FILES = Path(__file__).parent / "notebook"
_IDLE_SECONDS = 3600
_READ = [
    "neptune-db:connect",
    "neptune-db:ReadDataViaQuery",
    "neptune-db:GetQueryStatus",
    "neptune-db:CancelQuery",
    "neptune-db:GetEngineStatus",
    "neptune-db:GetGraphSummary",
]


class Workbench(Construct):
    """`instance` has Jupyter with graph-notebook. It has no way to the internet: its packages come from the bucket."""

    def __init__(
        self, scope: Construct, parameters: Parameters, network: Network, graph: Graph, storage: Storage
    ) -> None:
        super().__init__(scope, "Notebook")
        group = self._group(network)
        role = self._role(graph, storage)
        self.instance = self._instance(network, storage, group, role, self._lifecycle(graph, storage))
        self._let_stop(role, network)
        for each in self.node.find_all():
            if isinstance(each, CfnResource):
                each.cfn_options.condition = parameters.has_workbench

    def _group(self, network: Network) -> ec2.SecurityGroup:
        """Lets the instance reach the graph, S3 and the endpoints. Nothing reaches the instance."""
        group = ec2.SecurityGroup(
            self, "Group", vpc=network.vpc, description="workbench: reads the graph", allow_all_outbound=False
        )
        group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(HTTPS_PORT), "S3 and the endpoints")
        group.add_egress_rule(network.graph, ec2.Port.tcp(GRAPH_PORT), "graph")
        for name, target, port in (("Graph", network.graph, GRAPH_PORT), ("Endpoints", network.endpoints, HTTPS_PORT)):
            ec2.CfnSecurityGroupIngress(
                self,
                f"To{name}",
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                group_id=target.security_group_id,
                source_security_group_id=group.security_group_id,
                description="workbench",
            )
        return group

    def _role(self, graph: Graph, storage: Storage) -> iam.Role:
        role = iam.Role(
            self,
            "Role",
            description="The workbench of Itemgraph: reads the graph and the workbench/ prefix",
            assumed_by=iam.ServicePrincipal(
                "sagemaker.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
            ),
        )
        role.add_to_policy(iam.PolicyStatement(actions=_READ, resources=[graph.data_arn]))
        read_prefix(role, storage, WORKBENCH)
        explain_wildcards(
            role,
            {
                graph.nag_name: "neptune-db has no resources below the cluster",
                objects_below(storage.bucket, WORKBENCH): "the notebooks and their packages",
            },
        )
        return role

    def _lifecycle(self, graph: Graph, storage: Storage) -> sagemaker.CfnNotebookInstanceLifecycleConfig:
        """Runs `notebook/start.sh` at each start, with `notebook/stop_when_idle.py` beside it."""
        program = (_FILES / "stop_when_idle.py").read_text("utf-8")
        script = f"""#!/bin/bash
BUCKET={storage.bucket.bucket_name} REGION={Aws.REGION} GRAPH={graph.cluster.attr_endpoint}
LOADER={graph.loader.role_arn} IDLE_SECONDS={_IDLE_SECONDS}
cat > /usr/local/bin/stop_when_idle.py <<'END OF PROGRAM'
{program}END OF PROGRAM
{(_FILES / "start.sh").read_text("utf-8")}"""
        hook = sagemaker.CfnNotebookInstanceLifecycleConfig.NotebookInstanceLifecycleHookProperty(
            content=Fn.base64(script)
        )
        return sagemaker.CfnNotebookInstanceLifecycleConfig(self, "Lifecycle", on_start=[hook])

    def _instance(
        self,
        network: Network,
        storage: Storage,
        group: ec2.SecurityGroup,
        role: iam.Role,
        lifecycle: sagemaker.CfnNotebookInstanceLifecycleConfig,
    ) -> sagemaker.CfnNotebookInstance:
        options = sagemaker.CfnNotebookInstance.InstanceMetadataServiceConfigurationProperty
        instance = sagemaker.CfnNotebookInstance(
            self,
            "Instance",
            instance_type="ml.t3.medium",
            platform_identifier="notebook-al2023-v1",
            role_arn=role.role_arn,
            subnet_id=network.vpc.select_subnets(subnet_group_name="Service").subnet_ids[0],
            security_group_ids=[group.security_group_id],
            direct_internet_access="Disabled",
            root_access="Disabled",
            kms_key_id=storage.key.key_arn,
            volume_size_in_gb=20,
            lifecycle_config_name=lifecycle.attr_notebook_instance_lifecycle_config_name,
            instance_metadata_service_configuration=options(minimum_instance_metadata_service_version="2"),
        )
        # Its first start reads the bucket.
        instance.node.add_dependency(role.node.find_child("DefaultPolicy"))
        return instance

    def _let_stop(self, role: iam.Role, network: Network) -> None:
        """Lets the instance stop itself. The policy names the instance, so it comes after it."""
        statement = iam.PolicyStatement(actions=["sagemaker:StopNotebookInstance"], resources=[self.instance.ref])
        iam.CfnPolicy(
            self,
            "StopWhenIdle",
            policy_name="StopWhenIdle",
            roles=[role.role_name],
            policy_document=iam.PolicyDocument(statements=[statement]),
        )
        ec2.InterfaceVpcEndpoint(
            self,
            "SageMakerApi",
            vpc=network.vpc,
            service=ec2.InterfaceVpcEndpointAwsService.SAGEMAKER_API,
            subnets=network.service_subnets,
            security_groups=[network.endpoints],
            open=False,
        )
