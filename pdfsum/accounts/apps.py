from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "pdfsum.accounts"
    label = "accounts"
