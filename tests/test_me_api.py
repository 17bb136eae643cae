from library.tests.factories import make_document


def test_a_name_that_nobody_gave_is_empty(api, alice):
    assert api.get("/api/v1/me").json()["name"] == ""
    alice.name = "Alice Liddell"
    alice.save(update_fields=["name"])
    assert api.get("/api/v1/me").json()["name"] == "Alice Liddell"


def test_it_tells_who_use_and_limits(api, alice, bob, settings):
    document = make_document(user=alice)
    make_document(user=bob)
    body = api.get("/api/v1/me").json()
    assert (body["id"], body["email"]) == (alice.pk, "alice@example.org")
    assert body["max_upload_mb"] == settings.PDFSUM_MAX_UPLOAD_MB
    assert body["max_pages"] == settings.PDFSUM_MAX_PAGES
    assert body["use"] == {"documents": 1, "bytes": document.size}
