"""Whether a caller wants a page or JSON."""

from __future__ import annotations


def wants_page(accept: str, query_format: str | None = None) -> bool:
    """Whether a browser is asking: it prefers HTML to JSON. `?format=json` overrules it."""
    if query_format is not None:
        return query_format == "html"
    return _quality(accept, "text/html") > _quality(accept, "application/json")


def _quality(accept: str, media_type: str) -> float:
    """Return how welcome `media_type` is, counting only entries that name it."""
    for entry in accept.lower().split(","):
        name, *parameters = (part.strip() for part in entry.split(";"))
        if name == media_type:
            for parameter in parameters:
                if parameter.startswith("q="):
                    try:
                        return float(parameter[2:])
                    except ValueError:
                        return 0.0
            return 1.0
    return 0.0
