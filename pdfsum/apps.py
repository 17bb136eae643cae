from django.apps import AppConfig


class PdfsumConfig(AppConfig):
    """The composition root as an app: its commands, and Celery for everyone."""

    name = "pdfsum"

    def ready(self) -> None:
        # Without the app, a task sent from the web would look for RabbitMQ.
        # Not in `pdfsum/__init__.py`: the PDF child must start without Django.
        from pdfsum import celery  # noqa: F401
