from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "pdfsum.accounts"
    label = "accounts"

    def ready(self) -> None:
        # Not before: it needs the models of all apps.
        from pdfsum.accounts import provider_users

        provider_users.connect()
