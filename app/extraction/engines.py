"""Opens the engine that runs a bundle's network, in this process or on an endpoint."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from app.errors import BundleError, ItemgraphError, NotInstalled, SettingsError
from app.extraction.endpoints import Endpoint, HttpEndpoint, SageMakerEndpoint
from app.extraction.remote_tagger import RemoteTagger
from app.extraction.tagger import Tagger
from app.settings import Settings, core_count
from model.bundle import SAVED_MODEL_FILE, Bundle

_GPU = Path("/dev/nvidia0")
# Parallel calls of a model that runs in another process.
REMOTE_CALLS = 4


def open_tagger(settings: Settings, bundle: Bundle) -> Tagger:
    """Opens the engine that `TAGGER_URL` or `ENGINE` names. Only the library of that engine is imported.

    Raises SettingsError when the library is not installed, and BundleError when the bundle does not fit the engine.
    """
    if settings.tagger_url:
        return RemoteTagger(bundle, open_endpoint(settings.tagger_url), settings.threads or REMOTE_CALLS)
    if settings.engine == "ctranslate2" or (settings.engine == "auto" and not _is_for_tensorflow(bundle)):
        from app.extraction.ctranslate2_tagger import CTranslate2Tagger

        with _loading(bundle):
            return CTranslate2Tagger(bundle, settings.threads or core_count())
    try:
        from app.extraction.tensorflow_tagger import TensorFlowTagger
    except ModuleNotFoundError as error:
        image = "an image has it (docker/tensorflow.Dockerfile)"
        raise NotInstalled(f"ENGINE=tensorflow: {error.name}", "tensorflow", image) from error
    with _loading(bundle):
        return TensorFlowTagger(bundle)


@contextmanager
def _loading(bundle: Bundle) -> Iterator[None]:
    """Turns what the libraries raise for files that they cannot read into BundleError. Each has errors of its own."""
    try:
        yield
    except ItemgraphError:
        raise
    except Exception as error:
        raise BundleError(f"{bundle.folder}: the engine cannot load it: {error}") from error


def open_endpoint(url: str) -> Endpoint:
    """Opens the endpoint that `TAGGER_URL` names. Raises SettingsError for an unknown form of address."""
    match url.rstrip("/").split("://", 1):
        case ["sagemaker", name] if name and "/" not in name:
            return SageMakerEndpoint(name)
        case ["http" | "https", place] if "/v1/models/" in place and not place.endswith(":predict"):
            return HttpEndpoint(url.rstrip("/"))
    raise SettingsError(f"TAGGER_URL={url!r}: expected sagemaker://ENDPOINT or http://HOST:8501/v1/models/NAME")


def _is_for_tensorflow(bundle: Bundle) -> bool:
    """Tells whether TensorFlow is the only engine, or the faster one: it needs a GPU and the bundle's SavedModel."""
    on_gpu = bundle.has(SAVED_MODEL_FILE) and _GPU.exists() and find_spec("tensorflow") is not None
    return bundle.needs_tensorflow or on_gpu
