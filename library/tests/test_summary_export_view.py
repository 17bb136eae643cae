import pytest
from django.urls import reverse

from library.models import Library, Membership
from library.tests.factories import make_document, make_summary, make_text
from pdfsum.engines.pdf import PdfReader

FORMATS = ["md", "txt", "pdf"]
pytestmark = pytest.mark.django_db


def url_of(summary, **query):
    args = [summary.document_id, summary.pk]
    return reverse("library:summary_export", args=args, query=query)


@pytest.fixture
def summary(alice):
    document = make_document(
        user=alice,
        title="Wasser im Tal: Bericht/2024",
        authors="Jörg Müller, 李明",
        document_date="2024-05-01",
        fact_sources={"document_date": {"source": "page", "precision": "month"}},
    )
    make_text(document, "The dam held.", "Fish came back.")
    return make_summary(
        document, ("The dam held.", 1), ("Fish came back.", 2), pages_total=2
    )


def test_markdown_names_page_address_facts_and_coverage(client, alice, summary):
    client.force_login(alice)
    text = client.get(url_of(summary)).content.decode()
    path = summary.document.get_absolute_url()
    assert text.startswith(
        "# Wasser im Tal: Bericht/2024\n\nJörg Müller, 李明  \nMay 2024"
    )
    assert (
        rf"- The dam held. [\[p. 1\]](http://testserver{path}?page=1&at=0-13#evidence)"
        in text
    )
    assert "Covers 1 of 2 pages." in text
    assert "picked from the document word for word" in text


def test_text_has_addresses_without_marks_of_markdown(client, alice, summary):
    client.force_login(alice)
    text = client.get(url_of(summary, format="txt")).content.decode()
    path = summary.document.get_absolute_url()
    assert f"- Fish came back. [p. 2]\n  http://testserver{path}?page=2&at=0-15" in text
    assert "\\" not in text


def test_the_pdf_can_be_read_and_its_links_lead_to_the_page(
    client, alice, summary, tmp_path
):
    client.force_login(alice)
    response = client.get(url_of(summary, format="pdf"))
    assert response["Content-Type"] == "application/pdf"
    file = tmp_path / "summary.pdf"
    file.write_bytes(response.content)
    with PdfReader(file) as reader:
        text = reader.read_page(1).text
    assert "The dam held. [p. 1]" in text
    assert "李明" in text
    assert b"?page=1&at=0-13#evidence" in response.content


@pytest.mark.parametrize("written_as", FORMATS)
def test_it_is_saved_under_the_title(client, alice, summary, written_as):
    client.force_login(alice)
    response = client.get(url_of(summary, format=written_as))
    assert (
        response["Content-Disposition"]
        == f'attachment; filename="Wasser im Tal_ Bericht_2024.{written_as}"'
    )


def test_a_title_in_any_script_stays(client, alice, summary):
    summary.document.title = "水资源报告"
    summary.document.save(update_fields=["title"])
    client.force_login(alice)
    disposition = client.get(url_of(summary))["Content-Disposition"]
    assert "filename*=utf-8''%E6%B0%B4%E8%B5%84" in disposition


def test_what_is_not_on_its_page_word_for_word_is_said(client, alice, summary):
    summary.sentences[0]["quote_found"] = False
    summary.save(update_fields=["sentences"])
    client.force_login(alice)
    text = client.get(url_of(summary)).content.decode()
    assert "Not found word for word on its page: 1 of the sentences." in text


def test_it_asks_to_log_in(client, summary):
    assert client.get(url_of(summary)).status_code == 302


def test_it_hides_summaries_of_others(client, bob, summary):
    client.force_login(bob)
    for written_as in FORMATS:
        assert client.get(url_of(summary, format=written_as)).status_code == 404


def test_a_reader_of_the_library_may_export(client, bob, summary):
    shared = Library.objects.create(name="Shared")
    summary.document.library = shared
    summary.document.save(update_fields=["library"])
    Membership.objects.create(library=shared, user=bob, role="reader")
    client.force_login(bob)
    assert client.get(url_of(summary)).status_code == 200


def test_a_summary_is_not_found_below_another_document(client, alice, summary):
    other = make_document(user=alice)
    client.force_login(alice)
    url = reverse("library:summary_export", args=[other.pk, summary.pk])
    assert client.get(url).status_code == 404


def test_one_that_is_not_written_yet_is_not_found(client, alice, summary):
    summary.state = "queued"
    summary.save(update_fields=["state"])
    client.force_login(alice)
    assert client.get(url_of(summary)).status_code == 404


def test_it_refuses_other_verbs_and_formats(client, alice, summary):
    client.force_login(alice)
    assert client.post(url_of(summary)).status_code == 405
    assert client.get(url_of(summary, format="docx")).status_code == 404


def test_it_costs_the_same_for_any_number_of_sentences(
    client, alice, summary, django_assert_num_queries
):
    summary.sentences *= 20
    summary.save(update_fields=["sentences"])
    client.force_login(alice)
    # Session, user, summary with its document.
    with django_assert_num_queries(3):
        client.get(url_of(summary))


def test_the_page_of_the_document_links_to_it(client, alice, summary):
    client.force_login(alice)
    page = client.get(summary.document.get_absolute_url()).content.decode()
    for written_as in FORMATS:
        assert url_of(summary, format=written_as) in page
