"""Citations of the reference become identifiers."""

import pytest

from advisor.errors import OfficialTextError
from advisor.law.formats.cites import identifier_of


@pytest.mark.parametrize(
    ("reference", "cite", "identifier"),
    [
        ("gdpr", "Art. 6(1)(a)", "gdpr:6(1)(a)"),
        ("gdpr", "Recital 71", "gdpr:rec71"),
        ("gdpr", "Art. 53(1), indent 2", "gdpr:53(1)"),
        ("ai-act", "Art. 43(1), second subparagraph, point (a)", "ai-act:43(1)(2nd)(a)"),
        ("ai-act", "Annex III, title", "ai-act:annex-III"),
        ("ai-act", "Annex VIII, Section A(1)", "ai-act:annex-VIII-A(1)"),
        ("ai-act", "Annex VII(3.1)(a)", "ai-act:annex-VII(3.1)(a)"),
        ("ai-act", "Annex II, indent 1", "ai-act:annex-II-indent-1"),
        ("coe-ai-convention", "Preamble, para. 3", "coe-ai:preamble-3"),
        ("dpdp-act", "s. 3(c)(ii/A)", "dpdp:3(c)(ii)(A)"),
        ("dpdp-act", "s. 7(a) Illustration (II)", "dpdp:7(a)-illustration-2"),
        ("dpdp-act", "s. 9(1) Explanation", "dpdp:9(1)-explanation"),
        ("dpdp-act", "Schedule, item 3", "dpdp:schedule-1(3)"),
        ("dpdp-rules", "r. 10(2) Illustration, Case 4", "dpdp-rules:10(2)-illustration-4"),
        ("dpdp-rules", "First Schedule, Part B, item 11(c)", "dpdp-rules:schedule-1-B(11)(c)"),
        ("dpdp-rules", "Second Schedule, (g)(i)", "dpdp-rules:schedule-2(g)(i)"),
        ("dpdp-rules", "Third Schedule, Note (d)(i)", "dpdp-rules:schedule-3-note(d)(i)"),
        ("dpdp-rules", "Fifth Schedule, paragraph 4(1)(a)", "dpdp-rules:schedule-5(4)(1)(a)"),
    ],
)
def test_a_citation_becomes_an_identifier(reference, cite, identifier):
    """As docs/identifiers.md has it."""
    assert str(identifier_of(reference, cite)) == identifier


@pytest.mark.parametrize("cite", ["Long title", "Enacting formula", "Whereas 2", "Testimonium"])
def test_what_decides_nothing_has_no_identifier(cite):
    """It is not imported."""
    assert identifier_of("dpdp-act", cite) is None


@pytest.mark.parametrize(
    ("reference", "cite"), [("gdpr", "Somewhere"), ("magna-carta", "Art. 1"), ("gdpr", "Art. 1(")]
)
def test_any_other_citation_is_an_error(reference, cite):
    """Nothing is guessed."""
    with pytest.raises(OfficialTextError):
        identifier_of(reference, cite)
