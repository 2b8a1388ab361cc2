"""The command line. Exit codes: 0 done; 1 a check failed; 2 bad usage or input."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from advisor.errors import AdvisorError, CorpusError, RequestError
from advisor.records_cli import audit_app, open_records, records_app, replay
from advisor.settings import Settings

_FACT = re.compile(r"[a-z_]+(?:\.[a-z_]+)*=")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Legal advice on a planned action, before an agent carries it out.",
)
corpus_app = typer.Typer(no_args_is_help=True, help="The corpus: check it, see what is loaded.")
tenants_app = typer.Typer(no_args_is_help=True, help="Tenants and what always holds for them.")
keys_app = typer.Typer(no_args_is_help=True, help="API keys and sign-in addresses.")
app.add_typer(corpus_app, name="corpus")
app.add_typer(keys_app, name="keys")
app.add_typer(audit_app, name="audit")
app.add_typer(records_app, name="records")
app.command()(replay)
app.add_typer(tenants_app, name="tenants")


def main() -> None:
    """Run the command line; every expected error is one line on standard error."""
    try:
        app()
    except CorpusError as exc:
        print(exc, file=sys.stderr)
        sys.exit(1)
    except (AdvisorError, ValidationError) as exc:
        _fail(_one_line(exc))


def _fail(message: str) -> NoReturn:
    print(f"advisor: {message}", file=sys.stderr)
    sys.exit(2)


def _one_line(exc: Exception) -> str:
    if isinstance(exc, ValidationError):
        from advisor.wire import field_problems

        first = field_problems(exc)[0]
        return str(RequestError(first.field, first.problem, first.allowed))
    return str(exc).replace("\n", "; ")


@app.command()
def advise(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PLAN]", help="The plan in words, in quotation marks."),
    ] = None,
    facts: Annotated[
        list[str] | None, typer.Option(help="Facts as name=value; several may follow.")
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="The date for which law is applied.")] = None,
    depth: Annotated[str, typer.Option(help="gate or opinion")] = "opinion",
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    batch: Annotated[
        Path | None, typer.Option(help="A file of requests, one JSON object a line.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where the answers of a batch go.")] = None,
) -> None:
    """Advise on a plan, or on a file of plans."""
    from advisor.advising import Advisor
    from advisor.wire import AdviseRequest

    plan, pairs = _plan_and_facts(words or [], facts or [])
    if batch is not None:
        if plan is not None or pairs:
            _fail("--batch takes its plans from the file: leave out the plan and --facts")
        from advisor.batch import run_batch

        advisor = Advisor.open(Settings())
        run_batch(advisor, batch, out or batch.with_suffix(".out.jsonl"))
        return
    advisor = Advisor.open(Settings())
    body: dict[str, Any] = {"facts": _facts(pairs, advisor), "depth": depth}
    if plan is not None:
        body["action"] = plan
    if as_of is not None:
        body["as_of"] = as_of
    answer = advisor.advise(AdviseRequest.model_validate(body))
    if as_json:
        print(json.dumps(answer.model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        from advisor.terminal import print_answer

        print_answer(answer, Console())


def _plan_and_facts(words: list[str], facts: list[str]) -> tuple[str | None, list[str]]:
    """Tell the plan from the facts that follow the first one behind `--facts`."""
    pairs = [word for word in words if facts and _FACT.match(word)]
    plans = [word for word in words if word not in pairs]
    if len(plans) > 1:
        _fail(f"put the plan in quotation marks: `{plans[1]}` stands apart")
    return (plans[0] if plans else None), [*facts, *pairs]


def _facts(pairs: list[str], advisor: Any) -> dict[str, Any]:
    """Read `name=value`; a list may be written with commas, anything else as JSON or plain."""
    found: dict[str, Any] = {}
    vocabulary = advisor.book.vocabulary
    for pair in pairs:
        name, equals, raw = pair.partition("=")
        if not equals:
            raise RequestError(f"facts.{pair}", "is not name=value", "such as purpose=analytics")
        try:
            value: Any = json.loads(raw)
        except json.JSONDecodeError:
            value = raw
        if name in vocabulary and vocabulary[name].is_list and isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip()]
        found[name] = value
    return found


@app.command()
def search(
    query: str,
    top: Annotated[int, typer.Option(min=1, max=100)] = 10,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Find provisions, best first."""
    from advisor.advising import Advisor

    hits = Advisor.open(Settings()).search(query, top)
    if as_json:
        results = [hit.model_dump(mode="json") for hit in hits]
        print(json.dumps({"results": results}, ensure_ascii=False, indent=2))
        return
    console = Console()
    for hit in hits:
        console.print(f"[bold]{hit.cite}[/bold]  {hit.heading}  ({hit.text_kind.value})")
        console.print(f"    {hit.text}", markup=False)


