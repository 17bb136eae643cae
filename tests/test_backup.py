"""`manage.py backup` and `restore`, on real databases and folders."""

import json
import os
import shutil
import stat
import subprocess
import tarfile
from hashlib import sha256
from io import BytesIO

import psycopg
import pytest

import pdfsum
from tests import pdfs
from tests.installations import Installation, address_of

pytestmark = pytest.mark.journey

TMPFS = ("-t", "tmpfs", "-o", "size=64k", "tmpfs")
EMAIL = "carol@example.org"
WORDS = ["The lighthouse was built in 1828.", "Its lamp was seen from afar."]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("backup")


@pytest.fixture(scope="module")
def source(folder):
    """One user with a key and two documents that nothing has read yet."""
    source = Installation(folder, "backup_source")
    source.manage("migrate", "--verbosity=0")
    source.manage("create_user", EMAIL, "--admin")
    source.key = source.manage("create_api_key", EMAIL, "--name", "x").splitlines()[-1]
    scans = folder / "scans"
    scans.mkdir()
    for number, words in enumerate(WORDS):
        (scans / f"{number}.pdf").write_bytes(pdfs.text_pdf([words]))
    source.manage("import_pdfs", scans, "--user", EMAIL)
    yield source
    source.drop()


@pytest.fixture(scope="module")
def backup(folder, source):
    path = folder / "backup.tar"
    source.printed = source.manage("backup", path, PDFSUM_MAX_UPLOAD_MB="123")
    return path


@pytest.fixture
def target(tmp_path):
    """A data folder and a database without a single table."""
    target = Installation(tmp_path, "backup_target")
    yield target
    target.drop()


def everything(installation):
    """The rows that a person would miss."""
    return {
        query: installation.rows(query)
        for query in (
            "SELECT email, password FROM accounts_user ORDER BY 1",
            "SELECT key_hash, scopes FROM accounts_apikey ORDER BY 1",
            "SELECT id, title, status, added_by_id FROM library_document ORDER BY 1",
            "SELECT document_id, state FROM library_processingrun ORDER BY 1",
            "SELECT sha256, name, size FROM library_storedfile ORDER BY 1",
        )
    }


def rewritten(backup, path, change, *, sums=True):
    """The backup with members changed, and with sums that fit unless told."""
    with tarfile.open(backup) as old:
        members = {m.name: old.extractfile(m).read() for m in old.getmembers()}
    del members["SHA256SUMS"]
    honest = dict(members)
    change(members)
    lines = (
        f"{sha256(content).hexdigest()}  {name}\n"
        for name, content in (members if sums else honest).items()
    )
    members["SHA256SUMS"] = "".join(lines).encode()
    with tarfile.open(path, "w") as new:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            new.addfile(info, BytesIO(content))
    return path


def assert_refused(target, path, sentence):
    code, printed = target.run("restore", path)
    assert code == 1, printed
    assert sentence in printed
    assert target.rows("SELECT 1 FROM pg_tables WHERE schemaname = 'public'") == []
    assert target.files() == {}


def test_it_says_what_it_wrote(source, backup):
    assert "Backed up 1 users, 2 documents and 2 files" in source.printed
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_other_tools_can_check_it(backup, tmp_path):
    with tarfile.open(backup) as tar:
        tar.extractall(tmp_path, filter="data")
    check = [shutil.which("sha256sum"), "--check", "--strict", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path, check=False).returncode == 0


def test_its_manifest_says_what_it_is(backup):
    with tarfile.open(backup) as tar:
        assert tar.getnames()[0] == "manifest.json"
        found = json.load(tar.extractfile("manifest.json"))
    assert (found["format"], found["version"]) == ("pdfsum-backup", 1)
    assert found["program"] == pdfsum.__version__
    assert found["counts"] == {"users": 1, "documents": 2, "stored_files": 2}
    assert "0001_create_library" in found["migrations"]["library"]
    assert found["postgresql"] >= 16


def test_it_holds_settings_but_no_secret_of_the_environment(source, folder):
    path = folder / "secrets.tar"
    printed = source.manage(
        "backup",
        path,
        PDFSUM_MAX_UPLOAD_MB="123",
        EMAIL_HOST_PASSWORD="open sesame",
        SECRET_KEY="a key of the operator's own",
    )
    content = path.read_bytes()
    with tarfile.open(path) as tar:
        assert "secret_key" not in tar.getnames()
        found = json.load(tar.extractfile("settings.json"))
    assert found["PDFSUM_MAX_UPLOAD_MB"] == "123"
    assert found["EMAIL_HOST_PASSWORD"] is None
    for secret in (b"open sesame", b"of the operator's own"):
        assert secret not in content
        assert secret.decode() not in printed


