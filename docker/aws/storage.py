"""Defines the key that encrypts everything, the bucket of models and loads, and the bucket of access logs."""

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from explain import explain

# Prefixes: the bundles of the service, the CSV for Neptune's loader, the input and output of SageMaker's jobs, and the
# notebooks with their packages.
MODELS, LOADS, TRAINING, WORKBENCH = "models/", "load/", "training/", "workbench/"


class Storage(Construct):
    def __init__(self, scope: Construct) -> None:
        super().__init__(scope, "Storage")
        self.key = self._key()
        self.access_logs = self._access_logs()
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self.key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            versioned=True,
            server_access_logs_bucket=self.access_logs,
            server_access_logs_prefix="bucket/",
            lifecycle_rules=[s3.LifecycleRule(noncurrent_version_expiration=Duration.days(90))],
            removal_policy=RemovalPolicy.RETAIN,
        )

    def _key(self) -> kms.Key:
        key = kms.Key(
            self,
            "Key",
            description="Itemgraph: graph, bucket, logs, secret, alarms",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        log_groups = f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:*"
        key.grant_encrypt_decrypt(
            iam.ServicePrincipal(
                f"logs.{Aws.REGION}.amazonaws.com",
                conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": log_groups}},
            )
        )
        return key

    def _access_logs(self) -> s3.Bucket:
        logs = s3.Bucket(
            self,
            "AccessLogs",
            encryption=s3.BucketEncryption.S3_MANAGED,  # The load balancer supports no other.
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            versioned=True,
            lifecycle_rules=[
                s3.LifecycleRule(expiration=Duration.days(90), noncurrent_version_expiration=Duration.days(7))
            ],
            removal_policy=RemovalPolicy.RETAIN,
        )
        explain(
            logs,
            {
                "AwsSolutions-S1": "it holds the access logs of the other bucket",
                "CKV_AWS_18": "it holds the access logs of the other bucket",
            },
        )
        return logs
