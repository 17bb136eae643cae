"""`.env.example` and the settings name the same variables."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
READERS = re.compile(
    r'(?:env_(?:str|bool|int|choice|path)\(|environ(?:\.get\(|\[))\s*"([A-Z_]+)"'
)


def read_by_the_code():
    sources = ROOT.glob("pdfsum/**/*.py")
    return {name for path in sources for name in READERS.findall(path.read_text())}


def listed_in_the_example():
    lines = (ROOT / ".env.example").read_text().splitlines()
    return {match[1] for line in lines if (match := re.match(r"#? ?([A-Z_]+)=", line))}


def test_every_variable_is_listed_and_every_listed_one_is_read():
    assert listed_in_the_example() == read_by_the_code()
