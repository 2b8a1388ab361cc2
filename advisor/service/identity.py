"""People known to an OpenID provider: where to send them, and who comes back.

The code flow with PKCE, state and nonce: OpenID Connect Core 1.0, section 3.1; RFC 7636; RFC 9700.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import JsonValue

from advisor.errors import RequestError, UnavailableError
from advisor.records import Flow, Principal, Role, tenant_name
from advisor.service.problems import ForbiddenError, UnauthorisedError
from advisor.settings import Settings

ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "RS384", "RS512", "EdDSA", "Ed25519"]
"""Signatures with a public key only: neither `none` nor a shared secret."""
_SECONDS = 5.0
_KEPT_S = 600.0
_LEEWAY_S = 60
_STRONGEST = (Role.ADMIN, Role.REVIEWER, Role.AGENT)


@dataclass(frozen=True, slots=True)
class _Provider:
    """What the provider says of itself, and its keys."""

    authorise: str
    token: str
    keys_address: str
    keys: KeySet
    until: float


class Identity:
    """The OpenID provider that the settings name. Safe between threads."""

    def __init__(self, settings: Settings) -> None:
        assert settings.oidc_issuer is not None
        assert settings.oidc_client_id is not None
        self._issuer = settings.oidc_issuer.rstrip("/")
        self._client_id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret
        self._settings = settings
        self._known: _Provider | None = None
        self._lock = threading.Lock()

    def address(self, flow: Flow, redirect_uri: str) -> str:
        """Return where a browser signs in.

        Raises:
            UnavailableError: the provider does not answer.
        """
        provider = self._provider()
        with self._client(redirect_uri) as client:
            address, _ = client.create_authorization_url(
                provider.authorise,
                state=flow.state,
                nonce=flow.nonce,
                code_verifier=flow.verifier,
            )
        return str(address)

    def principal(self, flow: Flow, code: str, redirect_uri: str) -> Principal:
        """Return who came back with `code`.

        Raises:
            UnauthorisedError: the code or the token is not what was asked for.
            ForbiddenError: the person is known, and in no group that has a role.
            UnavailableError: the provider does not answer.
        """
        provider = self._provider()
        try:
            with self._client(redirect_uri) as client:
                answer = client.fetch_token(
                    provider.token,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=flow.verifier,
                )
        except httpx.HTTPError as exc:
            raise UnavailableError("the identity provider does not answer") from exc
        except (OAuthError, ValueError) as exc:
            raise UnauthorisedError("the identity provider did not take the sign-in") from exc
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise UnauthorisedError("the identity provider sent no identity")
        return self._person(self._claims(token, provider, flow.nonce))

    def _claims(self, token: str, provider: _Provider, nonce: str) -> Mapping[str, JsonValue]:
        """The claims of an identity token, checked. Keys may have been rotated: looked up once."""
        try:
            decoded = jwt.decode(token, provider.keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            fresh = self._provider(anew=True)
            try:
                decoded = jwt.decode(token, fresh.keys, algorithms=ALGORITHMS)
            except (JoseError, ValueError) as exc:
                raise UnauthorisedError("the identity is not signed by the provider") from exc
        claims = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        told = dict(decoded.claims)
        if str(told.get("iss", "")).rstrip("/") == self._issuer:
            told["iss"] = self._issuer
        try:
            claims.validate(told)
        except (JoseError, ValueError, TypeError) as exc:
            raise UnauthorisedError("the identity is not for this sign-in") from exc
        audience = told["aud"]
        several = isinstance(audience, list) and len(audience) > 1
        if (several or "azp" in told) and told.get("azp") != self._client_id:
            raise UnauthorisedError("the identity was made for another service")
        return told

    def _person(self, claims: Mapping[str, JsonValue]) -> Principal:
        held = claims.get(self._settings.oidc_role_claim)
        groups = held if isinstance(held, list) else [held]
        roles = {self._settings.oidc_roles.get(group) for group in groups if isinstance(group, str)}
        role = next((role for role in _STRONGEST if role.value in roles), None)
        if role is None:
            raise ForbiddenError("you are in no group that may use this service")
        shown = (claims.get(name) for name in ("name", "preferred_username", "email", "sub"))
        name = next(str(value) for value in shown if isinstance(value, str) and value)
        return Principal(name[:200], role, self._tenant(claims))

    def _tenant(self, claims: Mapping[str, JsonValue]) -> str:
        claim = self._settings.oidc_tenant_claim
        if claim is None:
            return "default"
        try:
            return tenant_name(str(claims.get(claim, "")))
        except RequestError as exc:
            raise ForbiddenError("your account names no tenant of this service") from exc

    def _client(self, redirect_uri: str) -> OAuth2Client:
        secret = self._secret.get_secret_value() if self._secret else None
        return OAuth2Client(
            self._client_id,
            secret,
            scope="openid profile email",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            timeout=_SECONDS,
        )

    def _provider(self, *, anew: bool = False) -> _Provider:
        with self._lock:
            known = self._known
            if known is None or anew or time.monotonic() > known.until:
                known = self._known = self._asked()
            return known

    def _asked(self) -> _Provider:
        try:
            with httpx.Client(timeout=_SECONDS, follow_redirects=False) as client:
                told = _object(client.get(f"{self._issuer}/.well-known/openid-configuration"))
                if str(told.get("issuer", "")).rstrip("/") != self._issuer:
                    raise UnavailableError("the identity provider names another issuer")
                names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
                authorise, token, keys = (self._safe(str(told.get(name, ""))) for name in names)
                return _Provider(
                    authorise,
                    token,
                    keys,
                    KeySet.import_key_set(_object(client.get(keys))),  # type: ignore[arg-type]
                    time.monotonic() + _KEPT_S,
                )
        except (httpx.HTTPError, JoseError, ValueError, KeyError) as exc:
            raise UnavailableError("the identity provider does not answer") from exc

    def _safe(self, address: str) -> str:
        """An address of the provider: encrypted wherever the issuer itself is."""
        if urlsplit(address).scheme not in ("https", urlsplit(self._issuer).scheme):
            raise UnavailableError("the identity provider names an address without encryption")
        return address


def _object(response: httpx.Response) -> dict[str, JsonValue]:
    response.raise_for_status()
    found = response.json()
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found
