import pytest

from library.models import Preferences, TextVersion
from library.processing.languages import settle_language, tell_language
from library.tests.factories import make_document, make_text

URL = "/settings/defaults/"
GERMAN = "Der Bericht beschreibt den Zustand der Flüsse und was im Winter geschah."


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


def test_it_shows_what_holds_while_nothing_is_chosen(as_alice):
    page = as_alice.get(URL).content.decode()
    assert "Balanced" in page
    assert "Leave it open" in page
    assert Preferences.objects.count() == 0


def test_it_saves_and_shows_what_was_chosen(as_alice, alice):
    chosen = {"summary_style": "concise", "language": "de"}
    response = as_alice.post(URL, chosen)
    assert response["Location"] == URL
    saved = Preferences.objects.get(user=alice)
    assert (saved.summary_style, saved.language) == ("concise", "de")
    page = as_alice.get(URL).content.decode()
    assert '<option value="de" selected>German</option>' in page
    as_alice.post(URL, {"summary_style": "detailed", "language": ""})
    saved.refresh_from_db()
    assert (saved.summary_style, saved.language) == ("detailed", "")


def test_two_tabs_that_save_at_once_are_no_error(as_alice, alice, monkeypatch):
    """The second one found nothing, and then the first one saved."""
    Preferences.objects.create(user=alice)
    monkeypatch.setattr(
        type(Preferences.objects.all()),
        "first",
        lambda self: None,
    )
    response = as_alice.post(URL, {"summary_style": "concise", "language": ""})
    assert response.status_code == 302
    assert Preferences.objects.get(user=alice).summary_style == "concise"


@pytest.mark.parametrize(
    "wrong", [{"summary_style": "poem"}, {"language": "tlh"}, {"summary_style": ""}]
)
def test_it_says_what_is_wrong_and_saves_nothing(as_alice, wrong):
    response = as_alice.post(URL, {"summary_style": "concise"} | wrong)
    assert response.status_code == 200
    assert "field-error" in response.content.decode()
    assert Preferences.objects.count() == 0


def test_what_one_chooses_is_ones_own(as_alice, bob):
    Preferences.objects.create(user=bob, language="fr")
    as_alice.post(URL, {"summary_style": "concise", "language": "de"})
    assert Preferences.objects.get(user=bob).language == "fr"


def test_it_needs_login(client, db):
    assert client.get(URL)["Location"] == f"/accounts/login/?next={URL}"


def test_it_takes_no_other_verb(as_alice):
    assert as_alice.put(URL).status_code == 405


def test_it_is_linked_from_the_settings(as_alice):
    assert f'href="{URL}"' in as_alice.get("/settings/").content.decode()


def test_it_costs_three_queries(as_alice, django_assert_num_queries):
    # Session, user, preferences.
    with django_assert_num_queries(3):
        as_alice.get(URL)


def test_the_language_is_that_of_documents_that_do_not_tell_theirs(alice):
    Preferences.objects.create(user=alice, language="fi")
    document = make_document(user=alice, language="")
    assert tell_language(document, "12.5 17.0 AB-4") == "fi"
    assert tell_language(document, GERMAN * 5) == "de"
    assert tell_language(document, " \n") == ""


def test_it_is_settled_so_when_all_pages_are_read(alice):
    Preferences.objects.create(user=alice, language="fi")
    document = make_document(user=alice, language="")
    make_text(document, "12.5 17.0", "AB-4 19")
    settle_language(document, TextVersion.objects.get(document=document))
    document.refresh_from_db()
    assert document.language == "fi"


def test_without_a_choice_it_stays_unknown(alice, bob):
    Preferences.objects.create(user=bob, language="fi")
    document = make_document(user=alice, language="")
    assert tell_language(document, "12.5 17.0 AB-4") == ""


def test_the_profile_tells_what_is_stored(as_alice, alice):
    make_document(user=alice, content=b"x" * 2048)
    make_document(user=alice, content=b"y" * 2048, trashed_at="2026-01-01T00:00Z")
    page = as_alice.get("/settings/").content.decode()
    assert "2 documents, 4.0\xa0KB" in page
