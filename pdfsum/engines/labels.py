"""Words in large type that yet name no document: labels, kinds, issuing bodies."""

import re

_LABEL = re.compile(
    r"(?i:for (?:immediate )?release.*|(?:press|news) release|form \S+|exhibit \S+|"
    r"(?:front|back) cover|cover(?: page)?|titelseite|couverture|portada|"
    r"(?:table of )?contents|abstract|introduction|inhalt(?:sverzeichnis)?|sommaire|"
    r"table des mati[èe]res|[íi]ndice|index|page|draft|confidential|vertraulich|"
    r"notice|agenda|memorandum|invoice|rechnung|facture|factura|report|rapport|bericht|"
    r"summary|zusammenfassung|r[ée]sum[ée]|resumen|hearing|proposed rules?|"
    r"(?:recommended|suggested) citation|washington, d\.c\..*|"
    r"(?:in|before) the|for the (?:\w+ ){1,2}(?:circuit|district)|"
    r"for the .*\b(?:ended|ending)\b.*|"
    r"(?:part|chapter|section|kapitel|teil|chapitre|cap[íi]tulo) [\divxlc]+|"
    # "14 CFR Part 39": a reference.
    r"\d+ (?:\S+ ){1,3}\d+|"
    r".*:)|[a-z].*|\(.*\)|\[.*\]|.*\b(?:\d{5}(?:-\d{4})?)"
)
_BODY = re.compile(
    r"(?i:united states|(?:the )?(?:department|ministry|bureau|office|agency|committee|"
    r"province|state|county|city|commonwealth|republic|university|institute) "
    r"(?:of|on|for) [^\d]*|"
    r"(?:universit(?:ät|é|à)|hochschule|institut|ministerium|minist[èe]re|bundesamt) "
    r"[^\d]*|"
    r"(?:\S+ ){0,5}(?:administration|agency|commission|committee|department|ministry|"
    r"congress|bureau|court of appeals|(?:superior|supreme|district) court|"
    r"house of representatives|senate|council|institute|university|foundation|"
    r"corporation|company|bank|fund|ministerium|bundesamt|amt|universit(?:ät|é|y)|"
    r"(?:inc|ltd|llc|plc|corp|co|gmbh|ag|s\.?a|n\.?v)\.?))"
)
# What even a document about a ministry is: "Ministry of Health Annual Report".
_KIND = re.compile(
    r"\b(?:plan|report|guide|manual|handbook|act|review|strategy|policy|rules|history|"
    r"study|survey|agreement|contract|statement|budget)\b",
    re.IGNORECASE,
)
# Longer ones say something about the body.
_BODY_WORDS = 7


def is_label(text: str) -> bool:
    """Whether a heading says what a page is, and not what the document is called."""
    return bool(_LABEL.fullmatch(text)) or is_body(text)


def is_body(text: str) -> bool:
    """Whether a heading is the name of an authority, a company or a university."""
    if len(text.split()) > _BODY_WORDS or _KIND.search(text):
        return False
    return bool(_BODY.fullmatch(text))
