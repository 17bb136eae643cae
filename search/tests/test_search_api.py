import pytest

from library.tests.factories import make_document, make_passage, put_tags

URL = "/api/v1/search"


def find(api, text="dam", **query):
    return api.get(URL, {"q": text, "mode": "keyword"} | query)


def test_it_finds_a_passage_and_leads_to_it(api, alice):
    document = make_document(user=alice, title="On dams")
    passage = make_passage(document, "The dam held for two days.")
    body = find(api).json()
    assert (body["query"], body["mode"], body["total_documents"]) == (
        "dam",
        "keyword",
        1,
    )
    [hit] = body["results"]
    assert hit["document"] == {"id": str(document.pk), "title": "On dams"}
    assert (hit["passage_id"], hit["page"], hit["page_end"]) == (passage.pk, 1, 1)
    assert "<mark>dam</mark>" in hit["snippet_html"]
    assert hit["url"].startswith(f"http://testserver/documents/{document.pk}/?page=1")


def test_it_hides_documents_of_others(api, bob):
    document = make_document(user=bob)
    make_passage(document, "The dam held.")
    assert find(api).json()["results"] == []
    assert find(api, document=document.pk).json()["results"] == []
    assert find(api, library=document.library_id).json()["results"] == []


def test_it_searches_one_document_or_one_tag(api, alice):
    wanted, other = make_document(user=alice), make_document(user=alice)
    make_passage(wanted, "The dam held.")
    make_passage(other, "The dam broke.")
    put_tags(wanted, "water")
    for scope in ({"document": wanted.pk}, {"tag": "water"}):
        hits = find(api, **scope).json()["results"]
        assert [hit["document"]["id"] for hit in hits] == [str(wanted.pk)]


def test_it_pages_by_cursor(api, alice):
    document = make_document(user=alice)
    for ordinal in range(3):
        make_passage(document, f"The dam held, {ordinal}.", ordinal=ordinal)
    first = find(api, limit=2).json()
    second = find(api, limit=2, cursor=first["next_cursor"]).json()
    seen = [hit["passage_id"] for hit in first["results"] + second["results"]]
    assert len(set(seen)) == 3
    assert second["next_cursor"] is None


def test_a_damaged_cursor_is_a_clear_400(api):
    response = find(api, cursor="nonsense")
    assert response.status_code == 400
    assert response.json()["code"] == "invalid_cursor"


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"mode": "magic"}])
def test_it_names_a_wrong_value(api, query):
    response = find(api, **query)
    assert response.status_code == 422
    assert response.json()["code"] == "invalid"


def test_a_question_is_needed(api):
    assert api.get(URL).status_code == 422
