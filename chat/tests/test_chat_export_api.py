import pytest
from django.test import Client
from django.urls import reverse

from chat.tests.factories import make_chat, make_citation
from library.models import Library, Membership
from library.tests.factories import make_document

FORMATS = ["md", "txt", "pdf", "json"]
pytestmark = pytest.mark.django_db


def url_of(chat, written_as="md"):
    return reverse("api:export_chat", args=[chat.pk], query={"format": written_as})


@pytest.fixture
def chat(alice):
    chat = make_chat(alice, "Did the *dam* hold?")
    document = make_document(user=alice, title="The Valley Report")
    make_citation(chat, document, "The dam held for two days.", page=12)
    make_citation(chat, document, "It broke.", page=13, verified=False)
    return chat


def test_markdown_has_each_answer_with_its_citations(api, chat):
    text = api.get(url_of(chat)).content.decode()
    cited = chat.messages.last().citations.first()
    path = cited.document.get_absolute_url()
    query = f"page=12&at=0-26&v={cited.text_version_id}"
    assert text.startswith("# The dam\n")
    assert "## Question\n\nDid the \\*dam\\* hold?" in text
    assert "## Answer by extractive\n\nYes." in text
    assert (
        "- \\[1\\] The Valley Report: “The dam held for two days.”. "
        rf"[\[p. 12\]](http://testserver{path}?{query}#evidence)"
    ) in text
    assert "“It broke.”. Not found word for word on that page." in text


def test_json_says_where_and_whether_it_was_verified(api, chat):
    exported = api.get(url_of(chat, "json")).json()
    question, answer = exported["messages"]
    assert (question["role"], question["citations"]) == ("user", [])
    assert [c["verified"] for c in answer["citations"]] == [True, False]
    assert answer["citations"][0]["quote"] == "The dam held for two days."
    assert answer["citations"][0]["page"] == 12
    assert answer["citations"][0]["url"].startswith("http://testserver/documents/")


def test_pdf_and_text_are_files_under_the_title(api, chat):
    chat.title = "Дамба / плотина"
    chat.save(update_fields=["title"])
    for written_as in FORMATS:
        response = api.get(url_of(chat, written_as))
        assert response.status_code == 200
        disposition = response["Content-Disposition"]
        assert disposition.endswith(f".{written_as}")
        assert "%D0%94%D0%B0%D0%BC%D0%B1%D0%B0%20_%20" in disposition
    assert api.get(url_of(chat, "pdf")).content.startswith(b"%PDF-")


def test_an_empty_chat_without_title_has_a_name(api, alice):
    chat = make_chat(alice, title="")
    assert api.get(url_of(chat)).content.decode().startswith("# A chat\n")


@pytest.mark.parametrize("written_as", FORMATS)
def test_it_hides_chats_of_others_also_from_members(api, alice, bob, written_as):
    chat = make_chat(bob, "A secret?")
    shared = Library.objects.create(name="Shared")
    for user in (alice, bob):
        Membership.objects.create(library=shared, user=user, role="owner")
    make_citation(chat, make_document(user=bob, library=shared), "A quote.")
    assert api.get(url_of(chat, written_as)).status_code == 404


def test_what_one_may_not_see_any_more_is_not_quoted(api, alice, bob):
    theirs = make_document(user=bob, title="Secret plans")
    chat = make_chat(alice, "What do they plan?")
    make_citation(chat, theirs, "They plan a dam.")
    text = api.get(url_of(chat)).content.decode()
    assert "a document that you may not see any more" in text
    assert "Secret" not in text
    assert "plan a dam" not in text


def test_it_asks_for_a_key(chat):
    assert Client().get(url_of(chat)).status_code == 401


def test_it_refuses_other_verbs_and_formats(api, chat):
    assert api.post(url_of(chat)).status_code == 405
    assert api.get(url_of(chat, "docx")).status_code == 422


def test_it_costs_the_same_for_any_number_of_answers(
    api, alice, chat, django_assert_num_queries
):
    document = make_document(user=alice)
    for number in range(20):
        make_citation(chat, document, f"Quote {number}.")
    # Key, its use, chat, messages, citations, documents.
    with django_assert_num_queries(6):
        api.get(url_of(chat, "json"))
