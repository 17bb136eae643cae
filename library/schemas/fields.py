"""What the fields of many shapes have in common."""

from typing import Annotated

from ninja import Field
from pydantic import StringConstraints

from pdfsum.lib.text import ONE_LINE

ID = Field(description="A UUID that sorts by time of creation.")
OneLine = Annotated[str, StringConstraints(strip_whitespace=True, pattern=ONE_LINE)]
