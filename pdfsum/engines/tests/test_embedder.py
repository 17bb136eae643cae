import numpy as np
import pytest

from pdfsum.engines.embedder import load_embedder


def test_it_gives_one_unit_row_for_each_text(embedder):
    vectors = embedder.embed(["One.", "Two rivers meet.", ""] * 20)
    assert vectors.shape == (60, embedder.dimensions) == (60, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_like_meanings_are_near(embedder):
    dog, puppy, tax = embedder.embed(
        ["A dog sleeps.", "A puppy is asleep.", "Taxes rose by two per cent."]
    )
    assert dog @ puppy > dog @ tax + 0.3


def test_the_order_of_the_texts_is_kept(embedder):
    texts = ["word " * count for count in (40, 1, 90, 3, 200, 2) * 5]
    together = embedder.embed(texts)
    alone = np.vstack([embedder.embed([text]) for text in texts])
    # The int8 model scales by batch, so the last digits differ.
    assert (together * alone).sum(axis=1).min() > 0.99


def test_words_up_to_256_tokens_count(embedder):
    # The packaged tokenizer stops at 128.
    start = "river " * 199
    first, second = embedder.embed([start + "tax", start + "volcano"])
    assert first @ second < 0.9999
    beyond = "river " * 260
    same, alike = embedder.embed([beyond + "tax", beyond + "volcano"])
    assert same @ alike == pytest.approx(1, abs=1e-6)


def test_short_texts_are_not_padded_to_a_fixed_length(embedder):
    assert len(embedder._tokenizer.encode("Two rivers").ids) == 4


def test_it_counts_tokens_without_special_ones_and_without_a_limit(embedder):
    assert embedder.count_tokens(["two rivers", "", "river " * 1000]) == [2, 0, 1000]


def test_no_texts_are_no_rows(embedder):
    assert embedder.embed([]).shape == (0, 384)
    assert embedder.count_tokens([]) == []


def test_it_is_loaded_once(embedder):
    assert load_embedder() is embedder


def test_a_folder_without_a_model_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="EMBEDDING_MODEL_PATH"):
        load_embedder(tmp_path)
