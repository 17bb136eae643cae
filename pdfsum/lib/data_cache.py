"""The data cache: JSON in Valkey, under keys that are exactly what the code says."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django_redis.cache import RedisCache
from django_redis.exceptions import ConnectionInterrupted
from redis.exceptions import RedisError

Method = TypeVar("Method", bound=Callable[..., Any])

_NOTHING = object()
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


# After a failure a process asks no more for so long: a server that hangs would cost
# each read a second. Deletions are always tried: nothing wrong is to be left behind.
REST_SECONDS = 5.0

_resting: dict[str, float] = {}


def wake_up() -> None:
    """Ask all servers again from now on."""
    _resting.clear()


def _or_else(missing: Any) -> Callable[[Method], Method]:
    """What a method answers while the server is down or rests."""

    def decorate(method: Method) -> Method:
        @wraps(method)
        def call(self: "DataCache", *args: Any, **kwargs: Any) -> Any:
            if time.monotonic() < _resting.get(self._server, 0.0):
                return missing
            try:
                return method(self, *args, **kwargs)
            except (ConnectionInterrupted, RedisError):
                _resting[self._server] = time.monotonic() + REST_SECONDS
                return missing

        return cast(Method, call)

    return decorate


class DataCache(RedisCache):  # type: ignore[misc]
    """django-redis, and how what is stored there fails: slower, never wrong.

    Needs `KEY_FUNCTION` and the JSON serializer, as the settings say.
    """

    @_or_else(missing=True)
    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Whether the key was free. A cache that is down holds nobody up.

        Limits and locks that rest on it let everybody pass, instead of nobody.
        """
        return bool(self.client.add(*args, **kwargs))

    @_or_else(missing=None)
    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self.client.set(*args, **kwargs)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or the default; also for bytes that some other program left."""
        try:
            found = self._found(key, default, version)
        except ValueError:
            return default
        return default if found is _NOTHING else found

    @_or_else(missing=_NOTHING)
    def _found(self, key: str, default: Any, version: int | None) -> Any:
        return self.client.get(key, default=default, version=version)

    @_or_else(missing=False)
    def replace(self, key: str, *, held: Any, value: Any, seconds: float) -> bool:
        """Store `value` if the key holds `held` still; whether it did.

        One step in Valkey: nobody's deletion falls between the look and the write.
        """
        client = self.client
        changed = client.get_client(write=True).eval(
            _REPLACE,
            1,
            client.make_key(key),
            client.encode(held),
            client.encode(value),
            int(seconds * 1000),
        )
        return bool(changed)
