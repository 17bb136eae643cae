from django.apps import AppConfig


class PdfsumConfig(AppConfig):
    """The composition root as an app: commands, Celery, who is told of what."""

    name = "pdfsum"

    def ready(self) -> None:
        # Without the app, a task sent from the web would look for RabbitMQ.
        # Not in `pdfsum/__init__.py`: the PDF child must start without Django.
        from chat.quotes import forget_quotes
        from library.actions.purging import before_purge
        from pdfsum import celery  # noqa: F401

        before_purge(forget_quotes)
