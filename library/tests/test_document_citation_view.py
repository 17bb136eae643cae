import pytest
from django.urls import reverse

from library.bibtex import bibtex_of, citation_key
from library.models import Document
from library.tests.factories import make_document

pytestmark = pytest.mark.django_db


def url_of(document):
    return reverse("library:document_citation", args=[document.pk])


def entry(**fields):
    document = Document(**{"title": "Water", "file_hash": "ab" * 32} | fields)
    return bibtex_of(document, url="https://example.org/d/")


def day(text):
    return Document._meta.get_field("document_date").to_python(text)


def test_it_holds_what_is_known(client, alice):
    document = make_document(
        user=alice,
        title="The water of the Valley",
        authors="Jörg Müller, Ann B. Lee",
        document_date="2024-05-01",
    )
    client.force_login(alice)
    response = client.get(url_of(document))
    path = document.get_absolute_url()
    assert response.content.decode() == (
        "@misc{muller2024water,\n"
        "  title = {The water of the {Valley}},\n"
        "  author = {Jörg Müller and Ann B. Lee},\n"
        "  year = {2024},\n"
        "  month = may,\n"
        f"  url = {{http://testserver{path}}},\n"
        "  language = {en},\n"
        "}\n"
    )
    assert response["Content-Disposition"] == (
        'attachment; filename="muller2024water.bib"'
    )


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"doi": "10.1000/182"}, "article"),
        ({"title": "Working Paper 12: Fish"}, "techreport"),
        ({"title": "Fish. ISBN 978-3-16-148410-0"}, "book"),
        ({}, "misc"),
    ],
)
def test_its_kind_follows_from_the_facts(fields, kind):
    assert entry(**fields).startswith(f"@{kind}{{")


def test_signs_of_latex_are_escaped_and_braces_pair():
    text = entry(title=r"50% of R&D_costs #1 {a \b ~ ^ $")
    assert (
        r"50\% of {R\&D\_costs} \#1 \textbraceleft{}a \textbackslash{}b"
        r" \textasciitilde{} \textasciicircum{} \$"
    ) in text
    assert text.count("{") == text.count("}")


def test_an_organisation_is_one_name():
    assert "{{World Health Organization}}" in entry(authors="World Health Organization")
    assert "{{Johnson and Sons}}" in entry(authors="Johnson and Sons")


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"authors": "José Núñez", "title": "El río"}, "nunezrio"),
        ({"title": "水资源报告"}, "docabababab"),
        (
            {"title": "水资源报告", "document_date": day("2023-01-01")},
            "doc2023abababab",
        ),
        ({"title": "The A of"}, "docabababab"),
    ],
)
def test_its_key_is_plain_and_stable(fields, key):
    document = Document(**{"file_hash": "ab" * 32} | fields)
    assert citation_key(document) == key


def test_a_doi_whose_braces_do_not_pair_is_left_out():
    assert "doi" not in entry(doi="10.1000/a{b").replace("@misc{doc", "")


def test_it_asks_to_log_in(client, alice):
    assert client.get(url_of(make_document(user=alice))).status_code == 302


def test_it_hides_documents_of_others(client, alice, bob):
    client.force_login(bob)
    assert client.get(url_of(make_document(user=alice))).status_code == 404


def test_it_refuses_other_verbs(client, alice):
    client.force_login(alice)
    assert client.post(url_of(make_document(user=alice))).status_code == 405


def test_the_page_of_the_document_links_to_it(client, alice):
    document = make_document(user=alice)
    client.force_login(alice)
    page = client.get(document.get_absolute_url()).content.decode()
    assert url_of(document) in page


def test_the_api_gives_the_same(api, alice):
    document = make_document(user=alice)
    path = reverse("api:cite_document", args=[document.pk])
    response = api.get(path, query_params={"format": "bibtex"})
    assert response.content.startswith(b"@misc{")
    assert api.get(path, query_params={"format": "ris"}).status_code == 422
