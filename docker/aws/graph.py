"""Defines Neptune Serverless: access by IAM only, encryption, backups, and a stream of changes."""

from typing import Any

from aws_cdk import Aws, CfnDeletionPolicy, CfnResource
from aws_cdk import aws_iam as iam
from aws_cdk import aws_neptune as neptune
from constructs import Construct

from explain import explain_wildcards, objects_below
from network import GRAPH_PORT, Network
from parameters import Parameters
from storage import LOADS, Storage

_FAMILY = "neptune1.4"
# The service gives up a call after 30 seconds. Neptune ends it a little later.
QUERY_TIMEOUT_MS = 35_000


class Graph(Construct):
    def __init__(self, scope: Construct, parameters: Parameters, network: Network, storage: Storage) -> None:
        super().__init__(scope, "Graph")
        self.loader = self._loader_role(storage)
        self.cluster = self._cluster(parameters, network, storage)
        self._instance("Writer")
        self._instance("Replica").cfn_options.condition = parameters.has_replica

    @property
    def url(self) -> str:
        """The value of the service's setting `GRAPH_URL`."""
        writer, reader = self.cluster.attr_endpoint, self.cluster.attr_read_endpoint
        return f"wss://{writer}:{GRAPH_PORT}/gremlin?auth=iam&region={Aws.REGION}&reader={reader}"

    @property
    def data_arn(self) -> str:
        """The ARN that policies for `neptune-db` name."""
        return f"arn:{Aws.PARTITION}:neptune-db:{Aws.REGION}:{Aws.ACCOUNT_ID}:{self.cluster.attr_cluster_resource_id}/*"

    @property
    def nag_name(self) -> str:
        """cdk-nag's name of `data_arn`."""
        cluster = self.cluster.stack.get_logical_id(self.cluster)
        place = "<AWS::Region>:<AWS::AccountId>"
        return f"arn:<AWS::Partition>:neptune-db:{place}:<{cluster}.ClusterResourceId>/*"

    def _loader_role(self, storage: Storage) -> iam.Role:
        """Adds the role with which Neptune's bulk loader reads."""
        role = iam.Role(
            self,
            "LoaderRole",
            description="Neptune's bulk loader: reads the load/ prefix",
            assumed_by=iam.ServicePrincipal(
                "rds.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
            ),
        )
        read_prefix(role, storage, LOADS)
        explain_wildcards(role, {objects_below(storage.bucket, LOADS): "the files of a load"})
        return role

    def _cluster(self, parameters: Parameters, network: Network, storage: Storage) -> neptune.CfnDBCluster:
        subnets = neptune.CfnDBSubnetGroup(
            self,
            "Subnets",
            db_subnet_group_description="Itemgraph's graph",
            subnet_ids=network.vpc.select_subnets(subnet_group_name="Graph").subnet_ids,
        )
        cluster = neptune.CfnDBCluster(
            self,
            "Cluster",
            engine_version=parameters.engine_version.value_as_string,
            db_cluster_parameter_group_name=self._cluster_parameters().ref,
            db_subnet_group_name=subnets.ref,
            vpc_security_group_ids=[network.graph.security_group_id],
            db_port=GRAPH_PORT,
            serverless_scaling_configuration=neptune.CfnDBCluster.ServerlessScalingConfigurationProperty(
                min_capacity=parameters.min_capacity.value_as_number,
                max_capacity=parameters.max_capacity.value_as_number,
            ),
            associated_roles=[neptune.CfnDBCluster.DBClusterRoleProperty(role_arn=self.loader.role_arn)],
            **self._safety(storage),
        )
        # A cluster that is deleted leaves a snapshot.
        cluster.cfn_options.deletion_policy = CfnDeletionPolicy.SNAPSHOT
        cluster.cfn_options.update_replace_policy = CfnDeletionPolicy.SNAPSHOT
        return cluster

    def _safety(self, storage: Storage) -> dict[str, Any]:
        return {
            "iam_auth_enabled": True,
            "storage_encrypted": True,
            "kms_key_id": storage.key.key_arn,
            "backup_retention_period": 14,
            "preferred_backup_window": "02:00-02:30",
            "preferred_maintenance_window": "sun:03:00-sun:03:30",
            "copy_tags_to_snapshot": True,
            "deletion_protection": True,
            "enable_cloudwatch_logs_exports": ["audit", "slowquery"],
        }

    def _cluster_parameters(self) -> neptune.CfnDBClusterParameterGroup:
        return neptune.CfnDBClusterParameterGroup(
            self,
            "ClusterParameters",
            family=_FAMILY,
            description="Itemgraph: changes, audit, slow queries",
            parameters={
                "neptune_streams": "1",
                "neptune_streams_expiry_days": "7",
                "neptune_query_timeout": str(QUERY_TIMEOUT_MS),
                "neptune_enable_audit_log": "1",
                "neptune_enable_slow_query_log": "info",
            },
        )

    def _instance(self, name: str) -> CfnResource:
        return neptune.CfnDBInstance(
            self,
            name,
            db_cluster_identifier=self.cluster.ref,
            db_instance_class="db.serverless",
            auto_minor_version_upgrade=True,
        )


def read_prefix(grantee: iam.IGrantable, storage: Storage, prefix: str) -> None:
    """Lets `grantee` list, read and decrypt the objects below a prefix of the bucket."""
    principal = grantee.grant_principal
    principal.add_to_principal_policy(
        iam.PolicyStatement(actions=["s3:GetObject"], resources=[storage.bucket.arn_for_objects(f"{prefix}*")])
    )
    principal.add_to_principal_policy(
        iam.PolicyStatement(
            actions=["s3:ListBucket"],
            resources=[storage.bucket.bucket_arn],
            conditions={"StringLike": {"s3:prefix": f"{prefix}*"}},
        )
    )
    storage.key.grant_decrypt(grantee)
