"""Traces of the loop's steps for an OpenTelemetry collector, where one is configured.

Spans carry names and times, and the verdict; no word of a plan, no fact.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from advisor.reasoning.steps import Watch

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def from_environment() -> Watch | None:
    """Return what traces each step, where the environment names a collector; else nothing.

    The library is not even loaded where nobody asked for it.
    """
    if not any(os.environ.get(name) for name in ENDPOINTS):
        return None
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", "treaty-advisor")})
    provider = TracerProvider(resource=named)
    # Spans are sent by a thread of its own: a collector that is down holds up no answer.
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return traced(provider)


def traced(provider: TracerProvider) -> Watch:
    """Return what makes each step a span of `provider`."""
    tracer = provider.get_tracer("advisor")

    def watch(name: str) -> AbstractContextManager[object]:
        # An exception's message may repeat words of a plan: the span says only that there was one.
        return tracer.start_as_current_span(name, record_exception=False)

    return watch