def test_everything_comes_back(source, backup, target):
    printed = target.manage("restore", backup)
    assert "1 users, 2 documents" in printed
    assert "Set there and not here: PDFSUM_MAX_UPLOAD_MB=123" in printed
    assert "Everything fits together." in printed
    assert everything(target) == everything(source)
    assert target.files() == source.files() != {}
    key = target.data / "secret_key"
    assert key.read_text() == (source.data / "secret_key").read_text()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    target.manage("migrate", "--check")
    target.manage("check_integrity", "--hash")


def test_a_backup_of_what_was_restored_is_the_same(backup, target, tmp_path):
    target.manage("restore", backup)
    again = tmp_path / "again.tar"
    target.manage("backup", again, PDFSUM_MAX_UPLOAD_MB="123")
    assert contents(again) == contents(backup)


def contents(backup):
    """Hashes by name, of all that holds no time of its making."""
    with tarfile.open(backup) as tar:
        lines = tar.extractfile("SHA256SUMS").read().decode().splitlines()
    sums = {
        name: digest for digest, _, name in (line.partition("  ") for line in lines)
    }
    assert {"manifest.json", "database.dump", "settings.json", "secret_key"} < {*sums}
    return sums | {"manifest.json": "", "database.dump": ""}


def test_it_names_its_file_by_the_time_in_a_folder(source, tmp_path):
    source.manage("backup", tmp_path)
    assert len(list(tmp_path.glob("pdfsum-20*Z.tar"))) == 1
    assert not list(tmp_path.glob("*.partial"))


def test_it_replaces_no_file(source, tmp_path):
    path = tmp_path / "precious.tar"
    path.write_text("precious")
    code, printed = source.run("backup", path)
    assert (code, path.read_text()) == (1, "precious")
    assert "is there already. Nothing was written." in printed
    assert not list(tmp_path.glob("*.partial"))


def test_a_folder_that_is_missing_gets_a_sentence(source, tmp_path):
    code, printed = source.run("backup", tmp_path / "no" / "such.tar")
    assert code == 1
    assert "No such file or directory" in printed


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small disk")
def test_a_full_disk_gets_a_sentence_and_keeps_nothing(source, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mount = [shutil.which("mount"), *TMPFS, str(small)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("may not mount here")
    try:
        code, printed = source.run("backup", small / "b.tar")
        assert code == 1
        assert f"There is no room left on the disk of {small}." in printed
        assert list(small.iterdir()) == []
    finally:
        subprocess.run([shutil.which("umount"), str(small)], check=True)


def test_what_is_missing_from_the_storage_is_named(source, tmp_path):
    name = source.rows("SELECT name FROM library_storedfile ORDER BY id")[0][0]
    path = source.data / "files" / name
    aside = path.rename(tmp_path / "aside")
    try:
        printed = source.manage("backup", tmp_path / "b.tar")
    finally:
        aside.rename(path)
    assert f"{name}: it is missing from the storage" in printed
    assert "1 files" in printed


def test_where_all_is_missing_it_names_twenty(source, tmp_path):
    other = Installation(tmp_path, "backup_other", template="backup_source")
    try:
        other.execute(
            "INSERT INTO library_storedfile (sha256, name, size, state) "
            "SELECT n, 'pdfs/00/' || lpad(n::text, 64, '0') || '.pdf', 1, 'stored' "
            "FROM generate_series(1, 30) n"
        )
        printed = other.manage("backup", tmp_path / "b.tar")
    finally:
        other.drop()
    assert printed.count("Not as it should be: pdfs/") == 20
    # Two of the source, whose folder this is not.
    assert "… and 12 more." in printed


@pytest.mark.parametrize("name", ["database.dump", "settings.json", "secret_key"])
def test_a_damaged_member_changes_nothing(backup, target, tmp_path, name):
    def damage(members):
        content = members[name]
        members[name] = content[:-1] + bytes([content[-1] ^ 1])

    path = rewritten(backup, tmp_path / "b.tar", damage, sums=False)
    assert_refused(target, path, f"“{name}” is not as it was written")


def test_a_damaged_file_changes_nothing(backup, target, tmp_path):
    def damage(members):
        name = next(name for name in members if name.startswith("files/"))
        members[name] = b"%PDF-1.7 another"

    path = rewritten(backup, tmp_path / "b.tar", damage, sums=False)
    assert_refused(target, path, "is not as it was written. Nothing was changed.")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_backup_changes_nothing(backup, target, tmp_path, share):
    path = tmp_path / "b.tar"
    content = backup.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert_refused(target, path, "The backup is damaged: it ends")


def test_a_later_format_is_named(backup, target, tmp_path):
    def age(members):
        manifest = json.loads(members["manifest.json"])
        manifest |= {"version": 2, "program": "7.0"}
        members["manifest.json"] = json.dumps(manifest).encode()

    path = rewritten(backup, tmp_path / "b.tar", age)
    assert_refused(target, path, "This backup has format 2, made by pdfsum 7.0")


def test_a_later_schema_is_named(backup, target, tmp_path):
    def age(members):
        manifest = json.loads(members["manifest.json"])
        manifest["migrations"]["library"].append("9999_teach_it_to_fly")
        members["manifest.json"] = json.dumps(manifest).encode()

    path = rewritten(backup, tmp_path / "b.tar", age)
    assert_refused(target, path, "library.9999_teach_it_to_fly is not known here")


def test_a_later_postgresql_is_named(backup, target, tmp_path):
    def age(members):
        manifest = json.loads(members["manifest.json"])
        manifest["postgresql"] = 99
        members["manifest.json"] = json.dumps(manifest).encode()

    path = rewritten(backup, tmp_path / "b.tar", age)
    assert_refused(target, path, "Restore into PostgreSQL 99 or newer")


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.pdf",
        "/etc/evil.pdf",
        "files/../secret_key",
        "files/pdfs/aa/../../../evil.pdf",
        "files/pdfs/aa/evil.pdf",
        "secret_key/../x",
    ],
)
def test_a_name_is_never_a_path(backup, target, tmp_path, name):
    def add(members):
        members[name] = b"evil"

    path = rewritten(backup, tmp_path / "b.tar", add)
    assert_refused(target, path, "is no part of a backup of pdfsum")