@app.command()
def serve(
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
) -> None:
    """Serve the API and the pages."""
    from advisor.serving import serve as run

    run(Settings(), host, port, Console(stderr=True))


@corpus_app.command("check")
def corpus_check() -> None:
    """Prove that the corpus is complete and consistent, or print everything that is wrong."""
    from advisor.corpus_proofs import examine

    found = examine(Settings())
    book, proof = found.book, found.proof
    for count in proof.counts:
        print(f"{count.instrument}: {count.present} {count.name}, {count.needed} needed")
    for name, units in proof.units.items():
        reviewed, read_over = proof.reviewed[name], proof.read_over[name]
        print(
            f"{name}: {reviewed} of {units} units compared with the law's text by a second reader"
            + (f", {read_over} read over without one" if read_over else "")
        )
    units = sum(proof.units.values())
    total = sum(proof.reviewed.values())
    print(f"all: {total} of {units} units compared, {total / units:.0%}")
    for unit, length in proof.long:
        print(f"{unit}: {length} words, rather long")
    if proof.overtaken:
        print(f"{len(proof.overtaken)} units have a wording that was replaced before it applied")
    for unit in found.needless:
        print(f"{unit}: its reason in coverage.yaml is no longer needed")
    readings = sum(len(concept.readings) for concept in book.concepts.values())
    print(
        f"{len(book.library.instruments)} instruments, {units} provisions, "
        f"{len(book.library.authorities)} authorities, {len(book.norms)} norms, "
        f"{len(book.concepts)} concepts with {readings} readings, {len(book.levers)} levers, "
        f"{len(book.vocabulary.facts)} facts: no problem found"
    )


@corpus_app.command("coverage")
def corpus_coverage(
    as_csv: Annotated[bool, typer.Option("--csv", help="Print every unit as CSV.")] = False,
) -> None:
    """Say which provisions norms model, and why the others are not modelled."""
    from advisor.corpus_proofs import examine, tallies, write_csv
    from advisor.reasoning.coverage import Standing

    found = examine(Settings())
    if as_csv:
        write_csv(found.rows, found.book, sys.stdout)
        return
    table = Table("instrument", "units", "official", "to operators", *(s.value for s in Standing))
    for tally in tallies(found.rows, found.book.library):
        table.add_row(
            found.book.library.instruments[tally.instrument].short,
            str(tally.units),
            str(tally.official),
            str(tally.operator_units),
            *(
                f"{tally.by_standing[s]} ({tally.operator_by_standing[s]})" if tally.units else ""
                for s in Standing
            ),
        )
    Console().print(table)
    print("In brackets: of those that are addressed to operators. --csv prints every unit.")


