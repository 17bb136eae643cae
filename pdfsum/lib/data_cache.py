"""The data cache: JSON in Valkey, under keys that are exactly what the code says."""

from typing import Any

from django_redis.cache import RedisCache, omit_exception
from django_redis.exceptions import ConnectionInterrupted
from redis.exceptions import RedisError

# Stores a value only while the key still holds what the caller put there.
_REPLACE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
"""


def exact_key(key: str, prefix: str, version: int) -> str:
    """A key in Valkey is the key in the code: operators look it up by that name."""
    return key


def same_key(key: str) -> str:
    """The way back, for `keys()`."""
    return key


class DataCache(RedisCache):  # type: ignore[misc]
    """django-redis, and how what is stored there fails: slower, never wrong.

    Needs `KEY_FUNCTION` and the JSON serializer, as the settings say.
    """

    @omit_exception(return_value=True)
    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Whether the key was free. A cache that is down holds nobody up.

        Limits and locks that rest on it let everybody pass, instead of nobody.
        """
        return bool(self.client.add(*args, **kwargs))

    def get(self, key: str, default: Any = None, *args: Any, **kwargs: Any) -> Any:
        """The value, or the default; also for bytes that some other program left."""
        try:
            return super().get(key, default, *args, **kwargs)
        except ValueError:
            return default

    @omit_exception(return_value=False)
    def replace(self, key: str, *, held: Any, value: Any, seconds: float) -> bool:
        """Store `value` if the key holds `held` still; whether it did.

        One step in Valkey: nobody's deletion falls between the look and the write.
        """
        client = self.client
        try:
            changed = client.get_client(write=True).eval(
                _REPLACE,
                1,
                client.make_key(key),
                client.encode(held),
                client.encode(value),
                int(seconds * 1000),
            )
        except RedisError as exc:
            raise ConnectionInterrupted(connection=client) from exc
        return bool(changed)
