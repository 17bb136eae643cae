"""The image is built in a folder, step by step, and its programs run there."""

import contextlib
import json
import os
import re
import signal
import time

import pytest
import requests
from django.conf import settings

from pdfsum.serve import valkey
from tests import pdfs
from tests.image import Image, compose, instructions, interpolate
from tests.installations import Installation, address_of
from tests.serving import PROJECT, free_port
from tests.test_env_example import listed_in_the_example

SERVICES = compose()["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
RUNNING = {name: service for name, service in OURS.items() if name != "prepare"}
EMAIL = "carol@example.org"


def of(name):
    return [rest for found, rest in instructions() if found == name]


# --- What the files say ------------------------------------------------------


def test_it_is_pinned_and_does_not_run_as_root():
    assert of("ARG") == ["PYTHON=3.11-slim-bookworm"]
    assert all(rest.startswith("python:${PYTHON}") for rest in of("FROM"))
    assert of("USER") == ["10001:10001"]
    assert of("STOPSIGNAL") == ["SIGTERM"]
    (command,) = of("CMD")
    assert isinstance(json.loads(command), list)


def test_it_installs_what_the_lock_names_with_its_hashes():
    (install,) = [rest for rest in of("RUN") if "pip install" in rest]
    assert "--require-hashes" in install
    assert "--requirement requirements/runtime.txt" in install


def test_no_secret_is_sent_to_the_builder():
    ignored = (PROJECT / ".dockerignore").read_text().splitlines()
    assert ".*" in ignored
    assert not [rest for rest in of("COPY") if rest.startswith(". ")]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_confined_and_watched(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("user", "10001") not in ("root", "0")
    assert name in OURS or service["user"]
    health = service["healthcheck"]
    assert health.get("disable") is True if name == "prepare" else health["test"]
    assert not service["image"].endswith(":latest")
    assert name in OURS or ":" in service["image"]


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_is_written_down(name):
    """A variable that may hold one is asked for, or empty."""
    for variable, value in SERVICES[name]["environment"].items():
        if "PASSWORD" in variable or "SECRET" in variable or variable.endswith("_URL"):
            assert variable == "APP_URL" or ":?" in value or value.endswith(":-}")


@pytest.mark.parametrize("missing", ["POSTGRES_PASSWORD", "VALKEY_PASSWORD"])
def test_compose_refuses_to_start_without_a_password(missing):
    variables = {"POSTGRES_PASSWORD": "x", "VALKEY_PASSWORD": "x"}
    del variables[missing]
    text = (PROJECT / "compose.yaml").read_text()
    with pytest.raises(LookupError, match=f"{missing}: Set {missing} in .env"):
        interpolate(text, variables)


def test_it_publishes_one_port_and_the_servers_have_no_way_out():
    published = {name: s["ports"] for name, s in SERVICES.items() if "ports" in s}
    assert list(published) == ["web"]
    assert interpolate(published["web"][0], {}) == "127.0.0.1:8000:8000"
    assert compose()["networks"]["inside"]["internal"] is True
    for name, service in SERVICES.items():
        assert ("outside" in service["networks"]) == (name == "web")


def test_valkey_makes_room_as_the_embedded_one_does():
    """Without it a cache that is full would stop the queue."""
    said = SERVICES["valkey"]["command"][-1]
    assert f"--{_policy(valkey._CONFIG)}" in said
    assert _policy(said) == "maxmemory-policy volatile-lru"


def _policy(text):
    return re.search(r"maxmemory-policy \S+", text).group()


def test_volumes_are_named_and_every_name_is_used():
    used = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
    }
    assert used == set(compose()["volumes"])


def test_everything_waits_for_the_preparation():
    for service in RUNNING.values():
        waits = service["depends_on"]
        assert waits["prepare"]["condition"] == "service_completed_successfully"
        assert waits["database"]["condition"] == "service_healthy"


def test_every_variable_is_one_that_the_program_reads():
    # uvicorn's own.
    known = listed_in_the_example() | {"FORWARDED_ALLOW_IPS"}
    for service in OURS.values():
        assert set(service["environment"]) <= known


# --- What happens when they are carried out ----------------------------------


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    image = Image(tmp_path_factory.mktemp("image"))
    image.build()
    return image


@pytest.fixture(scope="module")
def containers(image, tmp_path_factory):
    """Every service of ours, running from the image's folder."""
    folder = tmp_path_factory.mktemp("containers")
    database = Installation(folder, "image")
    running = Containers(image, folder, database.database)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        database.drop()


class Containers:
    def __init__(self, image, folder, database):
        self.image = image
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.servers = {
            "DATABASE_URL": address_of(database),
            "REDIS_URL": settings.REDIS_URL,
            "APP_URL": self.url,
            "PDFSUM_PORT": str(self.port),
        }
        self.processes = {}
        self.before = image.files()

    def environment(self, name):
        return self.image.environment_of(
            SERVICES[name],
            PDFSUM_SIGN_OF_LIFE=str(self.folder / f"{name}.alive"),
            **self.servers,
        )

    def start(self):
        prepare = SERVICES["prepare"]["command"]
        done = self.image.run(prepare, self.environment("prepare"))
        assert done.returncode == 0, done.stderr
        self.printed = done.stdout
        for name, service in RUNNING.items():
            command = service.get("command", self.image.command)
            # A port that is free on this machine, and another scheduler's file.
            everywhere = "0.0.0.0"  # noqa: S104 - said by the image, not done here
            told = {everywhere: "127.0.0.1", "8000": str(self.port)}
            self.processes[name] = self.image.start(
                [told.get(word, word) for word in command],
                self.environment(name),
                self.folder / f"{name}.log",
            )

    def is_healthy(self, name):
        test = SERVICES[name]["healthcheck"]["test"]
        assert test[0] == "CMD"
        return self.image.run(test[1:], self.environment(name))

    def wait_until_healthy(self, name, seconds=90):
        deadline = time.monotonic() + seconds
        while (found := self.is_healthy(name)).returncode:
            assert self.processes[name].poll() is None, self.log(name)
            assert time.monotonic() < deadline, found.stderr + self.log(name)
            time.sleep(0.5)

    def log(self, name):
        return (self.folder / f"{name}.log").read_text()

    def stop(self):
        for process in self.processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.journey
def test_only_the_account_is_left_to_a_real_engine(image):
    assert len(image.left_out) == 1
    assert "useradd" in image.left_out[0]


@pytest.mark.journey
def test_it_holds_the_program_and_neither_tests_nor_secrets(image):
    files = image.files()
    assert "manage.py" in files
    assert "staticfiles/staticfiles.json" in files
    assert not [f for f in files if "/tests/" in f or f.endswith("/.env")]
    assert ".env" not in files


@pytest.mark.journey
def test_the_preparation_migrates_and_offers_the_first_account(containers):
    assert f"{containers.url}/setup/" in containers.printed


@pytest.mark.journey
@pytest.mark.parametrize("name", RUNNING)
def test_a_service_becomes_healthy(containers, name):
    containers.wait_until_healthy(name)


@pytest.mark.journey
def test_the_site_works_with_its_styles(containers):
    containers.wait_until_healthy("web")
    ready = requests.get(f"{containers.url}/health/ready", timeout=10)
    assert (ready.status_code, ready.json()["database"]) == (200, "ok")
    page = requests.get(f"{containers.url}/accounts/login/", timeout=10)
    sheet = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    styles = requests.get(f"{containers.url}{sheet}", timeout=10)
    assert styles.status_code == 200
    assert "immutable" in styles.headers["Cache-Control"]


@pytest.mark.journey
def test_a_document_is_read(containers):
    environment = containers.environment("web") | {"PDFSUM_PASSWORD": "correct horse b"}
    for command in (
        ["create_user", EMAIL],
        ["create_api_key", EMAIL, "--name", "x"],
    ):
        done = containers.image.run(["python", "manage.py", *command], environment)
        assert done.returncode == 0, done.stderr
    api = requests.Session()
    api.headers["Authorization"] = f"Bearer {done.stdout.splitlines()[-1]}"
    documents = f"{containers.url}/api/v1/documents"
    file = {"file": ("a.pdf", pdfs.text_pdf(["The lighthouse was built in 1828."]))}
    pk = api.post(documents, files=file, timeout=30).json()["id"]
    deadline = time.monotonic() + 90
    while (found := api.get(f"{documents}/{pk}", timeout=30).json())[
        "status"
    ] != "ready":
        assert time.monotonic() < deadline, f"{found}\n{containers.log('worker')}"
        time.sleep(0.5)


@pytest.mark.journey
def test_a_backup_is_made_in_it(containers):
    environment = containers.environment("web")
    command = ["python", "manage.py", "backup", "/backups"]
    done = containers.image.run(command, environment)
    assert done.returncode == 0, done.stderr
    assert "1 documents" in done.stdout


@pytest.mark.journey
def test_a_silent_worker_is_not_healthy(containers):
    containers.wait_until_healthy("worker")
    alive = containers.folder / "worker.alive"
    hour_ago = time.time() - 3600
    os.kill(containers.processes["worker"].pid, signal.SIGSTOP)
    try:
        os.utime(alive, (hour_ago, hour_ago))
        found = containers.is_healthy("worker")
    finally:
        os.kill(containers.processes["worker"].pid, signal.SIGCONT)
    assert found.returncode == 1
    assert "The last sign of life is 36" in found.stderr


@pytest.mark.journey
def test_nothing_is_written_into_the_program_and_all_end_on_sigterm(containers):
    for process in containers.processes.values():
        process.send_signal(signal.SIGTERM)
    for name, process in containers.processes.items():
        process.wait(timeout=30)
        assert "Traceback" not in containers.log(name)
    assert containers.image.files() == containers.before
