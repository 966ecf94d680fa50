"""Defines the index on Amazon OpenSearch Service. It exists only with `OpenSearch=yes`; otherwise each task has one.

The index is derived from the graph, so a domain that is deleted or lost is built again.
"""

from aws_cdk import Aws, CfnResource
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_opensearchservice as opensearch
from constructs import Construct

from explain import explain
from network import HTTPS_PORT, Network
from parameters import Parameters
from storage import Storage

_CALLS = [f"es:ESHttp{method}" for method in ("Get", "Head", "Post", "Put", "Delete")]
_LOGS = ("ES_APPLICATION_LOGS", "SEARCH_SLOW_LOGS", "INDEX_SLOW_LOGS", "AUDIT_LOGS")


class Search(Construct):
    """`domain` is in the network of the graph. The role of the tasks is its only user."""

    def __init__(self, scope: Construct, parameters: Parameters, network: Network, storage: Storage) -> None:
        super().__init__(scope, "Search")
        self._condition = parameters.has_search
        group = self._group(network)
        self.domain = self._domain(parameters, network, storage, group)

    @property
    def url(self) -> str:
        """The value of the service's setting `INDEX_URL`."""
        return f"https://{self.domain.attr_domain_endpoint}?auth=iam&region={Aws.REGION}"

    def let_in(self, tasks: iam.IRole) -> None:
        """Makes the role of the tasks the only user, and gives it the calls of the index."""
        everything = f"{self.domain.attr_arn}/*"
        name = f"arn:{Aws.PARTITION}:es:{Aws.REGION}:{Aws.ACCOUNT_ID}:domain/*/*"
        callers = iam.PolicyStatement(actions=_CALLS, resources=[name], principals=[iam.ArnPrincipal(tasks.role_arn)])
        self.domain.access_policies = iam.PolicyDocument(statements=[callers])
        security = opensearch.CfnDomain
        self.domain.advanced_security_options = security.AdvancedSecurityOptionsInputProperty(
            enabled=True,
            internal_user_database_enabled=False,
            master_user_options=security.MasterUserOptionsProperty(master_user_arn=tasks.role_arn),
        )
        policy = iam.CfnPolicy(
            self,
            "Calls",
            policy_name="CallIndex",
            roles=[tasks.role_name],
            policy_document=iam.PolicyDocument(
                statements=[iam.PolicyStatement(actions=_CALLS, resources=[everything])]
            ),
        )
        reason = "a policy of addresses is impossible in a VPC; the security group lets only the tasks in"
        explain(self.domain, {"AwsSolutions-OS3": reason})
        domain = self.domain.stack.get_logical_id(self.domain)
        explain(policy, {f"AwsSolutions-IAM5[Resource::<{domain}.Arn>/*]": "the indexes of the domain"})
        for each in self.node.find_all():
            if isinstance(each, CfnResource):
                each.cfn_options.condition = self._condition

    def _group(self, network: Network) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(
            self, "Group", vpc=network.vpc, description="OpenSearch: HTTPS from the tasks", allow_all_outbound=False
        )
        group.add_ingress_rule(network.service, ec2.Port.tcp(HTTPS_PORT), "tasks")
        return group

    def _domain(
        self, parameters: Parameters, network: Network, storage: Storage, group: ec2.SecurityGroup
    ) -> opensearch.CfnDomain:
        made = opensearch.CfnDomain
        return made(
            self,
            "Domain",
            engine_version="OpenSearch_2.19",
            cluster_config=made.ClusterConfigProperty(
                instance_type=parameters.search_instance.value_as_string,
                instance_count=parameters.search_nodes.value_as_number,
                zone_awareness_enabled=True,
                zone_awareness_config=made.ZoneAwarenessConfigProperty(availability_zone_count=2),
                dedicated_master_enabled=True,
                dedicated_master_count=3,
                dedicated_master_type="m7g.medium.search",
            ),
            ebs_options=made.EBSOptionsProperty(
                ebs_enabled=True, volume_type="gp3", volume_size=parameters.search_gigabytes.value_as_number
            ),
            vpc_options=made.VPCOptionsProperty(
                subnet_ids=network.vpc.select_subnets(subnet_group_name="Graph").subnet_ids,
                security_group_ids=[group.security_group_id],
            ),
            encryption_at_rest_options=made.EncryptionAtRestOptionsProperty(
                enabled=True, kms_key_id=storage.key.key_id
            ),
            node_to_node_encryption_options=made.NodeToNodeEncryptionOptionsProperty(enabled=True),
            domain_endpoint_options=made.DomainEndpointOptionsProperty(
                enforce_https=True, tls_security_policy="Policy-Min-TLS-1-2-PFS-2023-10"
            ),
            # AWS takes one each hour besides, and keeps them for 14 days.
            snapshot_options=made.SnapshotOptionsProperty(automated_snapshot_start_hour=1),
            software_update_options=made.SoftwareUpdateOptionsProperty(auto_software_update_enabled=True),
            log_publishing_options=self._logging(storage),
        )

    def _logging(self, storage: Storage) -> dict[str, opensearch.CfnDomain.LogPublishingOptionProperty]:
        log = logs.LogGroup(self, "Log", retention=logs.RetentionDays.ONE_MONTH, encryption_key=storage.key)
        service = iam.ServicePrincipal(
            "es.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
        )
        log.add_to_resource_policy(
            iam.PolicyStatement(
                actions=["logs:PutLogEvents", "logs:CreateLogStream"],
                resources=[f"{log.log_group_arn}"],
                principals=[service],
            )
        )
        option = opensearch.CfnDomain.LogPublishingOptionProperty
        return {kind: option(cloud_watch_logs_log_group_arn=log.log_group_arn, enabled=True) for kind in _LOGS}
