"""Fixtures for every test. The servers behind them start in `tests/embedded.py`."""

from collections.abc import Iterator

import pytest
from celery import current_app
from django.core.cache import caches

from library.tests.factories import close_uploads
from pdfsum.accounts.models import User
from pdfsum.accounts.tests.factories import make_api_key
from pdfsum.lib import data_cache

PASSWORD = "correct horse battery"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps an event loop in this thread.

    While it runs, Django refuses queries and `asyncio.run` refuses to start.
    """
    items.sort(key=lambda item: "browser_type_launch_args" in item.fixturenames)


@pytest.fixture
def alice(db) -> User:
    """The user whose things a test is about."""
    return User.objects.create_user("alice@example.org", PASSWORD)


@pytest.fixture
def bob(db) -> User:
    """Somebody else, who must never see what is alice's."""
    return User.objects.create_user("bob@example.org", PASSWORD)


@pytest.fixture
def api(client, alice):
    """A program of alice's, with a key of hers."""
    _, key = make_api_key(alice)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    data_cache.wake_up()
    for cache in caches.all(initialized_only=False):
        cache.clear()


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    """A password hash is slow on purpose; no test is about that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _plain_static_files(settings) -> None:
    """Without `collectstatic` there is no manifest; names need none here."""
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
    }


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path) -> Iterator[None]:
    """Each test stores and spools into a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    yield
    close_uploads()


@pytest.fixture
def sent_tasks(monkeypatch) -> list[tuple[str, ...]]:
    """Names and arguments of the messages that would have gone to the workers."""
    sent: list[tuple[str, ...]] = []
    monkeypatch.setattr(
        current_app,
        "send_task",
        lambda name, args, **options: sent.append((name, *args)),
    )
    return sent
