"""The lock can be installed anywhere and holds all that the project needs."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", LOCK, re.MULTILINE))


def project() -> dict[str, list[str]]:
    """The dependencies of the project: the base under ``, each extra under its name."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"": table["dependencies"], **table["optional-dependencies"]}


def name_of(requirement: str) -> str:
    """`psycopg[binary]>=3` is `psycopg`, spelled as the lock does."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None
    return re.sub(r"[._-]+", "-", name[0]).lower()


@pytest.mark.parametrize("part", project())
def test_every_dependency_is_locked(part):
    """But for torch, which is installed first; see docs/decisions/0001-locked-versions.md."""
    wanted = {name_of(requirement) for requirement in project()[part]} - {"torch"}

    assert wanted <= set(PINS)


def test_the_lock_names_no_machine_and_no_cuda():
    """No address, no folder, no build for one machine."""
    assert "://" not in LOCK
    assert "+cpu" not in LOCK
    assert not [name for name in PINS if name.startswith(("torch", "nvidia", "cuda", "triton"))]
    assert not re.search(r"(^|[ @=])/", LOCK, re.MULTILINE)


def test_every_locked_package_has_hashes():
    """A package that was replaced on its registry is refused."""
    blocks = re.split(r"\n(?=[a-z0-9])", LOCK)[1:]

    assert len(blocks) == len(PINS)
    assert all("--hash=sha256:" in block for block in blocks)
