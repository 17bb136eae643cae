import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from library.models import Document
from library.tests.factories import PDF, make_document

URL = reverse("library:document_upload")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def writer(client, alice, sent_tasks):
    client.force_login(alice)
    return client


def pdf(name="report.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def notices(response):
    return [str(message) for message in response.context["messages"]]


def test_script_gets_the_row_of_the_new_document(writer):
    response = writer.post(URL, {"file": pdf()}, headers=HTMX)
    assert response.status_code == 201
    html = response.content.decode()
    document = Document.objects.get()
    assert f'id="document-{document.pk}"' in html
    assert "every 1s" in html
    assert "<html" not in html


def test_script_gets_the_count_of_the_page_too(writer, alice):
    make_document(user=alice)
    page = {"file": pdf(), "counted": "1", "filter": ""}
    html = writer.post(URL, page, headers=HTMX).content.decode()
    assert ">2 documents<" in html


def test_script_is_told_about_a_duplicate(writer, alice):
    existing = make_document(user=alice, content=PDF, title="The same")
    response = writer.post(URL, {"file": pdf()}, headers=HTMX)
    assert response.status_code == 409
    html = response.content.decode()
    assert "The same" in html
    assert existing.get_absolute_url() in html


def test_script_may_restore_what_is_in_the_trash(writer, alice):
    existing = make_document(user=alice, content=PDF, trashed_at="2026-01-01T00:00Z")
    response = writer.post(URL, {"file": pdf()}, headers=HTMX)
    assert response.status_code == 409
    url = reverse("library:document_restore", args=[existing.pk])
    assert url in response.content.decode()


@pytest.mark.parametrize(("content", "status"), [(b"PK no PDF", 415), (b"", 422)])
def test_script_is_told_why_a_file_was_refused(writer, content, status):
    files = {"file": pdf("odd.pdf", content)}
    response = writer.post(URL, files, headers=HTMX)
    assert response.status_code == status
    assert "odd.pdf" in response.content.decode()
    assert not Document.objects.exists()


def test_without_script_each_file_has_a_message(writer, alice):
    make_document(user=alice, content=PDF + b"1", title="The same")
    make_document(user=alice, content=PDF + b"2", trashed_at="2026-01-01T00:00Z")
    files = [
        pdf("new.pdf"),
        pdf("known.pdf", PDF + b"1"),
        pdf("trashed.pdf", PDF + b"2"),
        pdf("odd.pdf", b"PK no PDF"),
    ]
    response = writer.post(URL, {"file": files}, follow=True)
    added, known, trashed, odd = notices(response)
    assert "Added “<a href=" in added
    assert "known.pdf" in known
    assert "The same</a>" in known
    assert "/trash/" in trashed
    assert "odd.pdf" in odd
    assert response.redirect_chain == [(reverse("library:document_list"), 302)]


def test_a_name_cannot_smuggle_markup_into_a_message(writer):
    response = writer.post(URL, {"file": pdf("<img src=x>.pdf", b"no")}, follow=True)
    assert "<img src=x>" not in response.content.decode()


def test_sending_the_form_twice_is_harmless(writer):
    writer.post(URL, {"file": pdf()})
    response = writer.post(URL, {"file": pdf()}, follow=True)
    assert Document.objects.count() == 1
    assert any("already have this file" in notice for notice in notices(response))


def test_sending_nothing_is_told(writer):
    response = writer.post(URL, follow=True)
    assert notices(response) == ["Choose one or more PDF files first."]


def test_it_requires_login(client, db):
    assert client.post(URL, {"file": pdf()}).status_code == 302
    assert not Document.objects.exists()


def test_it_rejects_get(writer):
    assert writer.get(URL).status_code == 405
