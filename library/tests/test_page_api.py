from django.db import connection
from django.test.utils import CaptureQueriesContext

from library.tests.factories import make_document, make_text


def url(document, number):
    return f"/api/v1/documents/{document.pk}/pages/{number}"


def test_it_shows_the_text_of_a_page(api, alice):
    document = make_document(user=alice)
    make_text(document, "First page.", "Zweite Seite.")
    assert api.get(url(document, 2)).json() == {
        "number": 2,
        "text": "Zweite Seite.",
        "source": "text",
        "width": 595.0,
        "height": 842.0,
    }


def test_a_page_that_is_not_there_is_404(api, alice):
    document = make_document(user=alice)
    assert api.get(url(document, 1)).status_code == 404
    make_text(document, "First page.")
    assert api.get(url(document, 2)).status_code == 404


def test_it_leaves_the_way_back_to_the_paper_in_the_database(api, alice):
    document = make_document(user=alice)
    make_text(document, "First page.")
    api.get(url(document, 1))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert api.get(url(document, 1)).status_code == 200
    # Key and user, document, page.
    assert len(queries) == 3
    assert not any("text_map" in query["sql"] for query in queries)
