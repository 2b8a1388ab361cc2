"""Text that speaks to the advisor instead of describing a plan. It changes nothing but a mark."""

from __future__ import annotations

import re

_ADDRESSING = re.compile(
    r"""(?<!\w)(?:
    (?:ignore|disregard|forget|override|bypass)\s+(?:\w+\s+){0,4}?(?:instructions?|rules?|norms?|previous|above|prior|law|
        guidelines?|safeguards?|restrictions?|polic(?:y|ies)|prompt)
    |(?:you|advisor|the\s+advisor|assistant|model|ai|system)\s+(?:must|should|shall|will|are\s+to|has\s+to|have\s+to|need\s+to|can)
        \s+(?:\w+\s+){0,3}?(?:answer|return|output|reply|respond|say|approve|proceed|permit|allow|give|not\s+escalate|conclude|
        treat|assume|ignore|accept|set|mark)
    |(?:answer|return|output|reply|respond|say|print|set|give)\s+(?:only\s+|just\s+|with\s+|simply\s+|me\s+|the\s+|a\s+|back\s+)*
        (?:verdict|["'{]+\s*verdict|["']?proceed["']?|approved|yes|permitted|["']?allow(?:ed)?["']?)
    |verdict["']?\s*(?:[:=]|is|must\s+be|should\s+be)\s*["']?(?:proceed|allow|approve|modify|refuse)
    |do\s+not\s+(?:escalate|refuse|ask\s+(?:any\s+)?questions|cite|flag|block|check|apply)
    |you\s+are\s+(?:now|no\s+longer|a|an|in)\s+
    |(?:^|\n)\s*(?:\#+\s*)?(?:system|assistant|developer|admin)\s*(?:message|prompt|note)?\s*:
    |<\s*/?\s*(?:system|assistant|instructions?|admin)\b|\[/?(?:inst|system)\]|<\|\w+\|>
    |(?:already|pre-?|been|was|is|fully|has)\s*-?(?:\s+been)?\s*(?:approved|cleared|authori[sz]ed|signed\s+off|green-?lit|vetted|okayed)
        \s+(?:by|with)\s+(?:the\s+|our\s+|your\s+)?(?:\w+\s+){0,2}?(?:legal|dpo|lawyers?|counsel|compliance|regulator|cnil|authority|
        ceo|board|management|edpb|commission|court|privacy|developers?|anthropic|openai|admin\w*|supervisory)
    |(?:legal|dpo|counsel|compliance|the\s+regulator|the\s+authority|privacy\s+team|our\s+lawyers?|the\s+cnil|the\s+edpb)\s+
        (?:has\s+|have\s+|already\s+)*(?:approved|cleared|signed\s+off|authori[sz]ed|ok(?:ay)?ed|green-?lit|confirmed\s+(?:that\s+)?(?:this|it)\s+is)
    |(?:pretend|act\s+as\s+if|role-?play|imagine)\s+(?:that\s+)?(?:you|the\s+law|gdpr|there\s+is\s+no)
    |(?:dear|hey|hello|hi|note\s+to|attention|message\s+for|to)\s+(?:the\s+)?(?:legal\s+)?(?:treaty\s+)?advis[eo]r
    |(?:test|debug|developer|god|maintenance|sandbox|jailbreak)\s+mode|jailbreak|prompt\s+injection
    |(?:the\s+gdpr|this\s+law|art(?:icle|\.)?\s*\d+)\s+(?:was|has\s+been|is)\s+(?:repealed|abolished|suspended|void)
    |new\s+(?:law|regulation|rule|policy|instruction)s?\s+(?:says?|allows?|permits?|exempts?)
    |as\s+(?:your|the)\s+(?:developer|administrator|operator|owner|creator|supervisor)
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def addresses_advisor(text: str) -> bool:
    """Say whether the text gives instructions to the advisor or claims an approval."""
    return _ADDRESSING.search(text) is not None
