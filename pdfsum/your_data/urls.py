from django.urls import path

from pdfsum.your_data.views import account_delete, your_data, your_data_download

urlpatterns = [
    path("settings/data/", your_data, name="your_data"),
    path("settings/data/download/", your_data_download, name="your_data_download"),
    path("settings/data/delete/", account_delete, name="account_delete"),
]
