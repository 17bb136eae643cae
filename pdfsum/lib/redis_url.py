"""One REDIS_URL, spelled the way each library wants it."""

from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit


def with_database(url: str, number: int) -> str:
    """The same server, database `number`. For redis-py (`unix://…?db=1`)."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return urlunsplit(parts._replace(path=f"/{number}"))
    query = parse_qs(parts.query) | {"db": [str(number)]}
    return urlunsplit(parts._replace(query=urlencode(query, doseq=True)))


def broker_url(url: str) -> str:
    """The same address for kombu, which spells a Unix socket `redis+socket://`."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    query = parse_qs(parts.query)
    password = parts.password or query.get("password", [""])[0]
    wanted = {"virtual_host": query.get("db", ["0"])[0]}
    if password:
        wanted["password"] = password
    return f"redis+socket://{quote(parts.path)}?{urlencode(wanted)}"
