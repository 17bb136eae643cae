import os
from threading import Thread

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pdfsum.settings")
django.setup(set_prefix=False)

# Settings and apps must be ready before these are imported.
from pdfsum.body_limit import BodyLimit, UploadHandler  # noqa: E402
from pdfsum.engines.embedder import get_embedder  # noqa: E402

application = BodyLimit(UploadHandler())

# Half a second of loading that the first search of a process would wait for.
Thread(target=get_embedder, name="load-embedder", daemon=True).start()
