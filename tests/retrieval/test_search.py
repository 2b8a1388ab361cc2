"""What search finds, on each of the two stores.

The server's store is tried against the client's in-memory engine; no real Qdrant server
was available to these tests.
"""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from qdrant_client import QdrantClient

from advisor.errors import IndexUnavailableError
from advisor.retrieval import Retriever, open_retriever
from advisor.retrieval.edge import EdgeStore
from advisor.retrieval.embedding import exported_model
from advisor.retrieval.export import ensure_exported
from advisor.retrieval.index import build
from advisor.retrieval.server import ServerStore, connect
from advisor.retrieval.store import Within
from advisor.retrieval.words import words_of_query
from advisor.settings import Settings

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module", params=["edge", "server"])
def retriever(request, index, passages, embedder) -> Iterator[Retriever]:
    if request.param == "edge":
        store = EdgeStore(index, passages)
    else:
        store = ServerStore(QdrantClient(":memory:"), index, passages)
    opened = Retriever(passages, store, embedder, index.version)
    yield opened
    opened.close()


def ids(hits) -> list[str]:
    """The identifiers of the hits, best first."""
    return [hit.id for hit in hits]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("refused a loan by a computer alone", "gdpr:rec71"),
        ("how long may we keep data that identify people", "gdpr:5(1)(e)"),
        ("sending data to another country", "gdpr:45(1)"),
        ("e-mailing prospects who never gave consent", "eprivacy:13(1)"),
        ("advertising aimed at kids in India", "dpdp:9(3)"),
        ("tell people that they chat with a machine", "ai-act:50(1)"),
        ("standard contractual clauses", "gdpr:46(2)(c)"),
        ("creditworthiness", "ai-act:annex-III(5)(b)"),
    ],
)
def test_a_question_in_plain_words_finds_the_provision(retriever, query, expected):
    """The provision that answers is among the first three."""
    assert expected in ids(retriever.search(query, top=3))


@pytest.fixture(scope="module", params=["edge", "server"])
def with_official(request, passages, embedder) -> Iterator[Retriever]:
    """A corpus of which every provision has an official text beside its restatement."""
    doubled = [
        replace(p, text=f"Marmalade number {n}. {p.text}", restatement=p.text)
        for n, p in enumerate(passages)
    ]
    index = build(doubled, embedder)
    if request.param == "edge":
        store = EdgeStore(index, doubled)
    else:
        store = ServerStore(QdrantClient(":memory:"), index, doubled)
    opened = Retriever(doubled, store, embedder, index.version)
    yield opened
    opened.close()


def test_both_texts_of_a_provision_are_searched_and_it_appears_once(with_official):
    """A word of either text finds it; asking for all gives each provision, none twice."""
    by_restatement = with_official.search("advertising aimed at kids in India", top=3)
    by_official = with_official.search("marmalade 7", top=40)

    assert "dpdp:9(3)" in ids(by_restatement)
    assert by_official[0].passage.text.startswith("Marmalade number 7.")
    assert len(by_official) == len(set(ids(by_official)))


def test_a_ranking_holds_as_many_provisions_with_two_texts_as_with_one(
    index, passages, embedder, with_official
):
    """The second text of a provision takes no place from another provision."""
    meaning = embedder.embed(["withdraw consent"])[0]
    words = words_of_query("withdraw consent")
    alone = EdgeStore(index, passages)

    one = alone.nearest(meaning, words, 10, Within())
    two = with_official._store.nearest(meaning, words, 10, Within())

    assert len(one.by_meaning) == len(two.by_meaning) == 10
    assert len({ranked.passage for ranked in two.by_meaning}) == 10
    scores = {ranked.passage: ranked.score for ranked in two.by_meaning}
    assert all(scores.get(r.passage, 2) >= r.score - 1e-5 for r in one.by_meaning)
    alone.close()


def test_hits_come_best_first_and_each_provision_once(retriever):
    hits = retriever.search("what staff must know about AI", top=10)

    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert len(set(ids(hits))) == len(hits) == 10
    assert hits[0].id == "ai-act:4"


def test_only_the_chosen_instruments_are_searched(retriever):
    hits = retriever.search("consent", top=20, instruments={"dpdp", "eprivacy"})

    assert {hit.passage.instrument for hit in hits} == {"dpdp", "eprivacy"}
    assert retriever.search("consent", instruments=set()) == []


def test_a_date_finds_the_wording_of_that_day(retriever):
    """Before 2 August 2026 the earlier wording is shown, from then on the later one."""
    before = retriever.search("AI literacy of staff", top=1, as_of=date(2026, 8, 1))
    after = retriever.search("AI literacy of staff", top=1, as_of=date(2026, 8, 2))

    assert before[0].passage.text.startswith("An earlier wording")
    assert after[0].passage.text.startswith("Providers and deployers")