def test_a_link_is_no_member(backup, target, tmp_path):
    path = tmp_path / "b.tar"
    shutil.copy(backup, path)
    with tarfile.open(path, "a") as tar:
        link = tarfile.TarInfo("files/pdfs/aa/" + "a" * 64 + ".pdf")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    assert_refused(target, path, "is no part of a backup of pdfsum")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + bytes(2000)])
def test_another_file_is_no_backup(target, tmp_path, content):
    path = tmp_path / "b.tar"
    path.write_bytes(content)
    assert_refused(target, path, "not a backup of pdfsum")


def test_it_goes_into_an_empty_installation_only(source, backup):
    before, files = everything(source), source.files()
    code, printed = source.run("restore", backup)
    assert code == 1
    assert "There are 1 users and 2 documents here. Restore into an empty" in printed
    code, printed = source.run("restore", backup, "--replace")
    assert code == 1
    assert "nobody can be asked. Add --yes." in printed
    assert (everything(source), source.files()) == (before, files)


def test_it_replaces_when_told_and_dumps_what_was_there(backup, folder, tmp_path):
    other = Installation(tmp_path, "backup_other", template="backup_source")
    try:
        other.execute("UPDATE accounts_user SET email = 'x@example.org'")
        other.execute("CREATE TABLE library_of_a_later_release (id int)")
        printed = other.manage("restore", backup, "--replace", "--yes")
        assert "The database as it was is in" in printed
        assert list((other.data / "dumps").iterdir())
        assert other.rows("SELECT email FROM accounts_user") == [(EMAIL,)]
        assert not other.rows(
            "SELECT 1 FROM pg_tables WHERE tablename = 'library_of_a_later_release'"
        )
    finally:
        other.drop()


def test_it_leaves_the_tables_of_others_alone(backup, target):
    target.execute("CREATE TABLE ledger AS SELECT 42 AS sum")
    code, printed = target.run("restore", backup)
    assert code == 1
    assert "tables that are not pdfsum's (ledger)" in printed
    assert target.rows("SELECT sum FROM ledger") == [(42,)]


def test_it_waits_for_nobody_who_uses_the_database(backup, target):
    with psycopg.connect(address_of(target.database)):
        assert_refused(target, backup, "Others are connected to this database (1).")


def test_a_dump_that_postgresql_refuses_leaves_the_database_as_it_was(
    backup, folder, tmp_path
):
    """Sums that fit, but a dump that ends early: half of it must not stay."""

    def cut(members):
        members["database.dump"] = members["database.dump"][:-20_000]

    path = rewritten(backup, tmp_path / "b.tar", cut)
    other = Installation(tmp_path, "backup_other", template="backup_source")
    try:
        before = everything(other)
        code, printed = other.run("restore", path, "--replace", "--yes")
        assert code == 1
        assert "The database was not restored, and is as it was" in printed
        assert everything(other) == before
        # Run again with a good one.
        other.manage("restore", backup, "--replace", "--yes")
        assert everything(other) == before
    finally:
        other.drop()


def test_a_backup_of_an_earlier_release_is_brought_forward(source, target, tmp_path):
    older = Installation(tmp_path, "backup_older", template="backup_source")
    try:
        shutil.copytree(source.data / "files", older.data / "files")
        older.manage("migrate", "library", "0011", "--verbosity=0")
        path = tmp_path / "older.tar"
        older.manage("backup", path)
    finally:
        older.drop()
    printed = target.manage("restore", path)
    assert "Everything fits together." in printed
    target.manage("migrate", "--check")
    assert target.rows("SELECT title FROM library_document ORDER BY 1") == source.rows(
        "SELECT title FROM library_document ORDER BY 1"
    )
