import pytest
from django.core.management import CommandError, call_command

from library.actions import duplicates
from library.models import Document, NearDuplicate, Passage
from library.tests.test_near_duplicates import make_printed

pytestmark = pytest.mark.django_db


def run(**options):
    lines = []
    out = type("Out", (), {"write": lambda self, text: lines.append(text)})()
    call_command("find_duplicates", stdout=out, **options)
    return "".join(lines)


@pytest.fixture
def older(alice):
    """Two documents that were read before there were fingerprints."""
    found = [make_printed(alice, 1, 2), make_printed(alice, 1, 2, 3)]
    expected = list(Passage.objects.order_by("pk").values_list("fingerprints"))
    Passage.objects.update(fingerprints=[])
    return found, expected


def test_it_fills_in_what_is_missing_and_finds_the_pairs(older):
    _, expected = older
    told = run()
    assert "Given fingerprints: 2 documents." in told
    assert "Compared: 2 documents; 2 share pages" in told
    found = list(Passage.objects.order_by("pk").values_list("fingerprints"))
    assert found == expected
    assert NearDuplicate.objects.get().share == 1.0


def test_a_second_run_fills_nothing(older):
    run()
    assert "Given fingerprints: 0 documents." in run()
    assert NearDuplicate.objects.count() == 1


def test_a_dry_run_changes_nothing(older):
    told = run(dry_run=True)
    assert "Documents without fingerprints: 2." in told
    assert not NearDuplicate.objects.exists()
    assert not Passage.objects.exclude(fingerprints=[]).exists()


def test_what_is_interrupted_goes_on_where_it_stopped(older, monkeypatch):
    fill, calls = duplicates._fill, []

    def once(document, ids):
        if calls:
            raise KeyboardInterrupt
        calls.append(document)
        fill(document, ids)

    monkeypatch.setattr(duplicates, "_fill", once)
    with pytest.raises(CommandError, match="Start it again"):
        run()
    monkeypatch.setattr(duplicates, "_fill", fill)
    assert "Given fingerprints: 1 documents." in run()


def test_it_keeps_to_one_library_and_leaves_the_trash_alone(older, bob):
    make_printed(bob, 7, 8)
    make_printed(bob, 7, 8)
    Passage.objects.update(fingerprints=[])
    (first, _), _ = older
    Document.objects.filter(pk=first.pk).update(trashed_at="2026-01-01T00:00Z")
    assert "Compared: 1 documents" in run(library=first.library_id)
    assert not NearDuplicate.objects.exists()
