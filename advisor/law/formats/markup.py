"""Reading XML and HTML that a stranger made: no entities, no network, no bombs."""

from __future__ import annotations

import re

from lxml import etree

from advisor.errors import OfficialTextError

MAX_BYTES = 32 * 2**20
"""The largest file that is read: the largest text so far has 3 MB."""
_DEPTH = 200


def parse_xml(data: bytes) -> etree._Element:
    """Read well-formed XML without a document type.

    Raises:
        OfficialTextError: it is malformed, or declares entities.
    """
    if re.search(rb"<!(DOCTYPE|ENTITY)", data):
        raise OfficialTextError("declares a document type or entities, which are not read")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise OfficialTextError(f"is malformed XML: {_first_line(exc)}") from exc
    if root.getroottree().docinfo.internalDTD is not None:  # in another encoding than UTF-8
        raise OfficialTextError("declares a document type or entities, which are not read")
    _shallow(root)
    return root


def parse_html(data: bytes) -> etree._Element:
    """Read HTML of any quality.

    Raises:
        OfficialTextError: there is no document in it.
    """
    if re.search(rb"<!ENTITY", data):
        raise OfficialTextError("declares entities, which are not read")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise OfficialTextError(f"is no HTML: {_first_line(exc)}") from exc
    if root is None:
        raise OfficialTextError("is no HTML: it is empty")
    _shallow(root)
    return root


def _shallow(root: etree._Element) -> None:
    """Refuse a tree so deep that walking it could exhaust the stack."""
    depth, level = 0, [root]
    while level:
        depth += 1
        if depth > _DEPTH:
            raise OfficialTextError(f"is nested deeper than {_DEPTH} levels")
        level = [child for element in level for child in element]


def name_of(element: etree._Element) -> str:
    """The tag; empty for what is no element."""
    return element.tag if isinstance(element.tag, str) else ""


def _first_line(exc: Exception) -> str:
    return str(exc).splitlines()[0] if str(exc) else type(exc).__name__
