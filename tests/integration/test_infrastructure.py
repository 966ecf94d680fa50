"""The committed template for AWS is what CDK makes, linters find nothing in it, and it is secure."""

import base64
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.extraction import watching
from model.signatures import new_private_key
from tests.integration.process import ROOT
from tests.parts import require

AWS = ROOT / "docker" / "aws"
TEMPLATE = AWS / "itemgraph.template.json"
BIN = ROOT / ".venv-infra" / "bin"
Resource = dict[str, Any]


def tool(name: str, *arguments: object, alone: bool = False) -> "subprocess.CompletedProcess[str]":
    """Runs a tool of the environment; `alone`: in a network namespace without any network."""
    require("`make infra`'s environment", (BIN / name).exists())
    call = [str(BIN / name), *map(str, arguments)]
    if alone:
        require("unshare, as root", os.geteuid() == 0 and shutil.which("unshare") is not None)
        call = ["unshare", "--net", *call]
    return subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=100)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What CDK makes without a network; cdk-nag's findings would fail it."""
    folder = tmp_path_factory.mktemp("cdk")
    ran = tool("python", AWS / "app.py", folder, alone=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder


@pytest.fixture(scope="module")
def resources() -> dict[str, Resource]:
    found: dict[str, Resource] = json.loads(TEMPLATE.read_text())["Resources"]
    return found


def of_type(resources: dict[str, Resource], kind: str) -> list[Any]:
    found = [each.get("Properties", {}) for each in resources.values() if each["Type"] == f"AWS::{kind}"]
    assert found, kind
    return found


def one(resources: dict[str, Resource], kind: str) -> Any:
    (found,) = of_type(resources, kind)
    return found


def attributes(pairs: list[dict[str, str]]) -> dict[str, str]:
    return {each["Key"]: each["Value"] for each in pairs}


def test_the_committed_template_is_what_cdk_makes(made: Path) -> None:
    """`make infra` makes it anew."""
    assert json.loads((made / "Itemgraph.template.json").read_text()) == json.loads(TEMPLATE.read_text())


def test_cdk_nag_finds_nothing_that_is_not_explained(made: Path) -> None:
    (plugin,) = json.loads((made / "validation-report.json").read_text())["pluginReports"]
    assert (plugin["pluginName"], plugin["conclusion"], plugin["violations"]) == ("AwsSolutions", "success", [])
    assert plugin["suppressedViolations"]
    assert all(len(each["reason"]) > 3 for each in plugin["suppressedViolations"])


def test_cfn_lint_finds_nothing() -> None:
    ran = tool("cfn-lint", TEMPLATE)
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stdout


def test_checkov_finds_nothing_that_is_not_explained() -> None:
    ran = tool("checkov", "--quiet", "--framework", "cloudformation", "--file", TEMPLATE, "--output", "json")
    found = json.loads(ran.stdout)
    assert (found["summary"]["failed"], found["summary"]["parsing_errors"]) == (0, 0)
    assert found["summary"]["passed"] > 100
    for each in json.loads(TEMPLATE.read_text())["Resources"].values():
        assert all(skip["comment"] for skip in each.get("Metadata", {}).get("checkov", {}).get("skip", []))


def test_the_linters_can_fail(tmp_path: Path) -> None:
    broken = json.loads(TEMPLATE.read_text())
    for each in broken["Resources"].values():
        if each["Type"] == "AWS::Neptune::DBCluster":
            each["Properties"] |= {"StorageEncrypted": False, "ServerlessScalingConfiguration": {"MinCapacity": 0.1}}
    (tmp_path / "t.json").write_text(json.dumps(broken))
    assert tool("cfn-lint", tmp_path / "t.json").returncode != 0
    checked = tool("checkov", "--quiet", "--framework", "cloudformation", "--file", tmp_path / "t.json")
    assert checked.returncode != 0


def test_nothing_of_cdks_bootstrap_is_needed() -> None:
    text = TEMPLATE.read_text()
    assert "cdk-bootstrap" not in text
    assert "cdk-hnb659fds" not in text


def test_the_graph_is_signed_for_encrypted_backed_up_and_streams(resources: dict[str, Resource]) -> None:
    cluster = one(resources, "Neptune::DBCluster")
    assert cluster["IamAuthEnabled"] is cluster["StorageEncrypted"] is cluster["DeletionProtection"] is True
    assert cluster["BackupRetentionPeriod"] >= 7
    assert {"MinCapacity", "MaxCapacity"} == set(cluster["ServerlessScalingConfiguration"])
    assert one(resources, "Neptune::DBClusterParameterGroup")["Parameters"]["neptune_streams"] == "1"


def test_a_task_may_end_what_it_began(resources: dict[str, Resource]) -> None:
    """Longest request < deregistration, and the server's own time to stop < the container's."""
    (container,) = one(resources, "ECS::TaskDefinition")["ContainerDefinitions"]
    balancer = attributes(one(resources, "ElasticLoadBalancingV2::LoadBalancer")["LoadBalancerAttributes"])
    target = attributes(one(resources, "ElasticLoadBalancingV2::TargetGroup")["TargetGroupAttributes"])
    longest = int(balancer["idle_timeout.timeout_seconds"])
    assert longest < int(target["deregistration_delay.timeout_seconds"])
    server = (ROOT / "app" / "api" / "server" / "server.py").read_text()
    grace, keep_alive = (
        int(seconds) for seconds in re.findall(r"^_(?:GRACE|KEEP_ALIVE) = (\d+)$", server, re.MULTILINE)
    )
    assert grace < longest < container["StopTimeout"] <= 120
    assert longest < keep_alive


def test_a_task_runs_as_the_image_does(resources: dict[str, Resource]) -> None:
    (container,) = one(resources, "ECS::TaskDefinition")["ContainerDefinitions"]
    assert (container["User"], container["ReadonlyRootFilesystem"]) == ("10001", True)
    assert {mount["ContainerPath"] for mount in container["MountPoints"]} == {"/data", "/tmp"}
    assert [secret["Name"] for secret in container["Secrets"]] == ["ADMIN_TOKEN", "API_KEYS"]


def test_a_task_loads_only_a_model_that_one_of_the_given_keys_has_signed(resources: dict[str, Resource]) -> None:
    (container,) = one(resources, "ECS::TaskDefinition")["ContainerDefinitions"]
    assert {"Name": "MODEL_KEY", "Value": {"Ref": "ModelPublicKeys"}} in container["Environment"]


def test_a_model_that_cannot_be_loaded_raises_an_alarm(resources: dict[str, Resource]) -> None:
    """By the name of the logger, whose line is an error."""
    patterns = [each["FilterPattern"] for each in of_type(resources, "Logs::MetricFilter")]
    assert [each for each in patterns if f'"{watching.log.name}"' in each and '"error"' in each]


def test_public_keys_are_taken_as_keygen_prints_them(tmp_path: Path) -> None:
    parameter = json.loads(TEMPLATE.read_text())["Parameters"]["ModelPublicKeys"]
    keys = [new_private_key(tmp_path / name) for name in ("old.pem", "new.pem")]
    for given in ("", keys[0], ",".join(keys)):
        assert re.fullmatch(parameter["AllowedPattern"], given)
    assert not re.fullmatch(parameter["AllowedPattern"], keys[0] + ",")


def test_the_service_is_private_and_rolls_back(resources: dict[str, Resource]) -> None:
    service = one(resources, "ECS::Service")
    assert service["NetworkConfiguration"]["AwsvpcConfiguration"]["AssignPublicIp"] == "DISABLED"
    assert service["DeploymentConfiguration"]["DeploymentCircuitBreaker"] == {"Enable": True, "Rollback": True}
    assert one(resources, "ElasticLoadBalancingV2::LoadBalancer")["Scheme"] == "internal"
    assert one(resources, "ElasticLoadBalancingV2::Listener")["Protocol"] == "HTTPS"


def test_no_policy_allows_every_action(resources: dict[str, Resource]) -> None:
    """And a resource `*` stands only for actions that know no other."""
    without = {"ecr:GetAuthorizationToken", "cloudwatch:PutMetricData"}
    for kind in ("IAM::Policy", "IAM::ManagedPolicy"):
        for policy in of_type(resources, kind):
            for statement in policy["PolicyDocument"]["Statement"]:
                actions = _list(statement["Action"])
                assert not [each for each in actions if each in ("*",) or each.endswith(":*")], actions
                if statement["Resource"] == "*":
                    assert set(actions) <= without, actions


def test_the_graph_is_reached_by_groups_alone(resources: dict[str, Resource]) -> None:
    graph = [each for each in of_type(resources, "EC2::SecurityGroupIngress") if each.get("FromPort") == 8182]
    assert len(graph) == 2, "the service and the workbench"
    assert all("SourceSecurityGroupId" in each and "CidrIp" not in each for each in graph)


def workbench(resources: dict[str, Resource]) -> dict[str, Resource]:
    """The resources that exist with `Workbench=yes` alone."""
    return {name: each for name, each in resources.items() if each.get("Condition") == "HasWorkbench"}


def test_the_workbench_is_off_unless_it_is_wanted(resources: dict[str, Resource]) -> None:
    template = json.loads(TEMPLATE.read_text())
    assert template["Parameters"]["Workbench"]["Default"] == "no"
    optional = workbench(resources)
    assert one(optional, "SageMaker::NotebookInstance")
    assert not [name for name in resources if name.startswith("Notebook") and name not in optional]
    for name, each in resources.items():
        if name not in optional:
            assert not [other for other in optional if f'"{other}"' in json.dumps(each)], name


def test_the_index_on_opensearch_is_an_option(resources: dict[str, Resource]) -> None:
    """Nothing of it exists unless it is wanted; then the role of the tasks is the only user, in the network alone."""
    template = json.loads(TEMPLATE.read_text())
    assert template["Parameters"]["OpenSearch"]["Default"] == "no"
    optional = {name: each for name, each in resources.items() if each.get("Condition") == "HasOpenSearch"}
    assert not [name for name in resources if name.startswith("Search") and name not in optional]
    domain = one(optional, "OpenSearchService::Domain")
    assert {"SubnetIds", "SecurityGroupIds"} <= domain["VPCOptions"].keys()
    security = domain["AdvancedSecurityOptions"]
    assert (security["Enabled"], security["InternalUserDatabaseEnabled"]) == (True, False)
    role = security["MasterUserOptions"]["MasterUserARN"]
    (statement,) = domain["AccessPolicies"]["Statement"]
    assert statement["Principal"] == {"AWS": role}
    assert domain["EncryptionAtRestOptions"]["Enabled"] is domain["NodeToNodeEncryptionOptions"]["Enabled"] is True
    assert domain["DomainEndpointOptions"]["EnforceHTTPS"] is True
    (container,) = one(resources, "ECS::TaskDefinition")["ContainerDefinitions"]
    chosen = [each["Fn::If"][1] for each in container["Environment"] if each.get("Fn::If", [""])[0] == "HasOpenSearch"]
    assert [each["Name"] for each in chosen] == ["INDEX", "INDEX_URL", "INDEX_REPLICAS"]
    assert "auth=iam&region=" in json.dumps(chosen[1])


def test_the_workbench_is_private_and_only_reads(resources: dict[str, Resource]) -> None:
    optional = workbench(resources)
    instance = one(optional, "SageMaker::NotebookInstance")
    assert (instance["DirectInternetAccess"], instance["RootAccess"]) == ("Disabled", "Disabled")
    assert {"SubnetId", "KmsKeyId", "SecurityGroupIds"} <= instance.keys()
    own, stop = of_type(optional, "IAM::Policy")
    allowed = {action for each in own["PolicyDocument"]["Statement"] for action in _list(each["Action"])}
    assert "neptune-db:ReadDataViaQuery" in allowed
    assert not [action for action in allowed if re.search("Write|Delete|Put|Start|Create", action)]
    (statement,) = stop["PolicyDocument"]["Statement"]
    assert statement["Action"] == "sagemaker:StopNotebookInstance"


def test_the_workbench_is_started_with_its_two_programs(resources: dict[str, Resource]) -> None:
    (hook,) = one(workbench(resources), "SageMaker::NotebookInstanceLifecycleConfig")["OnStart"]
    parts = hook["Content"]["Fn::Base64"]["Fn::Join"][1]
    script = "".join(each if isinstance(each, str) else "NAME" for each in parts)
    assert len(base64.b64encode(script.encode())) < 16_384, "SageMaker takes no longer script"
    for name in ("start.sh", "stop_when_idle.py"):
        assert (AWS / "notebook" / name).read_text() in script
    checked = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, timeout=20)
    assert checked.returncode == 0, checked.stderr


def _list(one_or_more: Any) -> list[str]:
    return [one_or_more] if isinstance(one_or_more, str) else one_or_more
