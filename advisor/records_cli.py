"""The command line of the records: audit, replay and erasure."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from advisor.errors import RequestError
from advisor.settings import Settings

if TYPE_CHECKING:
    from advisor.records import Checkpoint, Records
    from advisor.wire import Verdict

audit_app = typer.Typer(no_args_is_help=True, help="The audit chain: verify, export, sign.")
records_app = typer.Typer(no_args_is_help=True, help="What is kept, and erasing it.")


def open_records(settings: Settings) -> Records:
    """Open the records that the settings name."""
    from advisor.records import Records

    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Records.open(settings.database, signing_folder=settings.signing_folder)


@audit_app.command("verify")
def audit_verify(
    checkpoint: Annotated[
        Path | None, typer.Option(help="A checkpoint that was kept elsewhere.")
    ] = None,
) -> None:
    """Walk the chain and all it vouches for; exit 1 and the first bad record if it fails."""
    kept = _checkpoint(checkpoint) if checkpoint is not None else None
    report = open_records(Settings()).audit.verify(kept)
    if report.fault is not None:
        print(f"tampered: {report.fault}")
        raise typer.Exit(1)
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(report.counts.items()))
    print(f"{report.records} records, nothing changed, deleted, inserted or moved ({counts})")
    print(f"signatures vouch for records 1 to {report.last_checkpoint}")
    if kept is None:
        print("what may be cut off at the end shows only against a checkpoint kept elsewhere")
    else:
        print(f"nothing is missing since the checkpoint at record {kept.seq}")


def _checkpoint(path: Path) -> Checkpoint:
    from advisor.records import Checkpoint

    try:
        return Checkpoint.model_validate_json(path.read_bytes())
    except OSError as exc:
        raise RequestError("--checkpoint", f"`{path}` cannot be read: {exc.strerror}") from exc
    except ValidationError as exc:
        allowed = "a file written by `advisor audit checkpoint`"
        raise RequestError("--checkpoint", f"`{path}` is no checkpoint", allowed) from exc


@audit_app.command("checkpoint")
def audit_checkpoint(
    out: Annotated[Path | None, typer.Option(help="Where to write it, else to the screen.")] = None,
) -> None:
    """Sign where the chain stands. Keep the file where the records are not."""
    found = open_records(Settings()).audit.checkpoint()
    if found is None:
        raise RequestError("audit", "there is nothing to sign: no record was made yet")
    text = found.model_dump_json(indent=1)
    if out is None:
        print(text)
        return
    out.write_text(text + "\n", encoding="utf-8")
    print(f"records 1 to {found.seq} signed with {found.key}: {out}")


@audit_app.command("export")
def audit_export(
    out: Annotated[Path, typer.Option(help="The file to write, one record a line.")],
) -> None:
    """Write every record of the chain as a line of JSON."""
    count = 0
    with out.open("w", encoding="utf-8") as file:
        for line in open_records(Settings()).audit.export():
            file.write(line + "\n")
            count += 1
    print(f"{count} records written to {out}")


@records_app.command("erase")
def records_erase(
    identifier: Annotated[
        str | None, typer.Argument(help="The opinion whose words are to go.")
    ] = None,
    older_than_days: Annotated[
        int | None, typer.Option(min=1, help="All opinions older than this many days.")
    ] = None,
    tenant: Annotated[str | None, typer.Option(help="Only this tenant's.")] = None,
) -> None:
    """Erase the words of plans for good. Verdict, facts and the chain stay."""
    if (identifier is None) == (older_than_days is None):
        raise RequestError("erase", "name an opinion or an age, not both and not neither")
    records = open_records(Settings())
    if older_than_days is not None:
        before = datetime.now(UTC) - timedelta(days=older_than_days)
        count = records.opinions.erase_older(tenant, before)
    else:
        name = (identifier or "").upper()
        owner = records.opinions.tenant_of(name)
        if owner is None or (tenant is not None and owner != tenant):
            raise RequestError("erase", f"there is no opinion `{identifier}`")
        count = int(records.opinions.erase(owner, name))
    if count:
        _forget(Settings())
    print(f"the words of {count} {'plan' if count == 1 else 'plans'} erased")


def _forget(settings: Settings) -> None:
    """Empty the cache too: what is remembered of a plan may quote its words."""
    from advisor.memory import open_cache

    open_cache(settings).clear()


@records_app.command("precedents")
def records_precedents() -> None:
    """Suspend precedents whose law changed, and list all of them."""
    from advisor.advising import Advisor
    from advisor.replaying import suspend_changed

    records = open_records(Settings())
    suspend_changed(Advisor.open(Settings()), records)
    table = Table("precedent", "opinion", "verdict", "instead of", "by", "standing", "why")
    for entry in records.precedents.all(None):
        it = entry.precedent
        table.add_row(
            it.id, it.opinion, it.verdict, it.instead_of, it.by, entry.standing, entry.why
        )
    Console().print(table)


def replay(
    since: Annotated[str | None, typer.Option(help="Only opinions from this day on.")] = None,
    verdict: Annotated[str | None, typer.Option(help="Only opinions with this verdict.")] = None,
    tenant: Annotated[str | None, typer.Option(help="Only this tenant's.")] = None,
    today: Annotated[
        bool, typer.Option("--today", help="Apply today's law, not that of each opinion's date.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a changed verdict.")] = (
        False
    ),
) -> None:
    """Judge stored opinions again under today's corpus and list the verdicts that changed.

    Exit 1 where one did, or where a precedent rests on norms that changed.
    """
    from advisor.advising import Advisor
    from advisor.records import Filter
    from advisor.replaying import replay as run

    wanted = Filter(verdict=_verdict(verdict), first_day=_day(since))
    records = open_records(Settings())
    advisor = Advisor.open(Settings())
    on = datetime.now(UTC).date() if today else None
    found = run(advisor, records, records.opinions.all(tenant, wanted), on=on)
    if as_json:
        from dataclasses import asdict

        for moved in found.moved:
            print(json.dumps(asdict(moved), ensure_ascii=False, default=str))
        for precedent, why in found.suspect:
            print(json.dumps({"precedent": precedent.id, "why": why}, ensure_ascii=False))
    else:
        for moved in found.moved:
            now = moved.now.value if moved.now else "no verdict"
            print(f"{moved.opinion}  {moved.before.value} -> {now}  as of {moved.as_of}")
            print(f"    {' '.join(moved.action.split())[:90]}")
            for reason in moved.why:
                print(f"    {reason}")
        for precedent, why in found.suspect:
            print(f"precedent {precedent.id}: {why}; a service suspends it at its next start")
        print(f"{found.replayed} opinions replayed, {len(found.moved)} verdicts changed")
    if found.moved or found.suspect:
        raise typer.Exit(1)


def _verdict(name: str | None) -> Verdict | None:
    from advisor.wire import Verdict

    if name is None:
        return None
    try:
        return Verdict(name)
    except ValueError as exc:
        problem = f"there is no verdict `{name}`"
        raise RequestError("--verdict", problem, ", ".join(Verdict)) from exc


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise RequestError("--since", "this is not a date", "such as 2026-11-20") from exc
