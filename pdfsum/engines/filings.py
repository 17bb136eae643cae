"""Annual and quarterly reports on a form of the US stock exchange authority.

Their largest words are those of the authority or of the company: all reports of one
company would bear the same title.
"""

import re

# The cover of each form prints this under the name (17 CFR 249.308a and 249.310).
_REGISTRANT = re.compile(r"([^\n]+)\n+\(Exact name of registrant", re.IGNORECASE)
_FORM = re.compile(r"\bForm (10-[KQ]|20-F|40-F)\b", re.IGNORECASE)
_PERIOD = re.compile(
    r"\bfor\s+the\s+((?:fiscal\s+)?(?:year|quarter|quarterly\s+period)\s+ended\s+"
    r"[A-Z][a-z]+\s+\d{1,2},\s+\d{4})",
    re.IGNORECASE,
)


def filing_title(text: str) -> str:
    """Company, form and period of a report's first page; "" for any other page."""
    registrant, form = _REGISTRANT.search(text), _FORM.search(text)
    if not registrant or not form:
        return ""
    company = registrant[1].strip(" _")
    title = f"{company}, Form {form[1].upper()}"
    if period := _PERIOD.search(text):
        words = period[1].split()
        title += f", {' '.join([word.lower() for word in words[:-3]] + words[-3:])}"
    return title if company else ""
