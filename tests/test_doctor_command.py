from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from pdfsum import doctor

pytestmark = pytest.mark.django_db


def run():
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except CommandError as exc:
        return f"{out.getvalue()}{exc}"
    return out.getvalue()


def test_it_says_that_no_worker_runs_and_how_to_start_one():
    said = run()
    assert "✓ Database: PostgreSQL" in said
    assert "✓ Extensions: pgvector" in said
    assert "✗ Worker: none answers" in said
    assert "celery -A pdfsum worker" in said
    assert "1 of the parts need mending." in said


def test_it_prints_the_statement_for_a_missing_extension():
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION unaccent")
    finding = doctor.check_extensions()
    assert finding.detail == "missing: unaccent"
    assert "CREATE EXTENSION IF NOT EXISTS unaccent;" in finding.mend


def test_it_names_a_cache_that_is_away(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert "mend REDIS_URL" in doctor.check_cache().mend


@pytest.mark.parametrize(
    ("url", "host", "mend"),
    [
        ("library.example.org", "127.0.0.1", "Write it like"),
        ("http://x.org/pdf", "127.0.0.1", "Leave out the path"),
        ("http://127.0.0.1:8000", "192.0.2.7", "Set APP_URL"),
        ("https://library.example.org", "192.0.2.7", ""),
    ],
)
def test_it_reads_the_address(settings, url, host, mend):
    settings.APP_URL, settings.PDFSUM_HOST = url, host
    found = doctor.check_addresses().mend
    assert found.startswith(mend)
    assert bool(found) == bool(mend)
