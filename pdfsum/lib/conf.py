"""Settings for the engines, which import nothing else of Django's."""

from django.conf import settings

__all__ = ["settings"]
