"""Records of an older version are taken over."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.engine import make_url

from advisor.records import Records
from advisor.records.contents import request_text
from advisor.records.database import MIGRATIONS, _engine, _with_driver
from advisor.wire import AdviseRequest
from tests.canned_advisor import long_answer


def test_opinions_from_before_the_chain_are_chained(address: str, tmp_path: Path) -> None:
    """An update leaves no opinion without a record, and none looks inserted."""
    engine = _engine(_with_driver(make_url(address)))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    name, request = "01JD8Z0000000000000000000A", AdviseRequest(action="Score people")
    answer = long_answer().model_copy(update={"id": name, "receipt": None})
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text(
                "INSERT INTO opinions (id, created, tenant, request, answer, verdict, as_of, "
                "action, summary) VALUES (:id, :created, 'default', :request, :answer, :verdict, "
                "'2026-11-20', 'Score people', :summary)"
            ),
            {
                "id": name,
                "created": datetime(2026, 11, 20, 9, tzinfo=UTC),
                "request": request_text(request),
                "answer": answer.model_dump_json(),
                "verdict": answer.verdict.value,
                "summary": answer.summary,
            },
        )
        for instrument in {regime.instrument for regime in answer.regimes}:
            connection.execute(
                text("INSERT INTO opinion_instruments VALUES (:id, :instrument)"),
                {"id": name, "instrument": instrument},
            )
    engine.dispose()

    records = Records.open(address, signing_folder=tmp_path / "signing")

    assert records.audit.verify().counts == {"opinion": 1}
    assert records.audit.verify().fault is None
    assert records.opinions.erase("default", name)
    assert records.audit.verify().fault is None
