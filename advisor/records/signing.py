"""The keys that sign receipts and checkpoints: private halves in files, public ones recorded.

The private halves stay out of the database, so that who can change records cannot sign them.
"""

from __future__ import annotations

import base64
import hashlib
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pydantic import JsonValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import UnavailableError
from advisor.records.chain import SYSTEM, Chain, Entry, Kind, Signature
from advisor.records.database import Database
from advisor.records.tables import PublicKey


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A public key that signs or once signed."""

    kid: str
    public: str
    """32 bytes in base64url without padding."""
    created: datetime
    retired: datetime | None


class Signing:
    """Signs with the newest key in its folder, and verifies with all that were ever used."""

    def __init__(self, database: Database, folder: Path, now: Callable[[], datetime]) -> None:
        self._database = database
        self._folder = folder
        self._now = now
        self._chain = Chain(self, now)
        self._lock = threading.RLock()
        self._current: tuple[str, Ed25519PrivateKey] | None = None
        self._seen: int | None = None

    def ensure(self) -> str:
        """Make sure that there is a key to sign with, making the first; return its `kid`.

        Raises:
            UnavailableError: the folder or the records cannot be used.
        """
        with self._lock:
            if self._current is None or self._stamp() != self._seen:
                self._current = self._newest() or self._make()
                self._seen = self._stamp()
            return self._current[0]

    def sign(self, message: bytes) -> Signature | None:
        """Return a signature by the key in use; nothing while none was made."""
        current = self._current
        if current is None:
            return None
        kid, private = current
        return Signature(kid, encoded(private.sign(message)))

    def rotate(self) -> str:
        """Make a new key, retire those before it and destroy their private halves."""
        with self._lock:
            old = [kid for kid, _ in self._held()]
            made = self._make()
            with self._database.writing() as session:
                for kid in old:
                    row = session.get(PublicKey, kid)
                    if row is not None and row.retired is None:
                        row.retired = self._now()
                        retirement = Entry(Kind.RETIREMENT, SYSTEM, kid, {"key": kid})
                        self._chain.append(session, [retirement])
            for kid in old:
                (self._folder / f"{kid}.pem").unlink(missing_ok=True)
            self._current, self._seen = made, self._stamp()
            return made[0]

    def known(self) -> tuple[KnownKey, ...]:
        """Return all public keys, oldest first."""
        with self._database.reading() as session:
            rows = session.scalars(select(PublicKey).order_by(PublicKey.created)).all()
            return tuple(KnownKey(row.kid, row.public, row.created, row.retired) for row in rows)

    def held(self) -> frozenset[str]:
        """Return the names of the keys in the folder."""
        return frozenset(kid for kid, _ in self._held())

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """Return all public keys as a JSON Web Key Set (RFC 7517, RFC 8037)."""
        return {
            "keys": [
                {
                    "kty": "OKP",
                    "crv": "Ed25519",
                    "alg": "EdDSA",
                    "use": "sig",
                    "kid": key.kid,
                    "x": key.public,
                }
                for key in self.known()
            ]
        }

    def _stamp(self) -> int:
        try:
            return self._folder.stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def _held(self) -> list[tuple[str, Ed25519PrivateKey]]:
        found = []
        for file in sorted(self._folder.glob("*.pem")):
            try:
                private = load_pem_private_key(file.read_bytes(), None)
            except (OSError, ValueError) as exc:
                raise UnavailableError(f"the signing key `{file.name}` cannot be read") from exc
            if isinstance(private, Ed25519PrivateKey):
                found.append((_kid(_public(private)), private))
        return found

    def _newest(self) -> tuple[str, Ed25519PrivateKey] | None:
        """The newest key in the folder; one that the records do not know yet is recorded."""
        best: tuple[datetime, str, Ed25519PrivateKey] | None = None
        for kid, private in self._held():
            row = self._record(kid, private)
            if row.retired is None and (best is None or row.created > best[0]):
                best = (row.created, kid, private)
        return best[1:] if best else None

    def _make(self) -> tuple[str, Ed25519PrivateKey]:
        private = Ed25519PrivateKey.generate()
        kid = _kid(_public(private))
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = os.open(self._folder / f"{kid}.pem", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(file, "wb") as out:
                out.write(pem)
                out.flush()
                os.fsync(out.fileno())
        except OSError as exc:
            raise UnavailableError("the signing key cannot be written") from exc
        self._record(kid, private)
        return kid, private

    def _record(self, kid: str, private: Ed25519PrivateKey) -> PublicKey:
        with self._database.reading() as reading:
            row = reading.get(PublicKey, kid)
        if row is not None:
            return row
        with self._database.writing() as session:
            return self._add(session, kid, _public(private))

    def _add(self, session: Session, kid: str, public: str) -> PublicKey:
        row = session.get(PublicKey, kid)
        if row is None:
            row = PublicKey(kid=kid, public=public, created=self._now())
            session.add(row)
            body: dict[str, JsonValue] = {"key": kid, "public": public}
            self._chain.append(session, [Entry(Kind.KEY, SYSTEM, kid, body)])
        return row


def verified(public: str, message: bytes, signature: str) -> bool:
    """Whether `signature` over `message` was made by the key whose public half is given."""
    try:
        key = Ed25519PublicKey.from_public_bytes(decoded(public))
        key.verify(decoded(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def encoded(data: bytes) -> str:
    """Return bytes in base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(data: str) -> bytes:
    """Return the bytes of base64url without padding.

    Raises:
        ValueError: it is none.
    """
    found = base64.b64decode(data + "=" * (-len(data) % 4), altchars=b"-_", validate=True)
    if encoded(found) != data:
        raise ValueError("not the one way to write these bytes")
    return found


def by_kid(keys: tuple[KnownKey, ...]) -> Mapping[str, KnownKey]:
    """Return keys by their names."""
    return {key.kid: key for key in keys}


def _public(private: Ed25519PrivateKey) -> str:
    return encoded(private.public_key().public_bytes_raw())


def _kid(public: str) -> str:
    """The thumbprint of a key as RFC 7638 and RFC 8037 define it."""
    members = rfc8785.dumps({"crv": "Ed25519", "kty": "OKP", "x": public})
    return encoded(hashlib.sha256(members).digest())
