"""The questions that a section asks, each with the answer given there, in whatever form people write them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui.authoring import plain_text
from tui.authoring.checks.lesson_text import LessonText, Part
from tui.authoring.checks.question_forms import Answer, Forms, Start, after_question
from tui.authoring.checks.section_pieces import Piece, pieces

# From the outside in: where several kinds of block could begin a question, the outermost that does so twice is meant.
_CONTAINERS = ("heading3", "heading4", "heading5", "heading6", "summary", "bold", "ordered", "label", "bullet", "plain")
_HINT = re.compile(r"^[\s*_(>]*hints?\b", re.IGNORECASE)
_CODE_WORDS = 8
"""What a line of code counts for in an answer, in words."""


@dataclass(frozen=True)
class Asked:
    """One question: where it begins, the number it bears, and its answer, "" for none, with the words that it has."""

    line: int
    number: int | None
    answer: str
    words: int


@dataclass(frozen=True)
class _Begun:
    at: int
    container: str
    piece: Piece
    start: Start

    @property
    def strong(self) -> bool:
        return self.start.labelled or self.start.asks

    @property
    def counted(self) -> bool:
        return self.start.labelled or self.start.number is not None


def asked(text: LessonText, part: Part, forms: Forms, *, solved: bool) -> list[Asked]:
    """Return the questions of `part` in their order.

    `solved` says that they are exercises: an answer must be set off from the task, by a label or a heading, in a
    quotation at the end, behind a click, or among solutions gathered below or in a section of their own.
    """
    all_pieces = list(pieces(text, part))
    gathered_at = _gathered_at(all_pieces, forms)
    begun = _chosen(list(_begun(all_pieces[:gathered_at], forms)), all_pieces, forms)
    if not begun:
        return []
    ends = [each.at for each in begun[1:]] + [gathered_at]
    elsewhere: dict[int, list[Piece]] = {}
    own = [
        _own_answer(each, number, all_pieces[each.at + 1 : end], forms, solved, elsewhere)
        for number, (each, end) in enumerate(zip(begun, ends, strict=True), 1)
    ]
    region = all_pieces[gathered_at + 1 :] or list(_solutions_elsewhere(text, part, forms))
    gathered = _entries(region, forms) if region else {}
    found = []
    for position, (each, answer) in enumerate(zip(begun, own, strict=True), 1):
        number = each.start.number or position
        for more in (elsewhere.get(number), gathered.get(number), gathered.get(0)):
            answer = answer if _words(answer) or more is None else more
        joined = "\n".join(piece.text for piece in answer).strip()
        found.append(Asked(each.piece.line, each.start.number, joined, _words(answer)))
    return found


def _gathered_at(all_pieces: Sequence[Piece], forms: Forms) -> int:
    """Return where the answers begin that are gathered below all questions; the end, if they are not."""
    begun = 0
    for at, piece in enumerate(all_pieces):
        answer = _answer(piece, forms)
        if answer is not None:
            if answer.gathers and begun > 1:
                return at
            if not answer.gathers:
                break
        elif piece.bullet or _start(piece, forms) is not None:
            begun += 1
    return len(all_pieces)


def _answer(piece: Piece, forms: Forms) -> Answer | None:
    if piece.kind not in ("heading", "summary", "text", "html"):
        return None
    return forms.answer(piece.text, heading=piece.kind in ("heading", "summary"))


def _start(piece: Piece, forms: Forms) -> Start | None:
    if piece.kind not in ("heading", "summary", "text") or piece.quoted:
        return None
    return forms.start(piece.text, whole=piece.kind != "text")


def _begun(all_pieces: Sequence[Piece], forms: Forms) -> Iterator[_Begun]:
    """Yield all that could begin a question."""
    for at, piece in enumerate(all_pieces):
        if _answer(piece, forms) is not None or piece.depth > 1:
            continue
        start = _start(piece, forms)
        if piece.bullet.isdigit():
            words = forms.start(piece.text, whole=False) or Start(None, False, False, *_title(piece.text))
            start = Start(int(piece.bullet), words.labelled, words.asks, words.title, words.rest)
        if start is None:
            continue
        bold = piece.text.lstrip().startswith(("**", "__"))
        if piece.kind == "heading":
            container = f"heading{piece.level}"
        elif piece.kind == "summary":
            container = "summary"
        elif piece.bullet:
            container = "ordered" if piece.bullet.isdigit() else "bullet"
        elif piece.depth:
            continue
        elif bold:
            container = "bold"
        elif start.labelled or start.number is not None:
            container = "label"
        elif not start.rest and "?" in piece.text:
            container = "plain"
        else:
            continue
        yield _Begun(at, container, piece, start)


def _title(text: str) -> tuple[str, str]:
    title, _, rest = text.partition("\n")
    return title, rest


def _chosen(begun: Sequence[_Begun], all_pieces: Sequence[Piece], forms: Forms) -> list[_Begun]:
    """Return those that do begin a question: all in one kind of block, and numbered or named alike."""
    by_container = {name: [each for each in begun if each.container == name] for name in _CONTAINERS}
    strong = {name: [each for each in found if each.strong] for name, found in by_container.items()}
    twice = [name for name in _CONTAINERS if len(strong[name]) > 1]
    for at, name in enumerate(twice):
        # Headings that only ask may group questions that are numbered below them.
        inner = [other for other in twice[at + 1 :] if all(each.counted for each in strong[other])]
        if any(each.counted for each in strong[name]) or all(len(strong[o]) <= len(strong[name]) for o in inner):
            return _alike(name, by_container[name], all_pieces, forms)
    for least, among in ((2, by_container), (1, strong), (1, by_container)):
        for name in _CONTAINERS:
            if len(among[name]) >= least and name not in ("bullet", "plain"):
                return _alike(name, by_container[name], all_pieces, forms)
    return []


def _alike(name: str, found: list[_Begun], all_pieces: Sequence[Piece], forms: Forms) -> list[_Begun]:
    if name == "ordered":
        return _lists(found)
    for of_kind in (
        [each for each in found if each.start.labelled and each.start.number is not None],
        [each for each in found if each.start.number is not None],
        [each for each in found if each.start.labelled],
    ):
        if len(of_kind) > 1:
            return of_kind
    if name.startswith("heading"):
        level = int(name[-1])
        found = [
            _Begun(at, name, piece, forms.start(piece.text, whole=True) or Start(None, False, True, piece.text, ""))
            for at, piece in enumerate(all_pieces)
            if piece.kind == "heading" and piece.level == level and _answer(piece, forms) is None
        ]
    # What stands under every question alike is a part of its answer: "Why does it tempt?".
    titles = [each.start.title.casefold() for each in found]
    return [each for each, title in zip(found, titles, strict=True) if titles.count(title) == 1 or not title]


def _lists(found: Sequence[_Begun]) -> list[_Begun]:
    """Return the items of the lists that ask, and of those that go on where such a list was broken."""
    asking = {each.piece.list_line for each in found if each.strong} or {each.piece.list_line for each in found}
    chosen: list[_Begun] = []
    seen: set[int] = set()
    for each in found:
        here, number = each.piece.list_line, each.start.number
        if here not in seen and chosen and number == (chosen[-1].start.number or 0) + 1:
            asking.add(here)
        seen.add(here)
        if here in asking:
            chosen.append(each)
    return chosen


def _own_answer(
    begun: _Begun,
    position: int,
    below: Sequence[Piece],
    forms: Forms,
    solved: bool,
    elsewhere: dict[int, list[Piece]],
) -> list[Piece]:
    """Return what of the pieces below a question is its answer.

    What is labelled as the answer to another question is put into `elsewhere`.
    """
    start = begun.start
    body = [Piece(begun.piece.line, "text", start.rest), *below] if start.rest else list(below)
    own: list[Piece] = []
    current: list[Piece] | None = None
    for piece in body:
        label = _answer(piece, forms)
        rest = label.rest if label is not None else None
        if label is None and current is None and piece.kind == "text":
            rest = forms.answer_inside(piece.text)
        if rest is not None:
            number = label.number if label is not None else None
            current = own if number in (None, start.number or position) else elsewhere.setdefault(number or 0, [])
            current.append(Piece(piece.line, "text", rest))
        elif current is not None:
            current.append(piece)
    return own if current is not None else _unlabelled(begun, body, solved)


def _unlabelled(begun: _Begun, body: Sequence[Piece], solved: bool) -> list[Piece]:
    """Return the answer where no label says that it begins."""
    start = begun.start
    behind_click = next((at for at, piece in enumerate(body) if piece.kind == "summary"), None)
    if behind_click is not None:
        return list(body[behind_click + 1 :])
    if solved:
        quoted = len(body)
        while quoted and body[quoted - 1].quoted:
            quoted -= 1
        if body[quoted:] and (start.title or quoted):
            return list(body[quoted:])
        if start.labelled or "?" not in f"{start.title}{start.rest}":
            return []
    body = [piece for piece in body if not _HINT.match(piece.text)]
    in_own_block = begun.container in ("ordered", "bullet", "label", "plain")
    if body and body[0].kind == "text" and (in_own_block or not start.title):
        # The first piece asks, and may go on to answer.
        asking = f"{start.title} {body[0].text}" if start.rest else body[0].text
        if start.rest or not start.title:
            return [Piece(body[0].line, "text", after_question(asking)), *body[1:]]
    if body and body[0].kind == "text" and "?" in body[0].text and not after_question(body[0].text):
        return list(body[1:])
    return list(body)


def _words(answer: Sequence[Piece]) -> int:
    return sum(_piece_words(piece) for piece in answer)


def _piece_words(piece: Piece) -> int:
    if piece.kind == "heading":
        return 0
    if piece.kind != "code":
        return plain_text.words(piece.text)
    lines = [line.strip() for line in piece.text.splitlines()]
    said = [line for line in lines if line and line not in ("pass", "...") and not line.startswith(("#", "//"))]
    return max(_CODE_WORDS, plain_text.words(piece.text)) if said else 0


def _solutions_elsewhere(text: LessonText, part: Part, forms: Forms) -> Iterator[Piece]:
    """Yield what a section of solutions says of `part`: all of it, if no heading there names the part."""
    title = part.heading.text.casefold() if part.heading is not None else ""
    for other in text.parts:
        if other.heading is None or other is part:
            continue
        label = forms.answer(other.heading.text, heading=True)
        if label is None or not label.gathers:
            continue
        level = 0
        found = list(pieces(text, other))
        named = any(piece.kind == "heading" and title in piece.text.casefold() for piece in found)
        for piece in found:
            if piece.kind == "heading" and named and (not level or piece.level <= level):
                level = piece.level if title in piece.text.casefold() else 0
            elif not named or level:
                yield piece


def _entries(region: Sequence[Piece], forms: Forms) -> dict[int, list[Piece]]:
    """Return gathered answers by their numbers; where none bears one, all of them under 0."""
    begun: list[tuple[str, int, int, str]] = []
    for at, piece in enumerate(region):
        label, start = _answer(piece, forms), _start(piece, forms)
        block = "heading" if piece.kind in ("heading", "summary") else "item" if piece.bullet else "text"
        if label is not None and label.number is not None:
            begun.append((block, at, label.number, label.rest))
        elif piece.bullet.isdigit() and piece.depth == 1:
            begun.append((block, at, int(piece.bullet), piece.text))
        elif start is not None and start.number is not None:
            begun.append(
                (block, at, start.number, start.rest if start.asks and start.rest else f"{start.title} {start.rest}")
            )
    for block in ("heading", "text", "item"):
        chosen = [each for each in begun if each[0] == block]
        if chosen:
            ends = [at for _, at, _, _ in chosen[1:]] + [len(region)]
            return {
                number: [Piece(region[at].line, "text", rest), *region[at + 1 : end]]
                for (_, at, number, rest), end in zip(chosen, ends, strict=True)
            }
    return {0: list(region)}
