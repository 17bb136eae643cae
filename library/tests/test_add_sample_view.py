from django.urls import reverse

from library.models import Document
from library.sample import open_sample

URL = reverse("library:add_sample")


def test_it_adds_the_sample(client, alice, sent_tasks):
    client.force_login(alice)
    response = client.post(URL, follow=True)
    document = Document.objects.get()
    assert document.filename == "welcome-to-pdfsum.pdf"
    assert document.get_absolute_url() in response.content.decode()


def test_twice_is_the_same_as_once(client, alice, sent_tasks):
    client.force_login(alice)
    client.post(URL)
    assert client.post(URL).status_code == 302
    assert Document.objects.count() == 1


def test_the_sample_is_small():
    _, file = open_sample()
    with file:
        assert len(file.read()) < 60_000


def test_it_requires_login(client, db):
    assert client.post(URL).status_code == 302
    assert not Document.objects.exists()


def test_it_rejects_get(client, alice):
    client.force_login(alice)
    assert client.get(URL).status_code == 405
