"""Writes model archives for SageMaker: the bundle, and code for the stock TensorFlow Serving container.

```
manifest.json tokenizer.json weights.safetensors   the bundle, which the service's own image serves
saved_model/1/                                     for TensorFlow Serving, which names the model after the folder
code/inference.py code/requirements.txt            the code that the stock container runs around TensorFlow Serving
code/lib/model/                                    a copy of the package that cuts, decodes and merges
```
"""

import shutil
import tarfile
from importlib.metadata import version
from pathlib import Path

import model
from model.bundle import MANIFEST, SAVED_MODEL_FILE, SIGNATURE, Bundle
from training.errors import ExportError

_NEEDED = ("numpy", "pydantic", "tokenizers")


def add_code(folder: Path) -> None:
    """Adds `code/` to the folder of a bundle."""
    lib = folder / "code" / "lib" / "model"
    lib.mkdir(parents=True)
    for path in sorted(Path(model.__file__).parent.glob("*.py")):
        shutil.copyfile(path, lib / path.name)
    shutil.copyfile(Path(__file__).with_name("inference.py"), folder / "code" / "inference.py")
    pins = "".join(f"{name}=={version(name)}\n" for name in _NEEDED)
    (folder / "code" / "requirements.txt").write_text(pins)


def write_archive(bundle: Bundle, archive: Path, work: Path) -> None:
    """Writes `model.tar.gz`. Without a SavedModel in the bundle, only the service's own image can serve the archive.

    `work` is an empty folder for the files to pack. The same bundle gives the same bytes of tar. Raises ExportError if
    the archive exists.
    """
    if archive.exists():
        raise ExportError(f"{archive} exists already; expected a new file")
    signature = (SIGNATURE,) if bundle.path(SIGNATURE).is_file() else ()
    for name in (*bundle.manifest.files, MANIFEST, *signature):
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(bundle.path(name), work / name)
    if bundle.has(SAVED_MODEL_FILE):
        add_code(work)
    partial = archive.with_name(f".{archive.name}.partial")
    try:
        with tarfile.open(partial, "w:gz") as made:
            for path in sorted(work.rglob("*")):
                made.add(path, str(path.relative_to(work)), recursive=False, filter=_plain)
        partial.rename(archive)
    finally:
        partial.unlink(missing_ok=True)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Removes the owner and the time from a member."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = 0
    member.mode = 0o755 if member.isdir() else 0o644
    return member
