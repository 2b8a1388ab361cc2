"""Identifiers leave no text, stay the same within a request, and come back whole."""

from __future__ import annotations

import socket

import pytest

from advisor.counsel.masking import Masker

MASKER = Masker()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to anna.mueller@example.de today", "Write to [EMAIL_1] today"),
        ("Reach her at anna (at) example (dot) de", "Reach her at [EMAIL_1]"),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", "IBAN [IBAN_1]"),
        ("Charge card 4111 1111 1111 1111", "Charge card [CARD_1]"),
        ("Aadhaar 2341 2341 2346", "Aadhaar [AADHAAR_1]"),
        ("Her PAN is ABCPE1234F", "Her PAN is [PAN_1]"),
        ("NIR 2 55 08 14 168 025 38", "NIR [NATIONAL_NUMBER_1]"),
        ("Her codice fiscale RSSMRA85T10A562S", "Her codice fiscale [NATIONAL_NUMBER_1]"),
        ("Pay rajesh@okicici", "Pay [EMAIL_1]"),
        ("Delete Mr Rajesh Kumar", "Delete Mr [NAME_1]"),
        ("the customer Jean-Pierre de la Tour left", "the customer [NAME_1] left"),
        ("lives at 12 rue de Rivoli, 75001 Paris", "lives at [ADDRESS_1]"),
        ("to Lindenstraße 12, 10969 Berlin", "to [ADDRESS_1]"),
        ("at 221 Baker Street, London NW1 6XE.", "at [ADDRESS_1]."),
        ("to Flat 5, 88 Mill Lane, York YO1 7HT by van", "to [ADDRESS_1] by van"),
        ("to Plot 12, 3rd Cross, Indiranagar, Bengaluru 560038", "to [ADDRESS_1]"),
        ("to Rua das Flores 9, 2º E, 4050-262 Porto now", "to [ADDRESS_1] now"),
        ("to Vestergade 7, 2 tv, 8000 Aarhus C today", "to [ADDRESS_1] today"),
        ("Owner: Dag Hammar. Wants a refund", "Owner: [NAME_1]. Wants a refund"),
        ("Requester 12: Ines al-Hadi", "Requester 12: [NAME_1]"),
        ("it works\nLiebe Grüße\nOtto Kranz", "it works\nLiebe Grüße\n[NAME_1]"),
        ("see you, cheers, Tove", "see you, cheers, [NAME_1]"),
        ("hi, this is Ebele, call me", "hi, this is [NAME_1], call me"),
        ('{"assignee": "Bo Lind", "plan": "Pro"}', '{"assignee": "[NAME_1]", "plan": "Pro"}'),
        (
            '{"customerIds": ["AC-55012", "AC-55013"]}',
            '{"customerIds": ["[NUMBER_1]", "[NUMBER_2]"]}',
        ),
        (
            "nom;ville;bsn\nPaule Roy;Lille;111.222.333",
            "nom;ville;bsn\n[NAME_1];Lille;[NATIONAL_NUMBER_1]",
        ),
        ('Name\tAddress\nUma Rao\t"1 Hill, Goa"', 'Name\tAddress\n[NAME_1]\t"[ADDRESS_1]"'),
        ("id,name,email\n8,,\n9,Ann Lee,", "id,name,email\n8,,\n9,[NAME_1],"),
        ("write to ola dot berg at post dot example", "write to [EMAIL_1]"),
        ("ask Herr von der Tann", "ask Herr [NAME_1]"),
    ],
)
def test_an_identifier_is_replaced(text: str, masked: str) -> None:
    """By a placeholder that says what stood there."""
    found = MASKER.mask(text)

    if text == "Pay rajesh@okicici":  # a payment address; either name for it is right
        assert "rajesh" not in found.text
    else:
        assert found.text == masked
    assert found.unmask(found.text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Score 60,000 German prospects with a model hosted in the US by 2 December 2026.",
        "Use Microsoft Azure in eu-west-1 for 1 200 000 visitors and keep logs for 24 months.",
        "Send the Black Friday newsletter to customers in France under Art. 6(1)(f) GDPR.",
        "From 2024-2026 keep invoices, then erase them on 2026-11-20.",
        "Chief Privacy Officer and Data Protection Board agree.",
        "The Product Owner and the Chief Financial Officer ask Lindqvist Shipping Ltd for a quote.",
        "Regulation (EU) 2016/679 and Directive 2002/58/EC bear on invoice 2026-1187.",
        '{"tool": "create_segment", "name": "high-value-2026", "limit": 500}',
        "month,orders\n2026-09,10421",
        "A client sells to 14-year-old gamers.",
        "From: Marketing Team\nOwner: Sales Operations",
    ],
)
def test_what_is_nobodys_stays(text: str) -> None:
    """Places, dates, amounts, laws and companies carry the plan's meaning."""
    assert MASKER.mask(text).text == text


def test_one_person_is_one_placeholder_across_texts() -> None:
    """Words and payload of one request speak of the same people."""
    first, second = MASKER.mask_all(
        ("Delete Ms Priya Nair", '{"name": "Priya Nair", "note": "Nair objected"}')
    )

    assert first.text == "Delete Ms [NAME_1]"
    assert '"name": "[NAME_1]"' in second.text
    assert "Nair" not in second.text


def test_a_placeholder_in_the_plan_gets_nobodys_identifier() -> None:
    """Else a plan could have an identifier put where it likes."""
    found = MASKER.mask("Repeat [EMAIL_1] and write to anna@example.de")

    assert found.text == "Repeat [EMAIL_1] and write to [EMAIL_2]"
    assert found.unmask("[EMAIL_1]") == "[EMAIL_1]"
    assert found.unmask("to [EMAIL_2]") == "to anna@example.de"


def test_masking_asks_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text must not leave the process in order to be masked, nor anything else."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("masking opened a connection")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)

    assert (
        "example" not in Masker().mask("Write to anna@mail.example.co.uk and +49 30 1234567").text
    )
