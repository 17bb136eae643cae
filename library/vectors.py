"""The embedder, known to be the one whose vectors this library holds."""

from library.errors import EmbedderChangedError
from library.models import EmbeddingSpace
from library.models.passages import DEFAULT_SPACE_ID
from pdfsum.engines.embedder import Embedder, get_embedder


def library_embedder() -> Embedder:
    """Raise `EmbedderChangedError` when another model is configured. One query.

    Vectors of two models have nothing to say to each other, even of equal width.
    """
    embedder = get_embedder()
    space = EmbeddingSpace.objects.get(pk=DEFAULT_SPACE_ID)
    if (embedder.model, embedder.dimensions) != (space.model, space.dimensions):
        raise EmbedderChangedError(configured=embedder.model, stored=space.model)
    return embedder
