"""`itemgraph model keygen` and `itemgraph model sign`."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.printing import say, say_aside

PrivateKey = Annotated[Path, typer.Option("--key", metavar="FILE", help="private key in PEM, as `keygen` writes it")]


def keygen(key: Annotated[Path, typer.Argument(help="new file for the private key")]) -> None:
    """Make a key that signs models. Prints the public key, which the service takes as MODEL_KEY."""
    from model.signatures import new_private_key

    say(new_private_key(key))
    say_aside(f"the private key is in {key}; keep it away from the service")


def sign_model(
    model: Annotated[Path, typer.Argument(help="folder of the bundle")], key: PrivateKey = Path("model-key.pem")
) -> None:
    """Sign a bundle: write its manifest.sig. A service with MODEL_KEY loads no other bundle."""
    from model.bundle import MANIFEST, SIGNATURE, read_bundle
    from model.signatures import sign

    bundle = read_bundle(model)
    signature, public = sign(bundle.path(MANIFEST).read_bytes(), key)
    bundle.path(SIGNATURE).write_bytes(signature)
    say(f"{bundle.model} in {model} is signed; MODEL_KEY={public}")
