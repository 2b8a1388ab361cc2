"""A permission for something else is none for this plan."""

import pytest

from advisor.counsel import OfflineCounsel
from tests.counsel.readings import reads


@pytest.mark.parametrize(
    "text",
    [
        "E-mail offers to members in Turin who consented to calls",
        "Text the deals to clients in Cork. Their opt-in covers e-mail.",
        "Train a model on orders of people who consented to delivery only",
        "Share the list with advertisers; readers agreed to the newsletter",
        "Score the performance of staff who consented to payroll processing",
        "Publish the pictures; guests consented to analytics cookies",
    ],
)
def test_a_consent_to_something_else_is_not_taken(counsel: OfflineCounsel, text: str) -> None:
    """Channel, purpose or operation of the consent are not those of the plan."""
    reading = counsel.characterise(text)
    assert not reads(reading, "consent.status", "given")
    assert not reads(reading, "consent.specific", True)
    assert not reads(reading, "legal_basis", "consent")


@pytest.mark.parametrize(
    "text",
    [
        "E-mail offers to members in Turin who consented to e-mail offers",
        "Score prospects who gave free, specific and informed consent to lead scoring",
        "Train a model on orders of people who gave specific consent to this training",
        "Recommend products to people who consented to personal recommendations",
        "Store the data of people who gave informed consent to our service",
    ],
)
def test_a_consent_to_the_plan_itself_is_taken(counsel: OfflineCounsel, text: str) -> None:
    """The object of the consent names what is done, or points at it."""
    assert reads(counsel.characterise(text), "consent.status", "given")


def test_a_consent_to_one_thing_only_is_none_for_another(counsel: OfflineCounsel) -> None:
    """Whoever agreed to delivery and nothing more did not agree to training."""
    reading = counsel.characterise(
        "Train a model on addresses of adults who consented to delivery only"
    )
    assert reads(reading, "consent.status", "absent")
    assert reads(reading, "consent.specific", False)
    assert any("is one for `delivery only`" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        (
            "SCCs are signed with the old vendor; the data go to a new vendor in Peru",
            "transfer.mechanism",
        ),
        ("A transfer impact assessment was made for another provider", "transfer.impact_assessed"),
        (
            "A processor agreement is signed with the previous agency",
            "safeguards.processor_contract",
        ),
        ("The balancing test was done for the old campaign", "interests_assessed"),
    ],
)
def test_a_permission_for_another_case_is_not_taken(
    counsel: OfflineCounsel, text: str, fact: str
) -> None:
    """Another vendor, another campaign: what holds there says nothing of this plan."""
    found = [one.value for one in counsel.characterise(text).facts if one.fact == fact]
    assert found in ([], ["none"], [False])


@pytest.mark.parametrize("text", ["SCCs are signed with the vendor; the data go to Peru"])
def test_a_permission_for_this_case_is_taken(counsel: OfflineCounsel, text: str) -> None:
    """Without words for another case a permission counts."""
    assert reads(counsel.characterise(text), "transfer.mechanism", "scc")
