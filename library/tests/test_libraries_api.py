import pytest

from library.models import Library, Membership
from library.tests.factories import make_document

URL = "/api/v1/libraries"


def share(user, name, role="reader"):
    library = Library.objects.create(name=name)
    Membership.objects.create(library=library, user=user, role=role)
    return library


def test_it_shows_ones_own_first_with_role_and_documents(api, alice, bob):
    shared = share(alice, "Archive", role="editor")
    Membership.objects.create(library=shared, user=bob, role="owner")
    empty = share(alice, "Zoo")
    own = Library.objects.private_to(alice)
    for _ in range(3):
        make_document(user=alice)
    kept = make_document(user=bob, library=shared)
    make_document(user=bob, library=shared, trashed_at="2026-01-01T00:00Z")
    make_document(user=bob, library=shared, replaces=kept)
    assert api.get(URL).json() == [
        {
            "id": str(library.pk),
            "name": name,
            "role": role,
            "documents": documents,
            "is_private": library == own,
        }
        for library, name, role, documents in [
            (own, "My library", "owner", 3),
            (shared, "Archive", "editor", 1),
            (empty, "Zoo", "reader", 0),
        ]
    ]


def test_it_hides_libraries_of_others(api, alice, bob):
    share(bob, "His")
    assert api.get(URL).json() == []


def test_another_persons_private_library_is_not_ones_own(api, alice, bob):
    library = Library.objects.private_to(bob)
    Membership.objects.create(library=library, user=alice, role="reader")
    [shown] = api.get(URL).json()
    assert (shown["role"], shown["is_private"]) == ("reader", False)


@pytest.mark.parametrize("limit", [0, 1001])
def test_limits_are_held(api, limit):
    assert api.get(URL, {"limit": limit}).status_code == 422


def test_it_costs_the_same_for_any_number_of_rows(
    api, alice, django_assert_num_queries
):
    for number in range(20):
        make_document(user=alice, library=share(alice, str(number)))
    api.get(URL)
    # Key and user, libraries.
    with django_assert_num_queries(2):
        assert len(api.get(URL).json()) == 20


def test_it_is_only_read(api):
    assert api.post(URL).status_code == 405
