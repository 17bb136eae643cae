import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from library import unlock_tries
from library.models import Document, Membership
from library.tests.factories import make_document, put_tags
from library.views import unlocking
from pdfsum.engines.child_process import ChildProcess
from tests import pdfs

HTMX = {"HX-Request": "true"}
SECRET = "Unique-pa55"
LOCKED = {
    "status": Document.Status.FAILED,
    "error_code": "password_required",
    "error_detail": "It needs its password.",
    "page_count": None,
    "processed_at": None,
}


@pytest.fixture
def document(alice):
    content = pdfs.encrypted_pdf(SECRET)
    return make_document(user=alice, title="Payslip", content=content, **LOCKED)


@pytest.fixture
def url(document):
    return reverse("library:document_unlock", args=[document.pk])


def test_the_right_password_queues_the_document(
    client, alice, document, url, sent_tasks
):
    client.force_login(alice)
    response = client.post(url, {"password": SECRET}, follow=True)
    assert response.redirect_chain == [(document.get_absolute_url(), 302)]
    html = response.content.decode()
    assert "“Payslip” is unlocked" in html
    assert 'name="password"' not in html
    document.refresh_from_db()
    assert document.status == Document.Status.QUEUED


def test_a_wrong_password_is_told_beside_the_field(client, alice, document, url):
    client.force_login(alice)
    response = client.post(url, {"password": "wrong-guess"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "This password does not open the PDF." in html
    assert f'aria-describedby="document-{document.pk}-password-error"' in html
    assert "wrong-guess" not in html
    document.refresh_from_db()
    assert document.status == Document.Status.FAILED


@pytest.mark.parametrize("data", [{}, {"password": ""}])
def test_no_password_is_asked_for(client, alice, url, data):
    client.force_login(alice)
    response = client.post(url, data)
    assert response.status_code == 422
    assert "Type the password" in response.content.decode()


def test_htmx_gets_a_row_that_is_watched(client, alice, document, url, sent_tasks):
    client.force_login(alice)
    html = client.post(url, {"password": SECRET}, headers=HTMX).content.decode()
    assert f'id="document-{document.pk}" class="row document-row"' in html
    assert "every 1s" in html
    assert 'name="password"' not in html


def test_the_row_has_its_tags(client, alice, document, url, sent_tasks):
    put_tags(document, "bees")
    client.force_login(alice)
    html = client.post(url, {"password": SECRET}, headers=HTMX).content.decode()
    assert ">bees</a>" in html


def test_a_row_says_beside_its_field_that_the_password_is_wrong(client, alice, url):
    client.force_login(alice)
    response = client.post(url, {"password": "wrong-guess"}, headers=HTMX)
    assert response.status_code == 200
    html = response.content.decode()
    assert html.lstrip().startswith("<li id=")
    assert 'role="alert">This password does not open the PDF.' in html
    assert "wrong-guess" not in html


def test_the_second_of_two_tabs_ends_at_the_document(client, alice, url, sent_tasks):
    client.force_login(alice)
    client.post(url, {"password": SECRET})
    response = client.post(url, {"password": SECRET}, follow=True)
    assert "has been unlocked already" in response.content.decode()
    assert "has been unlocked already" in client.get(url).content.decode()


def test_too_many_guesses_are_told(client, alice, url):
    client.force_login(alice)
    for _ in range(unlock_tries.MAX_TRIES):
        client.post(url, {"password": "guess"})
    response = client.post(url, {"password": SECRET})
    assert response.status_code == 429
    assert "Wait 10 minutes" in response.content.decode()


@pytest.mark.parametrize("place", ["list", "page", "own"])
def test_the_form_stands_on_list_page_and_its_own(client, alice, document, url, place):
    client.force_login(alice)
    address = {
        "page": document.get_absolute_url(),
        "own": url,
        "list": reverse("library:document_list"),
    }[place]
    html = client.get(address).content.decode()
    assert f'action="{url}" method="post"' in html
    assert 'type="password" name="password" required' in html
    assert 'autocomplete="one-time-code"' in html
    assert f'for="document-{document.pk}-password"' in html


def test_other_failures_ask_for_no_password(client, alice, document, url):
    Document.objects.update(error_code="no_pages", error_detail="It has no pages.")
    client.force_login(alice)
    assert 'name="password"' not in client.get("/").content.decode()
    page = client.get(document.get_absolute_url()).content.decode()
    assert 'name="password"' not in page
    assert "Try again" in page
    assert "does not ask for a password" in client.get(url).content.decode()


def test_an_error_report_hides_the_password(alice, url, rf, monkeypatch):
    def crash(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(unlocking, "unlock_document", crash)
    request = rf.post(url, {"password": SECRET})
    request.user = alice
    with pytest.raises(RuntimeError):
        unlocking.document_unlock(request, Document.objects.get().pk)
    shown = SafeExceptionReporterFilter().get_post_parameters(request)
    assert SECRET not in str(shown)


def test_an_error_report_hides_the_password_deep_in_the_reader(
    alice, document, monkeypatch
):
    def crash(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(ChildProcess, "_write", crash)
    with pytest.raises(RuntimeError) as caught:
        unlocking.unlock_document(user=alice, document=document, password=SECRET)
    report = ExceptionReporter(None, caught.type, caught.value, caught.tb)
    assert "ChildProcess" in report.get_traceback_html()
    inner = report.get_traceback_data()["frames"]
    ours = [frame for frame in inner if "library/tests" not in frame["filename"]]
    assert SECRET not in str(ours)


def test_readers_may_not(client, bob, document, url):
    Membership.objects.create(library=document.library, user=bob, role="reader")
    client.force_login(bob)
    response = client.post(url, {"password": SECRET})
    assert response.status_code == 403
    assert not default_storage.exists("unlocked")


def test_it_is_not_there_for_others(client, bob, url):
    client.force_login(bob)
    assert client.post(url, {"password": SECRET}).status_code == 404
    assert client.get(url).status_code == 404


def test_it_requires_login(client, url):
    assert client.post(url, {"password": SECRET}).status_code == 302
    assert client.get(url).status_code == 302


def test_it_rejects_put(client, alice, url):
    client.force_login(alice)
    assert client.put(url).status_code == 405


def test_the_page_costs_three_queries(
    client, alice, url, django_assert_max_num_queries
):
    client.force_login(alice)
    with django_assert_max_num_queries(3):  # Session, user, document.
        client.get(url)
