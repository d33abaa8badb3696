"""Pieces of Markdown that mean something else in any other company."""

PARTS = [
    "word", "rope *holds*", "# ", "## Two", "\n", "\n\n", "\n", "- ", "-", "1. ", "2", ". ", "> ", "    ", "  ", "```",
    "```python\n", "$$", "$x$", "| a | b |\n| - | - |\n", "| c | d |", "[ref]", "[ref]: other.md", "'title", "'",
    "\x1b[31m", "\r\n", "\u2028", "[^1]", "[^1]: ", "^[", "]", "!!! note", "::: tip", ":::", "---", "===", "<div>",
    "</div>", "<!--", "-->", "`", "\\", "&amp;", "&#27;", "> [!NOTE]\n> ", "![a](b.png)", "- [ ] ", "*", "_", "~~",
    "\t", "+ ", "<b>", "(a)", "$$ (eq)",
]  # fmt: skip