def test_what_does_not_apply_yet_is_left_out_for_a_date(retriever):
    """Indian duties that start in 2027 are no answer about 2026; without a date they are."""
    assert not [
        hit
        for hit in retriever.search("consent of a parent", top=40, as_of=TODAY)
        if hit.passage.instrument.startswith("dpdp")
    ]
    assert "dpdp:9(1)" in ids(retriever.search("consent of a parent", top=3))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Art 22(3) GDPR", ["gdpr:22(3)"]),
        ("gdpr:22(3)", ["gdpr:22(3)"]),
        ("Article 22 (3) of the AI Act", ["ai-act:22(3)"]),
        ("GDPR art. 5 para 1 lit. f", ["gdpr:5(1)(f)"]),
        ("GDPR 5.1.f", None),
        ("s 9(3) DPDP", ["dpdp:9(3)"]),
        ("section 9 DPDP Act", ["dpdp:9(1)", "dpdp:9(3)"]),
        ("rule 10(1)", ["dpdp-rules:10(1)"]),
        ("recital 71 GDPR", ["gdpr:rec71"]),
        ("Annex III point 5(b)", ["ai-act:annex-III(5)(b)"]),
        ("art 22", ["gdpr:22(1)", "gdpr:22(2)(a)", "gdpr:22(3)", "ai-act:22(3)"]),
        ("Art 22(3)", ["gdpr:22(3)", "ai-act:22(3)"]),
        ("Art. 44(1) GDPR", ["gdpr:44"]),
        ("gdpr:2", None),
    ],
)
def test_a_citation_goes_straight_to_its_provision(retriever, query, expected):
    """Who types a citation wants that provision and not one that resembles it."""
    found = ids(retriever.search(query, top=10))

    if expected is None:
        assert len(found) == 10
    else:
        assert found == expected


@pytest.mark.parametrize(
    "query", ["keep data for 5 years", "art of war", "a 3", "30 days GDPR notice", "x" * 5_000]
)
def test_a_number_in_a_question_makes_no_citation(retriever, query):
    assert len(retriever.search(query, top=5)) == 5


def test_a_citation_keeps_to_the_limits_of_the_search(retriever):
    assert ids(retriever.search("Art 22(3)", instruments={"ai-act"})) == ["ai-act:22(3)"]


def test_a_rule_comes_before_the_recital_that_explains_it(retriever):
    """Both speak of decisions by machine; only the article binds."""
    found = ids(retriever.search("automated decisions about people", top=10))

    assert "gdpr:rec71" in found
    assert found.index("gdpr:22(1)") < found.index("gdpr:rec71")


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_an_empty_query_finds_nothing(retriever, query):
    assert retriever.search(query) == []


@pytest.mark.parametrize("query", ["the of and", "?!", "\x00", "💥", "' OR 1=1 --"])
def test_a_query_without_meaning_does_not_fail(retriever, query):
    assert len(retriever.search(query, top=3)) == 3


def test_threads_share_a_retriever(retriever):
    """Eight callers at once get what one gets alone."""
    alone = ids(retriever.search("withdraw consent"))

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda _: ids(retriever.search("withdraw consent")), range(40)))

    assert together == [alone] * 40


def test_both_stores_rank_alike(index, passages, embedder):
    """Growing from the embedded engine to a server changes no answer."""
    edge = Retriever(passages, EdgeStore(index, passages), embedder, index.version)
    memory = ServerStore(QdrantClient(":memory:"), index, passages)
    server = Retriever(passages, memory, embedder, index.version)

    for query in ("withdraw consent", "risk assessment before we start", "children"):
        one = edge.search(query, top=5)
        other = server.search(query, top=5)
        assert ids(one)[0] == ids(other)[0]
        assert len(set(ids(one)) & set(ids(other))) >= 4
    edge.close()


def test_a_filled_collection_is_not_filled_again(index, passages):
    """A second service finds the first one's collection."""
    client = QdrantClient(":memory:")
    ServerStore(client, index, passages)

    ServerStore(client, index, passages)

    assert client.count(f"advisor-{index.version}").count == len(index)
    assert len(client.get_collections().collections) == 1


def test_a_server_that_is_away_is_named(index, passages):
    """Nobody waits long, and the message says what failed."""
    with pytest.raises(IndexUnavailableError, match="Qdrant"):
        ServerStore(connect("http://127.0.0.1:9", None), index, passages)


def test_a_second_process_opens_its_own_copy(passages, retrieval_folder, tmp_path):
    """The command line works beside a running service."""
    home = tmp_path / "home"
    (home / "retrieval").mkdir(parents=True)
    exported_model(home / "retrieval").symlink_to(ensure_exported(retrieval_folder))
    here = open_retriever(passages, Settings(home=home))
    script = (
        "import sys; from pathlib import Path;"
        "from advisor.retrieval import open_retriever; from advisor.settings import Settings;"
        "from tests.retrieval.conftest import PASSAGES;"
        "found = open_retriever(PASSAGES, Settings(home=Path(sys.argv[1])));"
        "print(found.search('withdraw consent', 1)[0].id, 'torch' in sys.modules)"
    )

    there = subprocess.run(
        [sys.executable, "-c", script, str(home)], capture_output=True, text=True, check=True
    )

    assert there.stdout.split() == ["gdpr:7(3)", "False"]
    assert ids(here.search("withdraw consent", 1)) == ["gdpr:7(3)"]
    here.close()
