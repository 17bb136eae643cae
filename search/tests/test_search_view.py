import pytest
from django.urls import reverse

from library.tests.factories import make_document, make_passage

URL = reverse("search:search")


@pytest.fixture
def reader(client, alice):
    client.force_login(alice)
    return client


def find(client, text, **query):
    query = {"q": text, "mode": "keyword"} | query
    return client.get(URL, query)


def test_it_finds_a_passage_and_leads_to_it(reader, alice):
    document = make_document(user=alice, title="On dams")
    passage = make_passage(document, "The dam held for two days.")
    html = find(reader, "dam").content.decode()
    assert "<mark>dam</mark>" in html
    assert "On dams" in html
    assert f"?page=1&amp;passage={passage.pk}#evidence" in html


def test_it_hides_documents_of_others(reader, bob):
    make_passage(make_document(user=bob, title="Secret"), "The dam held.")
    assert "Secret" not in find(reader, "dam").content.decode()


def test_it_escapes_what_it_prints(reader, alice):
    document = make_document(user=alice, title="<b>dam</b>")
    make_passage(document, "The dam <script>alert(1)</script> held.")
    html = find(reader, '"dam" <i>').content.decode()
    assert "<script>alert" not in html
    assert "<b>dam" not in html
    assert "<i>" not in html


def test_without_a_question_it_invites_one(reader):
    html = reader.get(URL).content.decode()
    assert "Ask in your own words" in html


def test_without_results_it_gives_hints(reader, alice):
    make_passage(make_document(user=alice), "The dam held.")
    html = find(reader, '"nothing"', mode="hybrid").content.decode()
    assert "Nothing found for" in html
    assert "Without the quotation marks" in html


def test_an_empty_library_is_told_apart_from_no_match(reader):
    html = find(reader, "dam").content.decode()
    assert "no document that can be searched yet" in html


def test_an_unknown_mode_is_both(reader, alice):
    make_passage(make_document(user=alice), "The dam held.")
    assert find(reader, "dam", mode="magic").context["mode"] == "hybrid"


def test_it_pages_by_cursor(reader, alice):
    document = make_document(user=alice)
    make_passage(document, "The dam held.")
    for ordinal in range(1, 12):
        make_passage(document, f"The dam held, {ordinal}.", ordinal=ordinal)
    cursor = find(reader, "dam").context["results"].next_cursor
    assert len(find(reader, "dam", cursor=cursor).context["results"].results) == 2


def test_a_damaged_cursor_is_the_readers_error(reader):
    assert find(reader, "dam", cursor="nonsense").status_code == 400


def test_it_sends_only_hits_to_htmx(reader, alice):
    make_passage(make_document(user=alice), "The dam held.")
    query = {"q": "dam", "mode": "keyword"}
    html = reader.get(URL, query, headers={"HX-Request": "true"}).content.decode()
    assert "<mark>" in html
    assert "<html" not in html


def test_it_requires_login(client, db):
    assert client.get(URL).status_code == 302


def test_it_rejects_post(reader):
    assert reader.post(URL).status_code == 405


def test_it_costs_the_same_for_any_number_of_rows(
    reader, alice, django_assert_num_queries
):
    for _ in range(20):
        make_passage(make_document(user=alice), "The dam held.")
    # Session, user, languages, ranking by words, count, hits.
    with django_assert_num_queries(6):
        find(reader, "dam")
