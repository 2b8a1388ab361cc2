"""A small OpenID provider on the loopback interface, which can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import uvicorn
from fastapi import FastAPI, Request
from joserfc import jws, jwt
from joserfc.jwk import ECKey, RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

from tests.memory.redis_server import free_port

CLIENT, SECRET = "advisor", "a secret of the client"
Key = RSAKey | ECKey


@dataclass
class Issuer:
    """A provider at `address`. What it says of a person stands in `claims`."""

    address: str
    key: Key
    algorithm: str
    claims: dict[str, Any] = field(default_factory=dict)
    forge: Callable[[dict[str, Any]], str] | None = None
    """Makes the identity token instead of the provider."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def token(self, told: dict[str, Any]) -> str:
        header = {"alg": self.algorithm, "kid": self.key.kid}
        return jwt.encode(header, told, self.key, algorithms=[self.algorithm])

    def identity(self, nonce: str) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "person-1",
            "name": "A. Lawyer",
            "groups": ["staff", "legal"],
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
            **self.claims,
        }

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def configuration() -> dict[str, str]:
            return {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorise",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
            }

        @app.get("/keys")
        def keys() -> dict[str, Any]:
            return {"keys": [{**self.key.as_dict(private=False), "kid": self.key.kid}]}

        @app.get("/authorise")
        def authorise(request: Request) -> Response:
            asked = dict(request.query_params)
            code = f"code-{len(self.codes)}"
            self.codes[code] = asked
            back = urlencode({"code": code, "state": asked["state"]})
            return RedirectResponse(f"{asked['redirect_uri']}?{back}", status_code=303)

        @app.post("/token")
        async def token(request: Request) -> Response:
            form = {k: v[0] for k, v in parse_qs((await request.body()).decode()).items()}
            basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            asked = self.codes.pop(form.get("code", ""), None)
            challenge = base64.urlsafe_b64encode(
                hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            )
            if (
                asked is None
                or request.headers.get("authorization") != f"Basic {basic}"
                or asked["code_challenge_method"] != "S256"
                or asked["code_challenge"] != challenge.decode().rstrip("=")
                or asked["redirect_uri"] != form["redirect_uri"]
            ):
                return JSONResponse({"error": "invalid_grant"}, status_code=400)
            told = self.identity(asked["nonce"])
            made = self.forge(told) if self.forge else self.token(told)
            return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": made})

        return app

    def unsigned(self, told: dict[str, Any]) -> str:
        """A token with the algorithm `none`."""
        return f"{_part({'alg': 'none'})}.{_part(told)}."

    def shared_secret(self, told: dict[str, Any]) -> str:
        """A token signed with the public key as if it were a shared secret."""
        signed = f"{_part({'alg': 'HS256', 'kid': self.key.kid})}.{_part(told)}"
        secret = self.key.as_pem(private=False)
        return f"{signed}.{_base64(hmac.digest(secret, signed.encode(), 'sha256'))}"

    def another_key(self, told: dict[str, Any]) -> str:
        """A token signed with a key that is not the provider's, under its name."""
        key = RSAKey.generate_key(2048)
        header = {"alg": "RS256", "kid": self.key.kid}
        payload = json.dumps(told).encode()
        return jws.serialize_compact(header, payload, key, algorithms=["RS256"])


@contextmanager
def issuing(algorithm: str) -> Iterator[Issuer]:
    """Serve a provider that signs with `algorithm`."""
    port = free_port()
    key: Key = (
        RSAKey.generate_key(2048, {"kid": "one"})
        if algorithm == "RS256"
        else ECKey.generate_key("P-256", {"kid": "one"})
    )
    issuer = Issuer(f"http://127.0.0.1:{port}", key, algorithm)
    server = uvicorn.Server(uvicorn.Config(issuer.app(), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield issuer
    finally:
        server.should_exit = True
        thread.join()


def _part(value: dict[str, Any]) -> str:
    return _base64(json.dumps(value).encode())


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
