import pytest

from pdfsum.lib.redis_url import broker_url, with_database


@pytest.mark.parametrize(
    ("url", "cache", "broker"),
    [
        (
            "redis://:secret@cache:6379/0",
            "redis://:secret@cache:6379/1",
            "redis://:secret@cache:6379/0",
        ),
        (
            "unix://:secret@/run/valkey.sock?db=0",
            "unix://:secret@/run/valkey.sock?db=1",
            "redis+socket://:secret@/run/valkey.sock?virtual_host=0",
        ),
        (
            "unix:///run/valkey.sock?password=a%2Fb",
            "unix:///run/valkey.sock?password=a%2Fb&db=1",
            "redis+socket://:a%2Fb@/run/valkey.sock?virtual_host=0",
        ),
        (
            "unix:///run/valkey.sock",
            "unix:///run/valkey.sock?db=1",
            "redis+socket:///run/valkey.sock?virtual_host=0",
        ),
    ],
)
def test_one_address_is_spelled_for_each_library(url, cache, broker):
    assert with_database(url, 1) == cache
    assert broker_url(with_database(url, 0)) == broker
