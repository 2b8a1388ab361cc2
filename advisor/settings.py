"""The settings: everything an operator can choose, read once from `ADVISOR_*` or `.env`."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""The folder that holds `advisor/` and `corpus/`."""


class Thresholds(BaseModel):
    """How much weight a reading needs before it counts, from 0 to 1.

    They are asymmetric: permitting wrongly costs far more than asking.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    to_doubt: float = Field(default=0.10, gt=0, lt=1)
    """A stricter reading from this weight on stands in the way of `proceed`."""
    to_save: float = Field(default=0.25, gt=0, lt=1)
    """A milder reading below this weight does not save a plan from a breach."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.to_doubt > self.to_save:
            raise ValueError("to_doubt must not be above to_save")
        return self


def _home() -> Path:
    """`.advisor-data` beside a checkout, so that `make` and the command line share it."""
    if (ROOT / "pyproject.toml").is_file():
        return ROOT / ".advisor-data"
    return user_data_path("advisor", appauthor=False)


class Settings(BaseSettings):
    """What the operator chose. Every setting is optional; unset means the embedded default."""

    model_config = SettingsConfigDict(
        env_prefix="ADVISOR_",
        env_file=".env",
        env_nested_delimiter="__",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    home: Path = Field(default_factory=_home)
    """Data folder: records, cache, search index, exported model."""
    corpus: Path = ROOT / "corpus"
    profile: Path | None = None
    """YAML file of facts that always hold for this operator."""
    official_texts: Path | None = None
    """Folder of publishers' files, imported at start where not yet done."""

    model: str | None = None
    """A litellm model name, such as `ollama_chat/qwen3`; unset means offline."""
    model_api_base: str | None = None
    """Where that model is served; unset means its provider's own address."""
    model_api_key: SecretStr | None = None
    """The provider's key; a self-hosted server needs none."""
    model_country: str | None = None
    """ISO 3166-1 alpha-2 code of the country where its provider processes."""
    model_transfer_mechanism: str | None = None
    """The instrument on which plans go to a provider abroad, as `transfer.mechanism` names it."""
    model_transfer_assessed: bool | None = None
    """A transfer impact assessment for that was made and passed."""
    model_fallback: str | None = None
    """A second model that is asked where the first does not answer."""
    model_fallback_api_base: str | None = None
    """Where the second is served. Where it is set, or the providers differ, nothing else of the
    first is taken over."""
    model_fallback_api_key: SecretStr | None = None
    model_fallback_country: str | None = None
    model_call_seconds: float = Field(default=20.0, gt=0, le=600)
    """How long one call may take."""
    model_answer_seconds: float = Field(default=45.0, gt=0, le=3600)
    """How long all calls for one answer may take; the offline steps come on top."""
    model_tokens: int = Field(default=60_000, ge=1)
    """How many tokens one answer may read and write together."""
    model_cost: float = Field(default=0.50, gt=0)
    """How many US dollars one answer may cost, where the price of the model is known."""

    qdrant_url: str | None = None
    """A Qdrant server; unset means the embedded index."""
    qdrant_api_key: SecretStr | None = None
    database_url: str | None = None
    """An SQLAlchemy address; unset means SQLite in `home`."""
    signing_keys: Path | None = None
    """Folder of the private signing keys; unset means `signing` in `home`. Keep it out of the
    database and its backups: who has both can rewrite the records."""
    words_kept: timedelta | None = None
    """How long the words of plans are kept; unset means until they are erased by hand."""
    cache_url: SecretStr | None = None
    """A Redis or Valkey server for the cache and the limits; unset means the data folder."""
    admin_key: SecretStr | None = None
    """An admin key fixed by the operator instead of one made at first start."""

    public_url: str | None = Field(default=None, pattern=r"^https?://[^/]+$")
    """Where browsers reach the service, such as `https://advisor.example`, behind a proxy."""
    oidc_issuer: str | None = Field(default=None, pattern=r"^https?://")
    """An OpenID provider at which people sign in to the pages; https, or http on this machine."""
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_role_claim: str = "groups"
    """The claim that holds the groups of a person, or one role."""
    oidc_roles: dict[str, Literal["agent", "reviewer", "admin"]] = {}
    """Which group gives which role, as JSON. Who is in none of them is not let in."""
    oidc_tenant_claim: str | None = None
    """The claim that names a person's tenant; unset means all belong to `default`."""

    rate_limit: str = Field(default="60000/minute", pattern=r"^[1-9]\d*/(second|minute|hour|day)$")
    """How many plans or other requests one key may ask for; shared over `cache_url` if set."""
    advice_at_once: int = Field(default=8, ge=1, le=32)
    """How many plans are judged at once in one process."""
    advice_queue: int = Field(default=64, ge=0)
    """How many more may wait; the next is told to come back."""
    advice_wait: timedelta = timedelta(seconds=5)
    """How long one may wait for its turn."""
    advice_timeout: timedelta = timedelta(seconds=60)
    """After how long a caller is told that no answer came; ten times that for a batch."""
    body_timeout: timedelta = timedelta(seconds=20)
    """How long a request's body may take to come in."""
    shutdown_timeout: timedelta = timedelta(seconds=30)
    """How long requests that were accepted may take after the service was told to stop."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    thresholds: Thresholds = Thresholds()
    receipt_validity: timedelta = timedelta(hours=24)
    """How long a receipt holds; never past the next date in the horizon."""
    cache_size_mib: int = Field(default=512, ge=1)
    horizon_months: int = Field(default=24, ge=0, le=120)
    """How far ahead the verdict is computed again at each commencement date."""

    @model_validator(mode="after")
    def _whole_provider(self) -> Self:
        if self.oidc_issuer is None:
            return self
        if not self.oidc_client_id or not self.oidc_roles:
            raise ValueError("oidc_issuer needs oidc_client_id and oidc_roles beside it")
        local = re.match(r"http://(localhost|127\.0\.0\.1|\[::1\])([:/]|$)", self.oidc_issuer)
        if not self.oidc_issuer.startswith("https://") and local is None:
            raise ValueError("oidc_issuer must be an https address")
        return self

    @field_validator("home", "corpus", "profile", "official_texts", "signing_keys")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return path.expanduser().absolute() if path is not None else None

    @field_validator("model_country", "model_fallback_country")
    @classmethod
    def _country(cls, code: str | None) -> str | None:
        if code is None:
            return None
        if len(code) != 2 or not code.isascii() or not code.isalpha():
            raise ValueError("give the two letters of ISO 3166-1, such as FR")
        return code.upper()

    @field_validator(
        "receipt_validity",
        "words_kept",
        "advice_wait",
        "advice_timeout",
        "body_timeout",
        "shutdown_timeout",
    )
    @classmethod
    def _positive(cls, span: timedelta | None) -> timedelta | None:
        if span is not None and span <= timedelta(0):
            raise ValueError("must be longer than nothing")
        return span

    @cached_property
    def database(self) -> str:
        """Where the records are kept."""
        return self.database_url or f"sqlite:///{self.home / 'records.db'}"

    @property
    def signing_folder(self) -> Path:
        """Where the private signing keys are."""
        return self.signing_keys or self.home / "signing"

    @property
    def cache_folder(self) -> Path:
        """Where decisions are remembered while `cache_url` is unset."""
        return self.home / "cache"

    @property
    def official_folder(self) -> Path:
        """Where imported official texts are kept."""
        return self.home / "official"

    @property
    def retrieval_folder(self) -> Path:
        """Where the exported model and the search index are kept; safe to delete."""
        return self.home / "retrieval"
