"""One REDIS_URL, spelled the way each library wants it."""

from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit


def with_database(url: str, number: int) -> str:
    """The same server, database `number`. For redis-py (`unix://…?db=1`)."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return urlunsplit(parts._replace(path=f"/{number}"))
    query = parse_qs(parts.query) | {"db": [str(number)]}
    # Not urlunsplit: it drops the slashes of an empty host, which redis-py wants.
    return f"unix://{parts.netloc}{parts.path}?{urlencode(query, doseq=True)}"


def broker_url(url: str) -> str:
    """The same address for kombu: `redis+socket://:password@/path?virtual_host=0`.

    kombu reads the password of a Unix socket from this place only.
    """
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    query = parse_qs(parts.query)
    password = parts.password or quote(query.get("password", [""])[0], safe="")
    login = f":{password}@" if password else ""
    database = query.get("db", ["0"])[0]
    return f"redis+socket://{login}{parts.path}?virtual_host={database}"
