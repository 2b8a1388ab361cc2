"""Text that speaks to the advisor instead of describing a plan. It changes nothing but a mark."""

from __future__ import annotations

import re

_ADDRESSING = re.compile(
    r"""(?<!\w)(?:
    (?:ignore|disregard|forget|override|bypass)\s+(?:\w+\s+){0,4}?(?:instructions?|rules?|norms?|previous|above|prior|law|
        guidelines?|safeguards?|restrictions?|polic(?:y|ies)|prompt)
    |(?:you|advisor|the\s+advisor|assistant|model|ai|system|whoever\s+reads\s+(?:this|it))
        \s+(?:must|should|shall|will|are\s+to|has\s+to|have\s+to|need\s+to|can)\s+(?:\w+\s+){0,3}?
        (?:return|output|approve|permit|not\s+escalate|conclude|treat|assume|ignore
        |(?:answer|say|reply|respond|give|mark|set)\s+(?:it\s+|me\s+|us\s+|with\s+|the\s+|a\s+|as\s+)*["']?(?:yes|proceed|approved|lawful|verdict)
        |(?:allow|accept)\s+(?:this|it|the\s+plan|everything|all\s+plans?)\b)
    |(?:answer|return|output|reply|respond|say|print|set|give)\s+(?:only\s+|just\s+|with\s+|simply\s+|me\s+|the\s+|a\s+|back\s+)*
        (?:verdict|["'{]+\s*verdict|["']?proceed["']?|approved|yes|permitted|["']?allow(?:ed)?["']?)
    |verdict["']?\s*(?:[:=]|is|must\s+be|should\s+be)\s*["']?(?:proceed|allow|approve|modify|refuse)
    |do\s+not\s+(?:escalate|refuse|ask\s+(?:any\s+)?questions|cite|flag|block|check|apply)
    |you\s+are\s+(?:now|no\s+longer|in|an?)\s+(?:\w+\s+){0,3}?
        (?:mode|assistants?|advis[eo]rs?|models?|bots?|bound|restricted|unrestricted|free\s+to|allowed\s+to|lawyers?|judges?)\b
    |(?:^|\n)\s*(?:\#+\s*)?(?:system|assistant|developer|admin)\s*(?:message|prompt|note)?\s*:
    |<\s*/?\s*(?:system|assistant|instructions?|admin)\b|\[/?(?:inst|system)\]|<\|\w+\|>
    |(?:already|pre-?|been|was|is|fully|has)\s*-?(?:\s+been)?\s*(?:approved|cleared|authori[sz]ed|signed\s+off|green-?lit|vetted|okayed)
        \s+(?:by|with)\s+(?:the\s+|our\s+|your\s+)?(?:\w+\s+){0,2}?(?:legal|dpo|lawyers?|counsel|compliance|regulator|cnil|authority|
        ceo|board|management|edpb|commission|court|privacy|developers?|anthropic|openai|admin\w*|supervisory)
    |(?:legal|dpo|counsel|compliance|the\s+regulator|the\s+authority|privacy\s+team|our\s+lawyers?|the\s+cnil|the\s+edpb)\s+
        (?:has\s+|have\s+|already\s+)*(?:approved|cleared|signed\s+off|authori[sz]ed|ok(?:ay)?ed|green-?lit|confirmed\s+(?:that\s+)?(?:this|it)\s+is)
    |(?:court|tribunal|authority|cnil|garante|edpb|commission|board|office|council|committee|auditor|lawyer|counsel|works\s+council)
        (?:\s+of\s+\w+)?(?:\s+and\s+the\s+\w+\s+\w+)?\s+(?:has\s+|have\s+|already\s+)*
        (?:ruled\s+in\s+our|confirmed\s+(?:in\s+writing\s+)?that|agreed(?=[.:]|\s+unanimously)|granted\s+us|holds\s+an\s+opinion|listed\s+us
        |gave\s+us|passed\s+this|is\s+happy|cleared\s+(?:it|this|us))
    |guarantees?\s+that\s+(?:this|it)\s+is\s+(?:compliant|lawful)|approved\s*:\s*(?:yes|true)|closed\s+as\s+approved
    |(?:pretend|act\s+as\s+if|role-?play|imagine)\s+(?:that\s+)?(?:you|the\s+law|gdpr|there\s+is\s+no)
    |(?:dear|hey|hello|hi|note\s+to|attention|message\s+for|to)\s+(?:the\s+)?(?:legal\s+)?(?:treaty\s+)?advis[eo]r
    |(?:god|jailbreak|unrestricted|audit)\s+mode|(?:enter|activate|switch\s+(?:in)?to|now\s+in)\s+(?:\w+\s+)?(?:test|debug|developer
        |maintenance|sandbox)\s+mode
    |(?:never|don't)\s+escalate|decide\s+(?:it\s+)?(?:for\s+us|in\s+our\s+favou?r)
    |(?:leave|skip|switch|turn)\b[^.\n]{0,50}\b(?:your\s+assessment|consent\s+check|legal\s+check|norms?\b)
    |(?:every|each|all|any)\s+norms?\b[^.\n]{0,30}\b(?:off|void|suspended)
    |(?:disregard|ignore|overlook)\s+the\s+(?:word|sentence|line|age|part|first|second|last|rest)\b
    |(?:reading|read)\s+the\s+(?:next|following)\s+line|your\s+task\s+is
    # The advisor's own words, where an answer or a fact is put into its mouth.
    |(?:[:>=)]|says|say|output|answer|label|therefore)\s*["']?proceed["']?\s*(?=[.,;"'}\])<\n]|$)
    |["']?(?:lawful|compliant|legal_check|permitted|blocking|examined)["']?\s*[:=]\s*(?:true|yes|["']?passed|["']?ok|\[\s*\])
    |["']?(?:consent|transfer|automation|legal_basis|data|actor|subjects|ai|purpose)\.\w+["']?\s*[:=]
    |(?:^|\n)\s*(?:\w+[ ]){0,2}(?:ai|human|user|bot|q|a)\s*:[^\n]*\n\s*(?:ai|human|user|bot|q|a)\s*:
    |\[/?(?:tool|admin|override|function)[\w ]*\]|\[(?:admin|system|root)\b[^\]]*\]
    |<\s*/?\s*(?:tool\w*|plan|verdict)\b
    |function\s+output\s*:|end\s+of\s+(?:the\s+)?plan\b
    |<!--|display\s*:\s*none|(?:^|\n)\s*/\*
    # Another world, or no world at all.
    |imagine\s+a\s+world|hypothetical(?:ly)?\b|(?:experiment\s+of\s+thought|thought\s+experiment)|(?:let\s+us|let's)\s+play
    |suppose\s+(?:that\s+)?(?:the|all|we|they|it)\b|in\s+(?:the|my|a)\s+novel|for\s+a\s+novel|(?:this|it)\s+is\s+(?:only\s+|just\s+)?a\s+drill
    |were\s+it\s+lawful|unit\s+test\s+\d|expected\s+(?:output|verdict)|golden\s+label|benchmark\s+item|correct\s+answer
    |for\s+calibration|from\s+your\s+own\s+(?:documentation|manual)|example\s+of\s+a\s+lawful\s+plan|(?:^|\n)\s*acceptable\s*:
    |assert\s+\w+\(|plans?\s+marked\b[^.\n]{0,30}\b(?:pass|proceed)
    # What only the settings of the advisor may say.
    |(?:^|(?<=[.!?\n])\s*)(?:operator\s+|our\s+|per\s+our\s+)?(?:standing\s+)?(?:profile|settings|tenant\s+configuration|account\s+terms)
        \b\s*(?::|say|all|says|that)
    |(?:operator|tenant)(?:'s)?\s+(?:profile|policy\s+file|configuration)|(?:defaults|registered\s+purpose)\s+(?:for|of)\s+this
    |precedent\s+[\w-]*\d|(?:you\s+know\s+us|as\s+filed\s+with\s+you|earlier\s+you\s+(?:told|said))
    |(?:the\s+gdpr|this\s+law|art(?:icle|\.)?\s*\d+)\s+(?:was|has\s+been|is)\s+(?:repealed|abolished|suspended|void)
    |(?:art(?:icle|\.)?|recital|rule|section|s\.)\s*\d+\w*(?:\(\w+\))*(?:\s+(?:of\s+)?(?:the\s+)?[\w-]+){0,4}?
        \s+(?:exempts|no\s+longer|gives\s+\w+-sized|leaves|allows?|permits?|sets\s+the\s+age|says\s+that)\b
    |(?:has|have)\s+been\s+adequate|opted\s+out\s+of\s+the\s+(?:directive|regulation)|moved\s+the\s+ban|an\s+objection\s+lapses
    |(?:is|are)\s+not\s+personal\s+data\s+under|outside\s+(?:the\s+scope\s+of\s+any\s+law|data\s+protection\s+law)
    |(?<!what\ the\ )new\s+(?:law|regulation|rule|policy|instruction)s?
        \s+(?:says?|allows?|permits?|exempts?)
    |as\s+(?:your|the)\s+(?:developer|administrator|operator|owner|creator|supervisor)
    )""",
    re.IGNORECASE | re.VERBOSE,
)


_REPORTED = re.compile(
    r"(?<!\w)(?:customers?|clients?|guests?|patients?|members?|users?|ticket|complaint|mail|message|e-?mail|subject)\b"
    r"[^.!?\n]{0,60}?\b(?:writes?|wrote|says?|said|asks?|asked|begins|titled|complains?|subject|wants\s+to\s+know)\b"
    r"[^.!?\n]*",
    re.IGNORECASE,
)
"""What somebody else said to the operator: no word to the advisor."""


def addresses_advisor(text: str) -> bool:
    """Say whether the text speaks to the advisor, claims an approval or tells it the law.

    Nothing hangs on it but a mark, so what a customer is reported to say is left aside.
    """
    return _ADDRESSING.search(_REPORTED.sub(" ", text)) is not None
