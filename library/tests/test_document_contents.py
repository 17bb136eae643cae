import pytest

from library.reading.contents import mark_current
from library.tests.factories import make_document, make_text

OUTLINE = [
    {"level": 1, "title": "Ice", "page": 1},
    {"level": 2, "title": "Snow <b>", "page": 1},
    {"level": 1, "title": "Rain", "page": 3},
]


@pytest.fixture
def document(alice):
    document = make_document(user=alice)
    version = make_text(document, "One", "Two", "Three")
    version.outline = OUTLINE
    version.save(update_fields=["outline"])
    return document


def shown(client, document, page):
    return client.get(document.get_absolute_url(), {"page": page}).content.decode()


@pytest.mark.parametrize(
    ("page", "current"), [(1, "Snow <b>"), (2, "Snow <b>"), (3, "Rain"), (None, None)]
)
def test_the_last_entry_that_has_begun_is_the_current_one(page, current):
    marked = [
        entry["title"] for entry in mark_current(OUTLINE, page) if entry["is_current"]
    ]
    assert marked == ([current] if current else [])


def test_the_page_lists_its_contents_with_links(client, alice, document):
    client.force_login(alice)
    html = shown(client, document, 3)
    assert (
        f'href="{document.get_absolute_url()}?page=3#page" data-page="3" aria-current'
        in html
    )
    assert "Snow &lt;b&gt;" in html
    assert "<details open>" in html


def test_a_long_one_is_folded(client, alice, document):
    document.current_text.outline = OUTLINE * 5
    document.current_text.save(update_fields=["outline"])
    client.force_login(alice)
    html = shown(client, document, 1)
    assert 'id="contents"' in html
    assert "<details open>" not in html


def test_without_an_outline_there_is_none(client, alice):
    document = make_document(user=alice)
    make_text(document, "One")
    client.force_login(alice)
    assert 'id="contents"' not in shown(client, document, 1)


def test_programs_get_it_too(api, document):
    assert api.get(f"/api/v1/documents/{document.pk}/contents").json() == OUTLINE


def test_documents_of_others_are_not_found(api, bob):
    theirs = make_document(user=bob)
    assert api.get(f"/api/v1/documents/{theirs.pk}/contents").status_code == 404
