from pdfsum.lib.ids import uuid7


def test_ids_of_one_process_never_go_back():
    made = [uuid7() for _ in range(100_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_they_are_of_version_7():
    assert uuid7().version == 7
