"""Ninja's router, for which GET and HEAD are one."""

from typing import Any

from ninja import Router


class HeadRouter(Router):
    """Who may GET an address may also ask for its headers alone (RFC 9110, 9.3.2).

    The server leaves the body out. Only what is streamed must not be made for nothing.
    """

    def add_api_operation(
        self, path: str, methods: list[str], *args: Any, **options: Any
    ) -> None:
        if "GET" in methods:
            methods = [*methods, "HEAD"]
        super().add_api_operation(path, methods, *args, **options)