@corpus_app.command("status")
def corpus_status() -> None:
    """Say what is loaded, whose words it is in, and since when it applies."""
    from advisor.law.instruments import NEVER
    from advisor.official_texts import standing, with_official_texts
    from advisor.reasoning.loading import load_rulebook

    settings = Settings()
    book = load_rulebook(settings.corpus)
    # The texts are checked against their checksums here, each time they are read.
    rows = standing(book, settings)
    book = with_official_texts(book, settings)
    today = datetime.now(UTC).date()
    table = Table("instrument", "units", "text", "in force", "first applied", "imported")
    for row in rows:
        found = [w for w in book.library if w.id.instrument == row.instrument]
        first = min((w.since for w in found), default=NEVER)
        table.add_row(
            row.short,
            str(row.units),
            row.words,
            str(len({w.id for w in found if w.in_force(today)})),
            "not in force" if first == NEVER else first.isoformat(),
            row.imported_at.date().isoformat() if row.imported_at else "",
        )
    Console().print(table)
    for row in rows:
        for note in row.notes:
            print(f"{row.short}: {note}")
    print(f"corpus {book.version}, norms {book.norms_version}, checked {today.isoformat()}")


@corpus_app.command("import")
def corpus_import(
    path: Annotated[Path, typer.Argument(help="A publisher's file, or a folder of them.")],
) -> None:
    """Read official texts, check every provision, and show them instead of restatements."""
    from advisor.official_texts import bring_in

    found = bring_in(Settings(), path)
    for text in found.texts:
        print(f"{text.instrument}: {len(text.units)} units, {text.kind.value}, {text.text}")
        for note in text.notes:
            print(f"  {note}")
    for name, aside in found.aside:
        if aside.known:
            print(f"{name}: {aside.reason}")
    others = sum(1 for _, aside in found.aside if not aside.known)
    if others:
        print(f"{others} other files were left aside")


@keys_app.command("create")
def keys_create(
    role: Annotated[str, typer.Option(help="agent, reviewer or admin")],
    name: Annotated[str, typer.Option(help="Whose key it is.")],
    tenant: Annotated[str, typer.Option(help="The tenant whose opinions it sees.")] = "default",
) -> None:
    """Make a key; it is shown once and stored only as a hash."""
    print(open_records(Settings()).keys.create(role, name, tenant))


@keys_app.command("list")
def keys_list() -> None:
    """List all keys, revoked ones included."""
    table = Table("id", "role", "name", "tenant", "created", "revoked")
    for key in open_records(Settings()).keys.list():
        revoked = key.revoked.date().isoformat() if key.revoked else ""
        table.add_row(
            key.id, key.role.value, key.name, key.tenant, key.created.date().isoformat(), revoked
        )
    Console().print(table)


@keys_app.command("revoke")
def keys_revoke(identifier: str) -> None:
    """Revoke a key by its id."""
    if not open_records(Settings()).keys.revoke(identifier):
        _fail(f"there is no key `{identifier}` that could be revoked: see `advisor keys list`")


@keys_app.command("rotate-signing")
def keys_rotate_signing() -> None:
    """Make a new key for receipts and checkpoints; the old one still verifies what it signed."""
    print(f"signing with {open_records(Settings()).signing.rotate()} from now on")


@keys_app.command("sign-in")
def keys_sign_in(
    base_url: Annotated[str, typer.Option(help="Where the pages are served.")] = (
        "http://127.0.0.1:8000"
    ),
) -> None:
    """Print an address that signs an administrator in, once, within the hour."""
    print(open_records(Settings()).sign_in_address(base_url))


@tenants_app.command("profile")
def tenants_profile(
    name: str,
    file: Annotated[Path, typer.Argument(help="YAML file of facts that always hold.")],
) -> None:
    """Keep the facts that always hold for a tenant, instead of those before."""
    from advisor.advising import Advisor
    from advisor.law.files import read_yaml

    profile = read_yaml(file, file.parent)
    if not isinstance(profile, dict):
        _fail(f"{file}: a profile is a map of facts")
    advisor = Advisor.open(Settings())
    advisor.under(profile)
    open_records(Settings()).tenants.set_profile(name, profile)


@tenants_app.command("list")
def tenants_list() -> None:
    """List the tenants that have a profile."""
    table = Table("tenant", "profile", "changed")
    for entry in open_records(Settings()).tenants.list():
        facts = ", ".join(f"{fact}={value}" for fact, value in entry.profile.items())
        table.add_row(entry.name, facts, entry.changed.date().isoformat())
    Console().print(table)


if __name__ == "__main__":
    main()
