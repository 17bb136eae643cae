"""The whole program, running, for tests that look at it from outside."""

import os
import shutil
import subprocess
import sys
import time

import pytest
import requests

from tests.serving import PROJECT, Serve

EMAIL, PASSWORD = "carol@example.org", "correct horse battery"


class Site:
    """A running `manage.py serve` with one user, as a program and a browser see it."""

    def __init__(self, serve):
        self.serve = serve
        self.url = f"http://127.0.0.1:{serve.port}"
        self.api = requests.Session()

    def create_user(self):
        environment = self.serve.environment() | {"PDFSUM_PASSWORD": PASSWORD}
        for command in (
            ["create_user", EMAIL],
            ["create_api_key", EMAIL, "--name", "tests"],
        ):
            done = subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=PROJECT,
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
        key = done.stdout.splitlines()[-1]
        self.api.headers["Authorization"] = f"Bearer {key}"

    def upload(self, content, name="report.pdf"):
        response = self.api.post(
            f"{self.url}/api/v1/documents", files={"file": (name, content)}, timeout=30
        )
        assert response.status_code == 202, response.text
        return response.json()["id"]

    def get(self, path, **query):
        response = self.api.get(f"{self.url}{path}", params=query, timeout=30)
        assert response.status_code == 200, response.text
        return response.json()

    def document(self, pk):
        return self.get(f"/api/v1/documents/{pk}")

    def wait_until(self, pk, condition, seconds=60):
        deadline = time.monotonic() + seconds
        while not condition(document := self.document(pk)):
            assert time.monotonic() < deadline, f"waited in vain: {document}"
            time.sleep(0.1)
        return document

    def wait_until_final(self, pk, seconds=60):
        final = ("ready", "ready_with_warnings", "failed")
        return self.wait_until(pk, lambda found: found["status"] in final, seconds)

    def browser_session(self):
        """Logged in through the form, with cookies and a CSRF token."""
        session = requests.Session()
        page = f"{self.url}/accounts/login/"
        session.get(page, timeout=30)
        answer = session.post(
            page,
            data={
                "login": EMAIL,
                "password": PASSWORD,
                "csrfmiddlewaretoken": session.cookies["pdfsum_csrf"],
            },
            timeout=30,
        )
        assert answer.url == f"{self.url}/", answer.url
        return session


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    if sys.platform != "linux" and not os.environ.get("CI"):
        pytest.skip("looks into /proc")
    serve = Serve(tmp_path_factory.mktemp("site"))
    site = Site(serve)
    try:
        serve.start()
        site.create_user()
        yield site
    finally:
        serve.stop()


BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium; its sandbox cannot start as root."""
    if CHROMIUM is None:
        pytest.skip("Chromium was not found, so no browser test runs.")
    quiet = ["--disable-background-networking", "--disable-component-update"]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {
        "executable_path": CHROMIUM,
        "args": [*quiet, *sandbox, "--disable-quic", "--no-first-run"],
    }


def note_error(message, errors):
    # A refused upload answers 4xx, which Chromium calls an error of the page.
    refused = message.text.startswith("Failed to load resource: the server responded")
    if message.type == "error" and not refused:
        errors.append(message.text)


@pytest.fixture
def tab(page, site):
    """A page of the running site, logged in. An error in its console fails the test."""
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: note_error(message, errors))
    page.goto(f"{site.url}/accounts/login/")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{site.url}/")
    yield page
    assert errors == []
