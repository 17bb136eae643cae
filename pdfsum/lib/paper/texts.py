"""A paper as Markdown and as plain text."""

import re

from pdfsum.lib.paper.content import Block, Kind, Paper

# What Markdown would read as its own, anywhere and at the start of a line.
_SIGNS = re.compile(r"([\\`*_{}\[\]<>|~])|&(?=#?\w+;)")
_AT_START = re.compile(r"^(\s*\d*)((?<=\d)[.)]|(?<!\d)[#+=-])", re.MULTILINE)


def to_markdown(paper: Paper) -> str:
    text = f"# {_escape(_one_line(paper.title))}"
    if paper.about:
        text += "\n\n" + "  \n".join(map(_escape, paper.about))
    before: Kind | None = None
    for block in paper.blocks:
        in_list = block.kind is Kind.ITEM and before is Kind.ITEM
        text += ("\n" if in_list else "\n\n") + _markdown_block(block)
        before = block.kind
    return f"{text}\n"


def to_text(paper: Paper) -> str:
    title = _one_line(paper.title)
    parts = [f"{title}\n{'=' * min(len(title), 72)}", "\n".join(paper.about)]
    for block in paper.blocks:
        text = _one_line(block.text) if block.kind is not Kind.TEXT else block.text
        if block.kind is Kind.HEADING:
            parts.append(f"{text}\n{'-' * min(len(text), 72)}")
            continue
        start = "- " if block.kind is Kind.ITEM else ""
        mark = f" {block.mark}" if block.mark else ""
        url = f"\n  {block.url}" if block.url else ""
        parts.append(f"{start}{text}{mark}{url}")
    return "\n\n".join(filter(None, parts)) + "\n"


def _markdown_block(block: Block) -> str:
    if block.kind is Kind.HEADING:
        return f"## {_escape(_one_line(block.text))}"
    # Markdown of its own, yet no HTML.
    text = _no_tags(block.text) if block.is_markdown else _escape(block.text)
    start = ""
    if block.kind is Kind.ITEM:
        start, text = "- ", _one_line(text)
    mark = _escape(block.mark)
    if block.url and mark:
        mark = f"[{mark}]({_address(block.url)})"
    return f"{start}{text} {mark}".rstrip()


def _escape(text: str) -> str:
    return _AT_START.sub(r"\1\\\2", _SIGNS.sub(_escaped, text))


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def _no_tags(text: str) -> str:
    return text.replace("<", "\\<")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _address(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
