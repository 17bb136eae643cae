"""Static files under names that hold their hash, compressed while `serve` starts."""

from typing import Any

import brotli  # type: ignore[import-untyped]
from whitenoise.compress import Compressor  # type: ignore[import-untyped]
from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)

# Of 11, which makes files a fifth smaller. Measured on all of ours, most of it the API
# documentation's scripts: 40 s of processor time at 11, 2 s like this, and the first
# start waits for it.
_BROTLI_QUALITY = 5


class _QuickCompressor(Compressor):  # type: ignore[misc]  # whitenoise has no types
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        compressed: bytes = brotli.compress(data, quality=_BROTLI_QUALITY)
        return compressed


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Keeps hashed names only, because nothing asks for the others."""

    keep_only_hashed_files = True

    def create_compressor(self, **kwargs: Any) -> Compressor:
        # Source maps are large, and only read by a developer's browser.
        skipped = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
        return _QuickCompressor(**kwargs | {"extensions": skipped})
