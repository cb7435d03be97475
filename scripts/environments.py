"""Python environments and source distributions for the scripts that compare us with Flask.

Everything is kept in the ignored folder ``.cache`` and made again when its pins change.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
FRAMEWORK = ROOT / "framework"


def make_environment(
    name: str,
    requirements: Sequence[str],
    *,
    undemanding: Sequence[str] = (),
    bundled: bool = False,
) -> Path:
    """Make a virtual environment, unless it is there already.

    :param name: The name of its folder.
    :param requirements: What to install in it, pinned.
    :param undemanding: What to install without its dependencies, pinned.
    :param bundled: Put the bundled framework at the end of ``sys.path``, where the launcher
        puts it.
    :return: Its Python.
    """
    folder = CACHE / "environments" / f"{name}-{sys.version_info.major}.{sys.version_info.minor}"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pins = "\n".join([sys.version, str(folder), *requirements, *undemanding])
    stamp = folder / "retort-pins"
    if python.exists() and stamp.exists() and stamp.read_text("utf-8") == pins:
        return python
    print(f"Making the environment {name} …", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(folder)])
    _run([str(python), *_PIP, "install", *requirements])
    if undemanding:
        _run([str(python), *_PIP, "install", "--no-deps", *undemanding])
    if bundled:
        site = subprocess.run(
            [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            capture_output=True,
            text=True,
            check=True,
        )
        Path(site.stdout.strip(), "retort_framework.pth").write_text(f"{FRAMEWORK}\n", "utf-8")
    stamp.write_text(pins, "utf-8")
    return python


def unpack_sdist(requirement: str, sha256: str) -> Path:
    """Download a source distribution from PyPI and unpack it, unless it is there already.

    :param requirement: ``name==version``.
    :param sha256: What its hash has to be.
    :return: A folder with the content of the distribution's top folder.
    :raises SystemExit: The download fails, or has another hash.
    """
    target = CACHE / "sdists" / f"{requirement.replace('==', '-')}-{sha256[:12]}"
    if target.exists():
        return target
    print(f"Downloading the source of {requirement} …", file=sys.stderr, flush=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        fetch = ["download", "--no-deps", "--no-binary=:all:", "--dest", scratch, requirement]
        _run([sys.executable, *_PIP, *fetch])
        (archive,) = Path(scratch).glob("*.tar.gz")
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != sha256:
            raise SystemExit(f"{archive.name} has the SHA-256 {found}, but {sha256} is expected.")
        unpacked = Path(scratch, "unpacked")
        with tarfile.open(archive) as tar:
            tar.extractall(unpacked, filter="data")
        (top,) = unpacked.iterdir()
        top.rename(target)
    return target


_PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check")


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise SystemExit(f"{done.stdout}\nThis failed: {' '.join(command)}")
