"""The one router of the library.

One for all modules: Django asks the first router that knows a path, and no other, so
the methods of a path must not be shared out among several.
"""

from pdfsum.lib.routers import HeadRouter

router = HeadRouter()
