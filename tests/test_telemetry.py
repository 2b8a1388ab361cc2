"""Traces: one span a step, nothing of the plan, and nothing at all where nobody asked."""

import subprocess
import sys
from dataclasses import replace
from datetime import date

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from advisor.advising import Advisor
from advisor.settings import Settings
from advisor.telemetry import from_environment, traced
from advisor.wire import AdviseRequest

PLAN = "E-mail a newsletter to our Spanish customers, some of whom have unsubscribed"
INNER = ["scope", "spot", "repair", "decide", "weigh", "horizon", "write", "verify"]


def test_each_step_of_the_loop_is_a_span_under_the_advice(tmp_path):
    """In the order of the loop, and without a word of the plan."""
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    advisor = Advisor.open(Settings(home=tmp_path), clock=lambda: date(2026, 11, 20))
    advisor = replace(advisor, watch=traced(provider))

    advisor.advise(AdviseRequest(action=PLAN))

    done = spans.get_finished_spans()
    assert [span.name for span in done] == ["characterise", *INNER, "advise"]
    root = done[-1]
    assert {span.parent.span_id for span in done[:-1]} == {root.context.span_id}
    told = "".join(span.to_json() for span in done)
    assert "newsletter" not in told
    assert "Spanish" not in told


def test_nobody_watches_unless_a_collector_is_named(monkeypatch):
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", raising=False)
    assert from_environment() is None
    script = (
        "import sys; from advisor.telemetry import from_environment; from_environment();"
        "print('opentelemetry.sdk' in sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "False"

    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    assert from_environment() is not None
