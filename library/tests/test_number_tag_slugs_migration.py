import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("library", "0003_create_idempotent_uploads")]


def migrate(targets):
    return MigrationExecutor(connection).migrate(targets).apps


@pytest.fixture
def newest():
    """Also after a failure, other tests need the tables as they are now."""
    nodes = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield nodes
    migrate(nodes)


@pytest.mark.django_db(transaction=True)
def test_it_numbers_slugs_that_several_tags_have(newest):
    apps = migrate(BEFORE)
    library, tag = (apps.get_model("library", name) for name in ("Library", "Tag"))
    for home in (library.objects.create(name=name) for name in ("one", "two")):
        for name, slug in [("C", "c"), ("c 2", "c-2"), ("C++", "c"), ("C#", "c")]:
            tag.objects.create(library=home, name=name, slug=slug)
    apps = migrate(newest)
    tags = apps.get_model("library", "Tag").objects.order_by("id")
    assert list(tags.values_list("slug", flat=True)) == ["c", "c-2", "c-3", "c-4"] * 2
