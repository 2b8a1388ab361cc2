"""Receipts: that a verdict was given, for exactly which request, and until when it holds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date, datetime

import rfc8785
from pydantic import JsonValue
from sqlalchemy.orm import Session

from advisor.records.contents import receipt_message
from advisor.records.database import Database
from advisor.records.reviews import history
from advisor.records.signing import Signing, by_kid, verified
from advisor.records.tables import Opinion
from advisor.wire import Act, AdviseRequest, Answer, Receipt, ReceiptCheck, ReceiptVerdict

PREFIX = "ed25519:"
_LARGEST_EXACT = 2**53 - 1
_NAME = re.compile(r"[0-9A-Z]{26}")
_WRAPPED = re.compile(r"\$+integer")


def digest_of(request: AdviseRequest, as_of: date) -> str:
    """Return the digest that a receipt binds a verdict to.

    Args:
        as_of: the date for which law was applied, whoever chose it.
    """
    bound: dict[str, JsonValue] = {
        "action": request.action,
        "facts": exact(dict(request.facts)),  # type: ignore[arg-type]
        "payload": exact(request.payload),
        "steps": [exact(step.model_dump(mode="json")) for step in request.steps],
        "as_of": as_of.isoformat(),
    }
    return f"sha256:{hashlib.sha256(rfc8785.dumps(bound)).hexdigest()}"


def exact(value: JsonValue) -> JsonValue:
    """Return `value` with integers beyond what canonical JSON holds written out.

    `{"$integer": "9007199254740993"}` stands for one; a member that is called so already gets
    one more `$`, so that no two requests look alike.
    """
    if isinstance(value, list):
        return [exact(member) for member in value]
    if isinstance(value, dict):
        return {
            f"${name}" if _WRAPPED.fullmatch(name) else name: exact(inner)
            for name, inner in value.items()
        }
    if isinstance(value, int) and abs(value) > _LARGEST_EXACT:
        return {"$integer": str(value)}
    return value


class Receipts:
    """Says whether receipts hold."""

    def __init__(self, database: Database, signing: Signing, now: Callable[[], datetime]) -> None:
        self._database = database
        self._signing = signing
        self._now = now

    def verify(self, tenant: str, check: ReceiptCheck) -> ReceiptVerdict:
        """Say whether a receipt is genuine, current, and for this request."""
        receipt = check.receipt
        failures: list[str] = []
        genuine = self._signed(receipt)
        if not genuine:
            failures.append("genuine: the signature is not one of ours over these members")
        named = _NAME.fullmatch(receipt.id or "") is not None
        with self._database.reading() as session:
            row = session.get(Opinion, receipt.id) if named else None
            if genuine and (row is None or row.tenant != tenant or not _stands_in(row, receipt)):
                genuine = False
                failures.append("genuine: no opinion of yours in the records has this receipt")
            stale = self._stale(session, receipt, row)
        if stale:
            failures.append(f"current: {stale}")
        wanted = check.request.as_of or receipt.as_of
        same = (
            wanted is not None
            and wanted == receipt.as_of
            and digest_of(check.request, wanted) == receipt.digest
        )
        if not same:
            failures.append("for_this_request: the receipt was given for another request")
        return ReceiptVerdict(
            valid=not failures,
            genuine=genuine,
            current=not stale,
            for_this_request=same,
            verdict=receipt.verdict if genuine else None,
            failures=tuple(failures),
        )

    def _signed(self, receipt: Receipt) -> bool:
        key = by_kid(self._signing.known()).get(receipt.key or "")
        signature = receipt.signature or ""
        if key is None or not signature.startswith(PREFIX):
            return False
        return verified(key.public, receipt_message(receipt), signature.removeprefix(PREFIX))

    def _stale(self, session: Session, receipt: Receipt, row: Opinion | None) -> str:
        """Why a receipt holds no more; nothing where it does."""
        if receipt.valid_until.tzinfo is None:
            return "its end names no time zone"
        if receipt.valid_until <= self._now():
            return f"it lapsed at {receipt.valid_until.isoformat()}"
        for review in history(session, row.id) if row else ():
            if review.act is Act.OVERRULE and review.withdrawn_by is None:
                return f"a reviewer overruled the opinion on {review.created.date().isoformat()}"
        return ""


def _stands_in(row: Opinion, receipt: Receipt) -> bool:
    """Whether the records have this receipt. Where words were erased, its verdict must do."""
    if row.erased is not None:
        return bool(row.verdict == receipt.verdict)
    return Answer.model_validate_json(row.answer).receipt == receipt
