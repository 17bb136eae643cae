import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pdfsum.settings")

import django

django.setup(set_prefix=False)

from pdfsum.uploads import BodyLimit, UploadHandler  # noqa: E402

application = BodyLimit(UploadHandler())
