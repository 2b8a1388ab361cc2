"""Tenants share a service and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from advisor.advising import Advisor
from advisor.errors import CorpusError, RequestError
from advisor.records import Records
from advisor.settings import Settings
from advisor.wire import AdviseRequest
from tests.canned_advisor import CannedAdvisor


def key(records: Records, tenant: str, role: str = "admin") -> dict[str, str]:
    return {"authorization": f"Bearer {records.keys.create(role, f'of {tenant}', tenant)}"}


def test_nobody_sees_anything_of_another_tenant(service: TestClient, records: Records) -> None:
    """Neither an opinion, nor a list, nor a key: not even with the highest role."""
    ours, theirs = key(records, "ours"), key(records, "theirs")
    given = service.post("/advise", json={"action": "Score people"}, headers=ours).json()
    service.post("/advise", json={"action": "a late parcel"}, headers=theirs)

    assert service.get(f"/opinions/{given['id']}", headers=theirs).status_code == 404
    listed = service.get("/opinions", headers=theirs).json()["opinions"]
    assert [entry["verdict"] for entry in listed] == ["proceed"]
    assert {entry.tenant for entry in records.keys.list("theirs")} == {"theirs"}


def test_a_key_of_another_tenant_cannot_be_ended(records: Records) -> None:
    records.keys.create("agent", "ours", "ours")
    found = records.keys.list("ours")[0]

    assert not records.keys.revoke(found.id, "theirs")
    assert records.keys.revoke(found.id, "ours")


def test_each_tenant_is_advised_under_its_own_profile(
    service: TestClient, records: Records, advisor: CannedAdvisor
) -> None:
    """What is always true of one says nothing of another."""
    records.tenants.set_profile("ours", {"operator.country": "FR"})
    for tenant in ("ours", "theirs"):
        service.post("/advise", json={"action": "Score"}, headers=key(records, tenant, "agent"))

    assert advisor.profiles == [{"operator.country": "FR"}]


def test_a_session_belongs_to_the_tenant_of_its_key(records: Records) -> None:
    principal = records.keys.principal(records.keys.create("reviewer", "A. Lawyer", "theirs"))
    assert principal is not None

    found = records.sessions.principal(records.sessions.open(principal))

    assert found is not None
    assert found.tenant == "theirs"


@pytest.mark.parametrize("name", ["", "Ours", "a b", "../x", "x" * 64, "ours\n"])
def test_a_tenant_has_a_plain_name(records: Records, name: str) -> None:
    with pytest.raises(RequestError, match="tenant"):
        records.keys.create("agent", "campaigns", name)
    with pytest.raises(RequestError, match="tenant"):
        records.tenants.set_profile(name, {})


def test_a_profile_fills_what_a_plan_leaves_unsaid(tmp_path: Path) -> None:
    """It shows in the answer as profile, and a wrong one is refused rather than left out."""
    advisor = Advisor.open(Settings(home=tmp_path), clock=lambda: date(2026, 11, 20))
    request = AdviseRequest(facts={"purpose": "analytics", "operations": ["read"]}, depth="gate")

    theirs = advisor.under({"subjects.located_in": ["FR"]}).advise(request)
    plain = advisor.advise(request)

    assert theirs.facts is not None
    assert theirs.facts.profile == {"subjects.located_in": ["FR"]}
    assert plain.facts is not None
    assert plain.facts.profile == {}
    with pytest.raises(CorpusError, match="colour"):
        advisor.under({"colour": "red"})
