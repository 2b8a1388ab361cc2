"""Every setting is optional, read once, and refused in plain words where it is wrong."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from advisor.settings import Settings


def test_without_any_setting_everything_is_embedded(monkeypatch):
    """No model, no server: the advisor still works."""
    monkeypatch.delenv("ADVISOR_HOME")

    settings = Settings()

    assert settings.model is None
    assert settings.qdrant_url is None
    assert settings.home.is_absolute()
    assert settings.database == f"sqlite:///{settings.home}/records.db"
    assert settings.receipt_validity == timedelta(hours=24)


def test_the_variables_of_the_contract_are_read(monkeypatch, tmp_path):
    """Each name that the contract promises reaches its setting."""
    given = {
        "home": str(tmp_path),
        "profile": str(tmp_path / "profile.yaml"),
        "official_texts": str(tmp_path / "texts"),
        "model": "openai/some-model",
        "model_api_base": "http://localhost:9/v1",
        "model_country": "fr",
        "qdrant_url": "http://localhost:6333",
        "database_url": "postgresql+psycopg://localhost/advisor",
        "cache_url": "redis://localhost",
        "admin_key": "a key",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"ADVISOR_{name.upper()}", value)

    settings = Settings()

    assert settings.profile == tmp_path / "profile.yaml"
    assert settings.official_texts == tmp_path / "texts"
    assert settings.model == given["model"]
    assert settings.model_api_base == given["model_api_base"]
    assert settings.model_country == "FR"
    assert settings.qdrant_url == given["qdrant_url"]
    assert settings.database == given["database_url"]
    assert settings.cache_url is not None
    assert settings.cache_url.get_secret_value() == given["cache_url"]
    assert settings.admin_key is not None
    assert settings.admin_key.get_secret_value() == "a key"


def test_a_key_is_never_printed(monkeypatch):
    """Settings may end up in a log."""
    monkeypatch.setenv("ADVISOR_ADMIN_KEY", "very secret")
    monkeypatch.setenv("ADVISOR_QDRANT_API_KEY", "very secret")

    assert "very secret" not in repr(Settings())


def test_thresholds_and_times_can_be_set(monkeypatch):
    monkeypatch.setenv("ADVISOR_THRESHOLDS__TO_DOUBT", "0.05")
    monkeypatch.setenv("ADVISOR_RECEIPT_VALIDITY", "PT2H")

    assert Settings().thresholds.to_doubt == 0.05
    assert Settings().receipt_validity == timedelta(hours=2)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODEL_COUNTRY", "France"),
        ("THRESHOLDS__TO_DOUBT", "0.9"),
        ("THRESHOLDS__TO_SAVE", "2"),
        ("RECEIPT_VALIDITY", "PT0S"),
        ("HORIZON_MONTHS", "-1"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(monkeypatch, name, value):
    """A typing error never becomes a milder advisor."""
    monkeypatch.setenv(f"ADVISOR_{name}", value)

    with pytest.raises(ValidationError):
        Settings()


def test_an_empty_variable_counts_as_unset(monkeypatch):
    monkeypatch.setenv("ADVISOR_MODEL", "")

    assert Settings().model is None


def test_a_relative_folder_is_taken_from_here(monkeypatch):
    """Later changes of the working folder move nothing."""
    monkeypatch.setenv("ADVISOR_HOME", "data")

    assert Settings().home == Path.cwd() / "data"


def test_settings_do_not_change_while_the_advisor_runs():
    with pytest.raises(ValidationError):
        Settings().model = "another"
