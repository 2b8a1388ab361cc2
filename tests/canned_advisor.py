"""A small advisor with prepared answers, for tests of the service and its pages.

Its texts are ours throughout, whatever kind they are labelled as: the labels are what is tested.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from pydantic import JsonValue

from advisor.errors import RequestError
from advisor.memory import Counts, Size
from advisor.wire import (
    AdviseRequest,
    Alternative,
    Answer,
    AssumedFact,
    Basis,
    Blocking,
    Change,
    Citation,
    ConceptReading,
    ConceptView,
    Condition,
    Conflict,
    ContentsEntry,
    ContentsView,
    CoverageEntry,
    CoverageRow,
    CoverageView,
    Dependent,
    DivisionView,
    ExaminedNorm,
    ExceptionView,
    FactReport,
    FactView,
    Followed,
    Ground,
    InferredFact,
    InstrumentView,
    Issue,
    Limit,
    Meta,
    NormView,
    Precedent,
    ProvisionLink,
    ProvisionView,
    Question,
    Reading,
    Receipt,
    Regime,
    SearchHit,
    StepAnswer,
    StoredAnswer,
    TextKind,
    TraceEntry,
    Unmodelled,
    Verdict,
    Versions,
)

TODAY = date(2026, 11, 20)


class CannedAdvisor:
    """Answers by a word in the plan: score, erase, parcel, or anything else.

    `fault` in the plan makes it fail, as a bug would; `as before` makes it follow the latest
    precedent. One that may not fail has no such word: made-up plans hit on it sooner or later.
    """

    def __init__(self, *, may_fail: bool = True) -> None:
        self.may_fail = may_fail
        self.asked: list[AdviseRequest] = []
        self.profiles: list[dict[str, JsonValue]] = []

    def advise(
        self,
        request: AdviseRequest,
        tell: object = None,
        precedents: Sequence[Precedent] = (),
    ) -> Answer:
        known = {fact.fact for fact in FACTS}
        for name in request.facts:
            if name not in known:
                raise RequestError(f"facts.{name}", "there is no such fact", "see /facts")
        self.asked.append(request)
        plan = (request.action or "").lower()
        if "as before" in plan and precedents:
            return following(precedents[0])
        if "fault" in plan and self.may_fail:
            raise KeyError("a bug")
        if "score" in plan:
            return long_answer()
        if "parcel" in plan:
            return short_answer(Verdict.PROCEED)
        if "objected" in plan:
            return short_answer(Verdict.REFUSE)
        return short_answer(Verdict.ESCALATE)

    def basis(
        self, request: AdviseRequest, as_of: date, also: Sequence[str] = ()
    ) -> tuple[tuple[Basis, ...], Verdict]:
        verdict = self.advise(request).verdict
        basis = Basis(as_of=as_of.isoformat(), facts=dict(request.facts), verdict=verdict)
        return (basis,), verdict

    def scenario(self, stored: StoredAnswer) -> str:
        return f"- name: {stored.id}\n"

    def search(
        self, query: str, top: int, instruments: Sequence[str] | None = None
    ) -> Sequence[SearchHit]:
        hits = [
            SearchHit(
                id=entry.id,
                cite=entry.cite,
                heading=entry.heading,
                text=entry.text,
                text_kind=entry.text_kind,
                score=1.0,
                url=entry.url,
            )
            for entry in CITATIONS
            if any(word in entry.text.lower() for word in query.lower().split())
            and (not instruments or entry.id.split(":")[0] in instruments)
        ]
        return hits[:top]

    def provision(self, id: str) -> ProvisionView | None:
        entry = next((entry for entry in CITATIONS if entry.id == id), None)
        if entry is None:
            return None
        return ProvisionView(
            id=entry.id,
            cite=entry.cite,
            heading=entry.heading,
            text=entry.text,
            text_kind=entry.text_kind,
            url=entry.url,
            in_force=entry.in_force,
            since=entry.since,
            instrument=entry.id.split(":")[0],
            division="Chapter V: Transfers",
            addressee=("controller", "processor"),
            topics=("transfers", "safeguards"),
            refers_to=(ProvisionLink(id="gdpr:49(1)", cite="Art. 49(1) GDPR"),),
            referred_by=(
                ProvisionLink(id="gdpr:44", cite="Art. 44 GDPR", heading="Principle of transfers"),
            ),
            parent=ProvisionLink(id="gdpr:46", cite="Art. 46 GDPR"),
            previous=ProvisionLink(id="gdpr:44", cite="Art. 44 GDPR"),
            next=ProvisionLink(id="gdpr:46(2)(c)", cite="Art. 46(2)(c) GDPR"),
            norms=(
                Dependent(
                    id="gdpr-transfer-needs-ground",
                    title="Personal data leave the EEA only on a ground of Chapter V",
                ),
            ),
            concepts=(
                Dependent(
                    id="similarly_significant_effect",
                    title="Does the decision affect the person as much as a legal effect would?",
                ),
            ),
        )

    def instruments(self) -> Sequence[InstrumentView]:
        return INSTRUMENTS

    def contents(self, id: str) -> ContentsView | None:
        view = next((view for view in INSTRUMENTS if view.id == id), None)
        if view is None:
            return None
        entries = [entry for entry in CITATIONS if entry.id.startswith(f"{id}:")]
        return ContentsView(
            instrument=view,
            licence="Our words throughout.",
            divisions=(
                DivisionView(
                    title="Chapter V: Transfers",
                    entries=tuple(
                        ContentsEntry(
                            id=entry.id,
                            cite=entry.cite,
                            label=entry.cite.removesuffix(f" {view.short}"),
                            heading=entry.heading,
                            in_force=entry.in_force,
                            since=entry.since,
                            parts=(
                                ProvisionLink(id=f"{entry.id}(1)", cite="(1)"),
                                ProvisionLink(id=f"{entry.id}(2)", cite="(2)"),
                            ),
                        )
                        for entry in entries
                    ),
                ),
            ),
        )

    def coverage(self) -> Sequence[CoverageView]:
        rows = (
            CoverageRow(
                id="gdpr:44",
                standing="modelled",
                operator=True,
                official="yes",
                norms=("gdpr-transfer-needs-ground",),
            ),
            CoverageRow(
                id="gdpr:48",
                standing="reasoned",
                operator=True,
                official="yes",
                unmodelled=Unmodelled(
                    reason="vocabulary",
                    text="Not expressible in the vocabulary of facts.",
                    because="no fact for an order of a court of a third country",
                ),
            ),
            CoverageRow(id="gdpr:51", standing="empty", operator=False, official=""),
        )
        return [
            CoverageView(
                instrument=view.id,
                short=view.short,
                title=view.title,
                entries=tuple(
                    CoverageEntry(
                        id=row.id, cite=row.id, label=row.id, heading="A heading", rows=(row,) * 9
                    )
                    for row in rows
                ),
            )
            for view in INSTRUMENTS
        ]

    def norms(self) -> Sequence[NormView]:
        return NORMS

    def norm(self, id: str) -> NormView | None:
        return next((norm for norm in NORMS if norm.id == id), None)

    def facts(self) -> Sequence[FactView]:
        return FACTS

    def concepts(self) -> Sequence[ConceptView]:
        return CONCEPTS

    def versions(self) -> Versions:
        return Versions(corpus="2026.11.20", norms="2026.11.20")

    def under(self, profile: Mapping[str, JsonValue]) -> CannedAdvisor:
        self.profiles.append(dict(profile))
        return self

    def remembered(self) -> tuple[Counts, Size | None]:
        return Counts(hits=3, misses=1, failures=0), Size(entries=1, bytes=2_048)

    def ready(self) -> bool:
        return True


def following(precedent: Precedent) -> Answer:
    """An answer that an earlier overruling decided."""
    followed = Followed(
        opinion=precedent.opinion,
        review=precedent.id,
        date=precedent.created.date(),
        by=precedent.by,
        reason=precedent.reason,
        verdict=precedent.verdict,
        instead_of=precedent.instead_of,
    )
    return short_answer(precedent.verdict).model_copy(update={"precedents": (followed,)})


def short_answer(verdict: Verdict) -> Answer:
    """An answer with little in it, as most are."""
    return Answer(
        verdict=verdict,
        confidence=0.93,
        summary={
            Verdict.PROCEED: "Answering a customer about an order rests on the contract with them.",
            Verdict.REFUSE: "Somebody who objected to marketing may not be sent any, at all.",
        }.get(verdict, "Nothing in the corpus covers this plan, so a person has to look at it."),
        conditions=(
            Condition(
                id="security",
                text="Keep the order history secure while it is used",
                when="during",
                citations=("gdpr:32(1)",),
            ),
        ),
        regimes=(Regime(instrument="gdpr", verdict=verdict),),
        meta=Meta(as_of=TODAY, corpus="2026.11.20", norms="2026.11.20", elapsed_ms=2.4),
    )


def long_answer() -> Answer:
    """The longest answer that the pages have to bear: every part is filled."""
    return Answer(
        verdict=Verdict.MODIFY,
        confidence=0.97,
        summary=(
            "As planned, the prospects’ data would go to the United States with nothing that "
            "carries them there. With standard clauses and a passed assessment of that country’s "
            "law, or with the scoring done in the EEA, the campaign may go ahead."
        ),
        blocking=(
            Blocking(
                norm="gdpr-transfer-needs-ground",
                title="Personal data leave the EEA only on a ground of Chapter V",
                why="The data go to the United States, the host is not certified under the data "
                "privacy framework, and no other tool for the transfer is in place.",
                facts=("transfer.destinations", "transfer.mechanism"),
                citations=("gdpr:44", "gdpr:46(1)"),
            ),
            Blocking(
                norm="gdpr-profiling-is-told",
                title="People who are profiled are told so before it starts",
                why="The notice that the prospects got says nothing about being scored.",
                facts=("automation.profiling", "safeguards.notice"),
                citations=("gdpr:13(2)(f)", "gdpr:rec60"),
            ),
        ),
        conditions=(
            Condition(
                id="sign-clauses",
                text="Sign the standard clauses and record a passed transfer assessment",
                when="before",
                blocking=True,
                citations=("gdpr:46(2)(c)", "cjeu:C-311/18"),
            ),
            Condition(
                id="tell-scoring",
                text="Add the scoring, and what it leads to, to the notice for prospects",
                when="before",
                blocking=True,
                citations=("gdpr:13(2)(f)",),
            ),
            Condition(
                id="opt-out",
                text="Put a free and easy opt-out into every message",
                when="during",
                citations=("eprivacy:13(2)",),
            ),
            Condition(
                id="records",
                text="Enter the scoring in the records of processing",
                when="after",
                citations=("gdpr:30(1)",),
            ),
        ),
        alternatives=(
            Alternative(
                title="Use standard contractual clauses with a transfer assessment",
                changes={"transfer.mechanism": "scc", "transfer.impact_assessed": True},
                make_sure=("the prospects are told that they are scored",),
                cost=3,
                citations=("gdpr:46(2)(c)", "cjeu:C-311/18"),
            ),
            Alternative(
                title="Score on servers in the EEA",
                changes={"transfer.destinations": []},
                make_sure=(
                    "nobody outside the EEA can look at the data, remote support included",
                    "the prospects are told that they are scored",
                ),
                cost=4,
                citations=("gdpr:44",),
            ),
        ),
        issues=(
            Issue(
                concept="similarly_significant_effect",
                question="Does being left out of a campaign affect a person as much as a legal "
                "effect would?",
                readings=(
                    Reading(
                        id="everyday-advertising",
                        text="Choosing who gets an ordinary offer leaves people’s lives as they "
                        "were.",
                        weight=0.82,
                        outcome="not_met",
                        grounds=(
                            Ground(
                                canon="authority",
                                weight="guidance",
                                text="The authorities count ordinary targeted advertising as too "
                                "slight, unless it is intrusive or aims at the weak.",
                                citations=("edpb:WP251",),
                            ),
                            Ground(
                                canon="context",
                                text="The effect stands beside a legal one, so it has to weigh "
                                "about as much.",
                                citations=("gdpr:22(1)", "gdpr:rec71"),
                            ),
                        ),
                    ),
                    Reading(
                        id="access-to-offers",
                        text="Whoever is never shown the better offers is shut out of them.",
                        weight=0.18,
                        outcome="met",
                        grounds=(
                            Ground(
                                canon="purpose",
                                text="The rule is there so that nobody is sorted by a machine "
                                "without a way to be heard.",
                                citations=("gdpr:rec71",),
                            ),
                        ),
                    ),
                ),
            ),
            Issue(
                concept="solely_automated",
                question="Is the decision taken without a human who could change it?",
                decisive=True,
                readings=(
                    Reading(
                        id="substance",
                        text="A score that whoever decides follows is itself the decision.",
                        weight=0.71,
                        outcome="met",
                        grounds=(
                            Ground(
                                canon="authority",
                                weight="binding",
                                text="The Court looked through the form at who really decides.",
                                citations=("cjeu:C-634/21",),
                            ),
                        ),
                    ),
                    Reading(
                        id="form",
                        text="Only the last act counts, and that is a person’s.",
                        weight=0.29,
                        outcome="not_met",
                        grounds=(
                            Ground(
                                canon="text",
                                text="The wording asks whether the decision rests on machines "
                                "alone.",
                                citations=("gdpr:22(1)",),
                            ),
                        ),
                    ),
                ),
            ),
        ),
        regimes=(
            Regime(instrument="gdpr", verdict=Verdict.MODIFY),
            Regime(instrument="eprivacy", verdict=Verdict.PROCEED),
            Regime(instrument="ai-act", verdict=Verdict.PROCEED),
        ),
        steps=(
            StepAnswer(
                step=1,
                action="Score the prospects with the hosted model",
                verdict=Verdict.MODIFY,
                summary="The transfer has no ground.",
            ),
            StepAnswer(step=2, action="E-mail the best tenth", verdict=Verdict.PROCEED),
        ),
        citations=CITATIONS,
        facts=FactReport(
            stated={
                "subjects.located_in": ["DE", "FR"],
                "transfer.destinations": ["US"],
                "transfer.mechanism": "none",
            },
            inferred=(
                InferredFact(
                    fact="purpose",
                    value="direct_marketing",
                    confidence=0.94,
                    evidence="e-mail the best tenth",
                ),
                InferredFact(
                    fact="operations",
                    value=["score", "send_message", "transfer"],
                    confidence=0.96,
                    evidence="score our German and French prospects with a model hosted in the US",
                ),
                InferredFact(
                    fact="automation.profiling",
                    value=True,
                    confidence=0.91,
                    evidence="score our German and French prospects",
                ),
                InferredFact(
                    fact="consent.status",
                    value="given",
                    confidence=0.9,
                    evidence="who agreed to marketing",
                ),
            ),
            profile={"actor.established_in": ["FR"], "safeguards.notice": False},
            assumed=(
                AssumedFact(
                    fact="subjects.includes_children",
                    value=False,
                    because="nothing in the plan suggests it",
                ),
                AssumedFact(
                    fact="data.categories",
                    value=["contact", "behavioural"],
                    because="prospects are known by how to reach them and what they looked at",
                ),
            ),
            conflicts=(
                Conflict(
                    fact="transfer.mechanism",
                    stated="none",
                    read="adequacy",
                    evidence="the host says that it is certified",
                    text="What was stated was gone by; the verdict is the same either way.",
                ),
            ),
            questions=(
                Question(
                    fact="consent.recorded",
                    question="Can the consents be shown?",
                    matters_because="Whoever relies on consent has to be able to prove it.",
                    if_={"true": "modify", "false": "modify"},
                    remaining=("the transfer", "the notice"),
                    citations=("gdpr:7(1)",),
                ),
                Question(
                    fact="automation.human_review",
                    question="Who looks at the scores before the list is used?",
                    matters_because="Without a person who can change the outcome, the rule on "
                    "automated decisions may apply.",
                    if_={"before_effect": "modify", "none": "escalate", "rubber_stamp": "escalate"},
                    citations=("gdpr:22(1)",),
                ),
            ),
        ),
        horizon=(
            Change(
                date=date(2026, 12, 2),
                change="Marking of machine-made content starts to apply to older systems.",
                verdict_then=Verdict.MODIFY,
                citations=("ai-act:50(2)",),
            ),
            Change(
                date=date(2027, 5, 13),
                change="The operator’s duties under the Indian law start to apply.",
                verdict_then=Verdict.MODIFY,
            ),
            Change(
                date=date(2027, 12, 2),
                change="Duties of deployers of high-risk AI systems start to apply.",
                verdict_then=Verdict.ESCALATE,
                citations=("ai-act:113",),
            ),
        ),
        notice=(
            "We rate how likely you are to be interested, from what you looked at on our site. "
            "The rating decides whether you get this offer. You can object at any time, and you "
            "can ask a person to look at your rating."
        ),
        limits=(
            Limit(
                topic="national-marketing-law",
                text="German and French rules on unsolicited messages were not examined; they may "
                "be stricter.",
                citations=("eprivacy:13(5)",),
            ),
            Limit(topic="contract", text="The contract with the host was not read."),
        ),
        receipt=Receipt(
            digest="sha256:6f1d0c3be2a94c2a7f0e55f0d0a2b8d9c7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2",
            valid_until=datetime(2026, 11, 21, 10, tzinfo=UTC),
            signature="ed25519:abc",
        ),
        meta=Meta(
            as_of=TODAY,
            as_of_source="today",
            corpus="2026.11.20",
            norms="2026.11.20",
            elapsed_ms=3.1,
        ),
        examined=(
            ExaminedNorm(
                norm="gdpr-no-solely-automated-decision",
                title="No decision with legal or similarly significant effects by machines alone",
                status="open",
                facts=("automation.human_review", "automation.profiling"),
                citations=("gdpr:22(1)",),
            ),
            ExaminedNorm(
                norm="eprivacy-marketing-needs-consent",
                title="Marketing by e-mail only to people who agreed",
                status="met",
                facts=("consent.status", "purpose"),
                citations=("eprivacy:13(1)",),
            ),
        ),
        trace=(
            TraceEntry(
                step="characterise",
                text="3 facts stated, 4 read from the words, 2 from the profile, 2 presumed",
            ),
            TraceEntry(step="scope", text="GDPR, ePrivacy and the AI Act reach the plan"),
            TraceEntry(
                step="spot",
                text="11 norms apply: 2 breached, 1 open, 6 met, 2 duties",
                details=(
                    "gdpr-transfer-needs-ground: breached",
                    "gdpr-profiling-is-told: breached",
                ),
            ),
            TraceEntry(step="repair", text="2 cheapest ways to proceed, each checked again"),
        ),
    )


def _law(
    id: str,
    cite: str,
    heading: str,
    text: str,
    kind: TextKind = TextKind.RESTATEMENT,
    since: date = date(2018, 5, 25),
    quote: str | None = None,
    in_force: bool = True,
) -> Citation:
    return Citation(
        id=id,
        cite=cite,
        heading=heading,
        text=text,
        text_kind=kind,
        url="https://law.example/" + id.replace("(", "/").replace(")", ""),
        since=since,
        quote=quote,
        verified=kind is not TextKind.RESTATEMENT,
        in_force=in_force,
    )


CITATIONS = (
    _law(
        "gdpr:44",
        "Art. 44 GDPR",
        "Principle of transfers",
        "Personal data may go to a country outside the EEA, or on from there to another, only "
        "where every condition of this chapter is kept by controller and processor alike.",
        TextKind.OFFICIAL,
        quote="only where every condition of this chapter is kept",
    ),
    _law(
        "gdpr:46(1)",
        "Art. 46(1) GDPR",
        "Appropriate safeguards",
        "Where no adequacy decision covers the country, data may go there only if the exporter "
        "gives appropriate safeguards and people keep rights that they can enforce.",
        TextKind.TRANSCRIPTION,
        quote="only if the exporter gives appropriate safeguards",
    ),
    _law(
        "gdpr:46(2)(c)",
        "Art. 46(2)(c) GDPR",
        "Appropriate safeguards",
        "Standard clauses that the Commission adopted can be such a safeguard.",
    ),
    _law(
        "cjeu:C-311/18",
        "C-311/18 Schrems II",
        "Transfers on standard clauses",
        "Clauses alone do not suffice: the exporter has to check whether the law of the country "
        "lets the importer keep them, and to add measures or stop where it does not.",
        since=date(2020, 7, 16),
    ),
    _law(
        "gdpr:13(2)(f)",
        "Art. 13(2)(f) GDPR",
        "Information when data are collected",
        "People learn about automated decisions that concern them, profiling included, with the "
        "logic in a form that means something to them, and what may follow.",
    ),
    _law(
        "gdpr:rec60",
        "Recital 60 GDPR",
        "Fair and open processing",
        "Fairness asks that people know that they are profiled, and what comes of it.",
    ),
    _law(
        "gdpr:22(1)",
        "Art. 22(1) GDPR",
        "Automated individual decisions",
        "Nobody has to bear a decision that a machine alone took, profiling included, if it has "
        "legal effects or hits about as hard.",
        TextKind.OFFICIAL,
    ),
    _law("gdpr:rec71", "Recital 71 GDPR", "Profiling", "Refusing online credit is an example."),
    _law(
        "cjeu:C-634/21",
        "C-634/21 SCHUFA Holding",
        "Scoring",
        "A probability that a third party draws on strongly is itself an automated decision.",
        since=date(2023, 12, 7),
    ),
    _law("edpb:WP251", "WP251 rev.01", "Guidelines on profiling", "Advertising seldom hits hard."),
    _law("gdpr:7(1)", "Art. 7(1) GDPR", "Conditions for consent", "Consent has to be provable."),
    _law("gdpr:30(1)", "Art. 30(1) GDPR", "Records", "Controllers keep records of processing."),
    _law(
        "eprivacy:13(2)",
        "Art. 13(2) ePrivacy",
        "Unsolicited communications",
        "Existing customers may be written to about similar products, with a free way out.",
        since=date(2003, 10, 31),
    ),
    _law(
        "ai-act:113",
        "Art. 113 AI Act",
        "When it applies",
        "The regulation applies in stages, each with its own date.",
        since=date(2024, 8, 1),
        in_force=True,
    ),
)

INSTRUMENTS = (
    InstrumentView(
        id="gdpr",
        title="General Data Protection Regulation",
        short="GDPR",
        kind="regulation",
        status="Applies since 2018. A reform is being negotiated and changes nothing yet.",
        binding="operators",
        units=612,
        since=date(2018, 5, 25),
        address="https://law.example/gdpr",
    ),
    InstrumentView(
        id="eprivacy",
        title="ePrivacy Directive",
        short="ePrivacy",
        kind="directive",
        status="Binds through the laws of each member state, which differ.",
        binding="through-national-law",
        units=58,
        since=date(2003, 10, 31),
    ),
    InstrumentView(
        id="ai-act",
        title="AI Act",
        short="AI Act",
        kind="regulation",
        status="In force, and starting to apply in stages.",
        binding="operators",
        units=870,
    ),
)

NORMS = (
    NormView(
        id="gdpr-transfer-needs-ground",
        title="Personal data leave the EEA only on a ground of Chapter V",
        kind="prohibition",
        instrument="gdpr",
        source=("gdpr:44",),
        applies="scope.gdpr and transfer.outside_eea",
        unless=(
            ExceptionView(
                when="transfer.mechanism == scc and transfer.impact_assessed",
                source=("gdpr:46(1)", "gdpr:46(2)(c)"),
                text="Standard clauses with a passed assessment",
            ),
        ),
        cured_by=("standard-clauses-with-assessment",),
        from_=date(2018, 5, 25),
    ),
)

CONCEPTS = (
    ConceptView(
        id="solely_automated",
        question="Is the decision taken without a human who could change it?",
        source=("gdpr:22(1)",),
        movement="From form to substance.",
        settles="How often reviewers change an outcome.",
        readings=(
            ConceptReading(
                id="substance",
                text="A score that whoever decides follows is itself the decision.",
                grounds=(
                    Ground(
                        canon="authority",
                        weight="binding",
                        text="The Court looked through the form.",
                        citations=("cjeu:C-634/21",),
                    ),
                ),
            ),
        ),
    ),
)


def _fact(
    fact: str,
    type: str,
    group: str,
    question: str,
    meaning: str,
    values: tuple[str, ...] = (),
    labels: dict[str, str] | None = None,
    unmentioned: str | None = None,
) -> FactView:
    return FactView(
        fact=fact,
        type=type,
        group=group,
        question=question,
        meaning=meaning,
        values=values,
        labels=labels or {},
        unmentioned=unmentioned,
    )


FACTS = (
    _fact(
        "actor.established_in",
        "countries",
        "The operator",
        "Where is the operator established?",
        "where the operator is established",
    ),
    _fact(
        "subjects.located_in",
        "countries",
        "The people",
        "Where are the people concerned?",
        "where the people concerned are",
    ),
    _fact(
        "subjects.includes_children",
        "bool",
        "The people",
        "Are there people under 18 among them, or may there knowingly be?",
        "people under 18 are or may knowingly be among them",
        unmentioned="presumed absent",
    ),
    _fact(
        "subjects.youngest_age",
        "int",
        "The people",
        "How old is the youngest of them?",
        "age of the youngest person concerned in years",
    ),
    _fact(
        "data.categories",
        "list",
        "The data",
        "What kinds of data are used?",
        "categories of data used",
        ("contact", "transaction", "behavioural", "location", "health", "biometric", "criminal"),
        {"behavioural": "how people behaved", "contact": "how to reach people"},
    ),
    _fact(
        "purpose",
        "enum",
        "The purpose",
        "What is it for?",
        "what the action is for",
        ("service_delivery", "direct_marketing", "lead_scoring", "credit_assessment"),
        {"direct_marketing": "direct marketing"},
    ),
    _fact(
        "operations",
        "list",
        "The purpose",
        "What is done with the data?",
        "what is done",
        ("collect", "read", "score", "send_message", "transfer", "erase"),
        {"score": "scoring people", "send_message": "sending a message"},
    ),
    _fact(
        "consent.status",
        "enum",
        "Consent",
        "Did the people agree to this?",
        "state of the consent for this purpose",
        ("given", "refused", "withdrawn", "absent"),
    ),
    _fact("consent.recorded", "bool", "Consent", "Can the consents be shown?", "can be shown"),
    _fact(
        "automation.profiling",
        "bool",
        "Automation",
        "Does a machine evaluate personal aspects?",
        "personal aspects are evaluated by automated means",
    ),
    _fact(
        "automation.human_review",
        "enum",
        "Automation",
        "What part does a person have in the decision?",
        "the human part",
        ("none", "rubber_stamp", "on_request", "before_effect"),
        {
            "before_effect": "a person who can change it looks first",
            "none": "no person looks",
            "rubber_stamp": "a person signs off without looking",
        },
    ),
    _fact(
        "ai.disclosed",
        "bool",
        "AI",
        "Are people told that it is AI?",
        "people are told that it is AI",
    ),
    _fact(
        "ai.on_market_since",
        "date",
        "AI",
        "When was the system first put on the market?",
        "when this system was first placed on the market or put into service",
    ),
    _fact(
        "transfer.destinations",
        "countries",
        "Transfers",
        "Which countries outside the EEA do the data go to, or are they seen from?",
        "countries where data go or from where they are accessed",
        unmentioned="none, unless the plan hints at a transfer",
    ),
    _fact(
        "transfer.mechanism",
        "enum",
        "Transfers",
        "On what does the transfer rely?",
        "instrument relied on for the transfer",
        ("none", "adequacy", "dpf_certified", "scc", "bcr"),
        {"none": "nothing", "scc": "standard contractual clauses", "adequacy": "adequacy decision"},
    ),
    _fact(
        "transfer.impact_assessed",
        "bool",
        "Transfers",
        "Was the transfer assessed, and did it pass?",
        "a transfer impact assessment was made and passed",
    ),
    _fact(
        "safeguards.notice",
        "bool",
        "Safeguards",
        "Were the people given the privacy notice?",
        "the people concerned were given the privacy notice",
    ),
)
