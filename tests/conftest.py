"""What every test can rely on: a data folder of its own, and no settings from outside."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from advisor.settings import ROOT, Settings

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
os.environ.setdefault("LITELLM_MODE", "PRODUCTION")

_OUTER_HOME = os.environ.get("ADVISOR_HOME") or ROOT / ".advisor-data"

# Random tests draw the same examples everywhere in CI, and new ones on a developer's machine.
settings.register_profile(
    "local", database=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
# A failing example is reported as found there: shrinking it can take longer than CI has.
settings.register_profile(
    "ci",
    settings.get_profile("local"),
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("ci" if os.environ.get("ADVISOR_CI") else "local")


@pytest.fixture(scope="session")
def retrieval_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the exported model and the index are: those that `make index` made, if it ran.

    They are named after their content, so that sharing them changes no result.
    """
    folder = Path(_OUTER_HOME).absolute() / "retrieval"
    if folder.is_dir():
        return folder
    return tmp_path_factory.mktemp("retrieval")


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, retrieval_folder: Path) -> None:
    """Keep the caller's `ADVISOR_*` variables, `.env` and data out of the tests."""
    for name in list(os.environ):
        if name.startswith("ADVISOR_") and name != "ADVISOR_CI":
            monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    home = tmp_path / "advisor-home"
    home.mkdir()
    (home / "retrieval").symlink_to(retrieval_folder)
    monkeypatch.setenv("ADVISOR_HOME", str(home))
