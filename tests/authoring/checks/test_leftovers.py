"""Nothing is left in a lesson of the conversation with the model that drafted it."""

import pytest

from tests.authoring.checks.subjects import found, subject, whole_lesson
from tui.authoring.checks.finding import Found
from tui.authoring.checks.leftovers import RULE

POINT = "How a bowline holds"
PROSE = "The nip grips both legs of the loop, so that the load tightens the grip and not the loop."


def check(body: str, **changes: object) -> list[Found]:
    text = (
        f"# Knots\n\n## Orientation\n\nRopes slip.\n\n## {POINT}\n\n{body}\n\n## Summary\n\nKnots hold by friction.\n"
    )
    return found(RULE, subject(text), **changes)


OPENINGS = (
    "Sure! Here is the section on the bowline:",
    "Sure, here's the section you asked for.",
    "Certainly! The bowline is a knot.",
    "Of course! Let me explain.",
    "Absolutely, here is a detailed explanation of how a bowline holds:",
    "Great question! The bowline holds by friction.",
    "Okay, let's write about the bowline.",
    "Here's the section on how a bowline holds:",
    "Here is a comprehensive overview of the bowline:",
    "Here's the revised section with your feedback worked in.",
    "Below is the Markdown text for the section:",
    "**Sure! Here's the section:**",
    "I've rewritten the section as you asked.",
    "I'll write this section for a beginner.",
    "As requested, this is shorter.",
    "Thank you for the feedback. The bowline holds by friction.",
    "I understand that you want a shorter text.",
    "Based on your feedback, the bowline comes first.",
)


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize("before", ["", "### Intuition\n\n"])
def test_a_preamble_is_told_at_the_beginning_of_a_section(opening: str, before: str) -> None:
    (finding,) = check(f"{before}{opening}\n\n{PROSE}")
    assert finding.quote == opening


def test_a_preamble_above_the_first_section_or_the_whole_file_is_told() -> None:
    text = whole_lesson({POINT: PROSE})
    (finding,) = found(RULE, subject(text.replace("# Knots\n", "# Knots\n\nSure! Here is the lesson:\n", 1)))
    assert finding.quote.startswith("Sure!")
    assert found(RULE, subject(f"Sure, here is the lesson:\n\n{text}"))[0].line == 1


@pytest.mark.parametrize(
    "text",
    [
        "Of course, a rope that is wet holds less than one that is dry.",
        "Sure enough, the loop holds when it is pulled.",
        "Certainly the oldest knot in use, the bowline stood in the rigging of every ship.",
        "Absolutely nothing holds the loop but friction.",
        "Okay knots are those that hold when nobody looks at them.",
        "Here is the loop, and there is the load.",
        "Here is a rope of 10 m: cut it in two.",
        "Here are three knots that hold, each in its own way.",
        "Below is a drawing of the nip.",
        "I have tied this knot a thousand times, and it never slipped.",
        "Great ships are held by small knots.",
        "“Sure! Here is the section” is how a model begins when nobody tells it not to.",
        "> Sure! Here is the section on knots:",
        "`Certainly! Here is` begins many an answer of a model.",
        "Yes, it holds.",
    ],
)
def test_an_opening_that_only_sounds_like_one_is_let_be(text: str) -> None:
    assert check(f"{text}\n\n{PROSE}") == []


def test_a_preamble_in_the_middle_of_a_dialogue_is_let_be() -> None:
    assert check(f"{PROSE}\n\nSure! Here is the rope, says the sailor.\n\n{PROSE} And so on it goes.") == []


CLOSINGS = (
    "Let me know if you would like more detail on any of these points!",
    "I hope this helps!",
    "*I hope this helps you on your way.*",
    "Feel free to ask if anything is unclear.",
    "Please feel free to reach out.",
    "Would you like me to continue with the next section?",
    "If you have any questions, please let me know.",
    "If you'd like, I can also add more examples.",
    "Is there anything else that I can help you with?",
    "Happy learning!",
    "Good luck! 🎉",
    "(Word count: 548)",
    "*Approximate word count: 550 words*",
    "[End of section]",
    "Stay tuned!",
    "Shall I continue?",
    "This section has been written for a beginner.",
)


@pytest.mark.parametrize("closing", CLOSINGS)
def test_an_offer_or_a_farewell_is_told_at_the_end_of_a_section(closing: str) -> None:
    (finding,) = check(f"{PROSE}\n\n{closing}")
    assert finding.quote == closing


def test_an_offer_before_the_last_farewell_is_told_too() -> None:
    findings = check(f"{PROSE}\n\nI hope this helps!\n\nHappy learning!")
    assert [finding.quote for finding in findings] == ["I hope this helps!", "Happy learning!"]


def test_an_offer_after_the_last_sentence_of_the_last_paragraph_is_told() -> None:
    (finding,) = check(f"{PROSE}\n{PROSE.replace('nip', 'knot')} Let me know if this helps.")
    assert finding.line == 10


@pytest.mark.parametrize(
    "text",
    [
        "If you have any doubt about a knot, load it before you trust it.",
        "If you want the loop to hold, leave the tail long enough.",
        "The text “Let me know if you need more” is a model's farewell.",
        "“It slipped. Let me know if yours does,” he wrote.",
        "> Let me know if it holds.",
        "Luck has no part in it: a knot that is tied well holds.",
        "A rope is good for about 550 words of text, as sailors joke.",
        "Hope is no knot.",
        "Would you trust it? Pull and see.",
    ],
)
def test_an_ending_that_only_sounds_like_one_is_let_be(text: str) -> None:
    assert check(f"{PROSE}\n\n{text}") == []


@pytest.mark.parametrize("fence", ["```markdown\n{}\n```", "```md\n{}\n```", "````\n{}\n````"])
def test_a_fence_around_a_whole_section_is_told(fence: str) -> None:
    (finding,) = check(fence.format(f"### Intuition\n\n{PROSE}\n\n### How it works\n\n{PROSE}"))
    assert "fence" in finding.message


def test_a_fence_around_the_whole_file_is_told() -> None:
    text = whole_lesson({POINT: PROSE})
    (finding,) = found(RULE, subject(f"```markdown\n{text}```\n"))
    assert (finding.line, finding.quote) == (1, "```markdown")


@pytest.mark.parametrize(
    "block",
    [
        f"A heading is written so:\n\n```markdown\n## A title\n\nText.\n```\n\n{PROSE} {PROSE}",
        "```python\n## load\nimport rope\n```",
        "```\n# a comment\nimport rope\n```",
        "- In a list:\n\n  ```markdown\n  ### A title\n  ```\n\n  " + PROSE,
    ],
)
def test_a_fence_that_shows_something_is_let_be(block: str) -> None:
    assert check(block) == []


@pytest.mark.parametrize(
    "text",
    [
        "[TODO]",
        "TODO: explain the nip.",
        "**TODO** explain the nip.",
        "The breaking load is TBD.",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
        "The knot is named after <insert name here>.",
        "The knot is [insert example here].",
        "[Your answer here]",
        "[Add a diagram of the nip]",
        "[Image of a bowline]",
        "(content continues)",
        "[The rest of the section is omitted for brevity]",
        "[Citation needed]",
        "The explanation goes here.",
        "This section is still to be written.",
        "<!-- TODO: draw the nip -->",
        "- One.\n- [TBD]",
        "| a | b |\n| - | - |\n| TBD | c |",
        "...",
        "…",
        "(...)",
        "{{insert_table}}",
    ],
)
def test_a_placeholder_is_told_wherever_it_stands(text: str) -> None:
    (finding,) = check(f"{PROSE}\n\n{text}\n\n{PROSE.replace('nip', 'knot')}")
    assert finding.quote
    assert finding.line >= 11


@pytest.mark.parametrize(
    "remark",
    [
        "# ... rest of the code remains unchanged ...",
        "# existing code",
        "// ... existing code ...",
        "# (rest of the class as before)",
        "# The rest of the function stays the same",
        "# same as above",
        "# ... (implementation omitted for brevity)",
    ],
)
def test_a_program_that_a_remark_cuts_short_is_told_at_the_remark(remark: str) -> None:
    (finding,) = check(f"{PROSE}\n\n```python\nimport rope\n\ndef tie():\n    {remark}\n```\n")
    assert (finding.quote, finding.line) == (remark, 15)


@pytest.mark.parametrize(
    "remark",
    [
        "# the rest of the rope hangs down",
        "# Your code here",
        "# TODO: tie it",
        "# other knots need more turns",
        "# previous value of the load",
        "# ... and then pull",
        "# x = [1, 2, ...]",
        "print('rest of the code')",
    ],
)
def test_a_remark_that_explains_is_let_be(remark: str) -> None:
    assert check(f"{PROSE}\n\n```python\nimport rope\n{remark}\nrope.tie()\n```\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "A todo list is a list of things to do.",
        "Leave a TODO in the code where you are unsure.",
        "```python\n# TODO: tie the knot\n```",
        "The note `[TODO]` is found by editors.",
        "“[Your answer here]” is what a form says.",
        "> [TODO]",
        "The interval [a, b] and the array [name, age] have two ends.",
        "A prompt is laid out as [image] [text] [image].",
        "See [the answer](#summary) and [example][1].\n\n[1]: https://example.org",
        "1, 2, 3, ... are the natural numbers.",
        "| a | b |\n| - | - |\n| ... | c |\n",
        "- one\n- ...\n- last",
        "[Add a knot](https://example.org/add) or [insert one][there].\n\n[there]: https://example.org",
        "- [ ] Tie it.\n- [x] Pull it.",
        "$$\na_1, \\ldots, a_n\n$$",
        "It takes <b>two</b> hands and <br> a rope.",
        "Write `<insert name>` for a variable.",
        "The tuple (a, ...) goes on.",
    ],
)
def test_what_only_looks_like_a_placeholder_is_let_be(text: str) -> None:
    assert check(f"{PROSE}\n\n{text}\n\n{PROSE.replace('nip', 'knot')}") == []


@pytest.mark.parametrize(
    "text",
    [
        "As an AI language model, I cannot tie knots.",
        "As an AI, I have no hands.",
        "I am a large language model and cannot see the rope.",
        "I'm just an AI, but friction holds it.",
        "As of my last update, the record stood at 3 kN.",
        "My knowledge cutoff is 2023.",
        "I cannot assist with that.",
        "The end comes here.<|im_end|>",
        "<think>\nThe user wants a section.\n</think>",
        "[INST] Write a section. [/INST]",
    ],
)
def test_a_model_that_speaks_of_itself_is_told(text: str) -> None:
    findings = check(f"{PROSE}\n\n{text}\n\n{PROSE.replace('nip', 'knot')}")
    assert findings
    assert {finding.line for finding in findings} <= {11, 12, 13}


@pytest.mark.parametrize(
    "text",
    [
        "A refusal such as “As an AI language model, I cannot help with that” is learnt in training.",
        'The phrase "as an AI, I cannot" stands in many answers.',
        "The phrase *as an AI language model, I* is a mark of machine text.",
        "`As an AI language model, I` is the usual beginning.",
        "> As an AI language model, I cannot tie knots.",
        "```text\nAs an AI language model, I cannot.\n```",
        "As a large language model, GPT-3 was trained on text alone.",
        "As an AI system, it must be tested before it is used.",
        "Each answer ends with the token `<|im_end|>`, and a thought stands in `<think>`.",
        "The training data ends in 2023.",
        "A model says that it is an AI.",
    ],
)
def test_a_lesson_that_teaches_about_models_is_let_be(text: str) -> None:
    assert check(f"{PROSE}\n\n{text}\n\n{PROSE.replace('nip', 'knot')}") == []


@pytest.mark.parametrize(
    "ending",
    [
        "The rope is bent in the nip, and the",
        "The rope is bent in the nip. Where it is bent most, it breaks first when the load grows beyo",
        "The rope is bent in the nip, and where it is bent most it breaks",
        "Three things hold the loop: friction, stiffness,",
        "The steps are these:",
        "It is (as Ashley says in his book",
        "- The nip grips.\n- The tail rests.\n- The loop carries the lo",
        "1. Tie it.\n2. Pull it until the",
        "It holds by fric-",
        "> The knot is the",
        "### Going further",
        "The formula $F = \\mu N$ says that the",
    ],
)
def test_a_section_that_breaks_off_is_told_at_its_last_line(ending: str) -> None:
    made = f"# Knots\n\n## Orientation\n\n{PROSE}\n\n{ending}\n\n## {POINT}\n\nIt holds.\n"
    (finding,) = found(RULE, subject(made))
    assert finding.quote == ending.split("\n")[-1]
    assert "breaks off" in finding.message


def test_a_fence_that_nothing_closes_is_told_where_it_opens() -> None:
    text = f"# Knots\n\n## {POINT}\n\n{PROSE}\n\n```python\nknot = tie(rope)\n\n### Going deeper\n\nMore.\n"
    (finding,) = found(RULE, subject(text))
    assert (finding.quote, finding.line) == ("```python", 7)


@pytest.mark.parametrize(
    "ending",
    [
        "It holds.",
        "It holds!",
        "Does it hold?",
        "It holds …",
        "“It holds.”",
        "(It holds.)",
        "**It holds.**",
        "It holds *because of friction*.",
        "- friction\n- stiffness\n- the bend of the rope in the nip",
        "- the standing part\n- what the rope is made of\n- where the load comes from",
        "- It grips.\n- It holds.\n- $F = \\mu N$",
        "1. Tie it\n2. Pull it\n3. Look whether the tail is long enough",
        "| knot | strength |\n| - | - |\n| bowline | about two thirds of the",
        "$$\nF = \\mu N\n$$",
        "```text\n13.3 and the\n```",
        "The load is then $F = \\mu N$",
        "Run it with `tie --around post`",
        "> It holds.\n>\n> — Clifford Ashley, 1944",
        "> To be or not to be on a rope with him",
        "See [the book of knots](https://example.org)",
        "![A bowline that is under load](loop.png)",
        "**5. Explain why the loop of a bowline holds under load**",
        "Source: Ashley, The Book of Knots",
        "Ashley, 1944",
        "The whole story is told at <https://example.org/knots>",
        "Write to the author of this book at knots@example.org",
        "Everything else is found here: https://example.org/knots",
        "Knots of this kind have been tied on ships since 1944",
        "<table>\n<tr><td>the bowline and the</td></tr>\n</table>",
        "<details>\n<summary>Answer</summary>\n\nIt holds.\n\n</details>",
        "它不会松开。",
        "Он держится на трении.",
        "It holds.\n\n---",
        "It holds. <!-- checked -->",
    ],
)
def test_a_section_may_end_in_many_ways(ending: str) -> None:
    assert check(f"{PROSE}\n\n{ending}") == []


def test_an_empty_level_is_left_to_the_rule_of_levels() -> None:
    assert check(f"### Intuition\n\n{PROSE}\n\n### Going deeper") == []


def test_a_paragraph_that_stands_twice_is_told_with_the_line_of_the_first() -> None:
    (finding,) = check(f"{PROSE}\n\nAnd so on.\n\n{PROSE.upper()}")
    assert (finding.line, "line 9" in finding.message) == (13, True)


def test_repetition_is_told_across_sections_and_in_lists() -> None:
    text = whole_lesson({"Orientation": f"- {PROSE}", POINT: PROSE})
    assert len(found(RULE, subject(text))) == 1


@pytest.mark.parametrize(
    "body",
    [
        "The nip grips.\n\nThe nip grips.",
        f"{PROSE}\n\n> {PROSE}",
        f"| a | b |\n| - | - |\n| {PROSE} | c |\n| {PROSE} | d |",
        f"**Exercise 1.** {PROSE}\n\n**Solution.** So.\n\n### Solutions\n\n**Exercise 1.** {PROSE}",
        f"1. {PROSE[:-1]}?\n\nIt is so.\n\n1. {PROSE[:-1]}?\n\nIt is so.",
        f"```text\n{PROSE}\n```\n\n```text\n{PROSE}\n```",
    ],
)
def test_what_may_stand_twice_is_let_be(body: str) -> None:
    assert check(body) == []


def test_a_sentence_that_is_said_over_and_over_is_told_once() -> None:
    (finding,) = check(f"It is old. {PROSE} It is good. {PROSE} It is so. {PROSE} Yes. {PROSE} No.")
    assert "three times" in finding.message


@pytest.mark.parametrize(
    "again",
    [
        POINT,
        f"**{POINT}**",
        f"### {POINT}",
        f"**Section 2: {POINT}**",
        f"Title: {POINT}",
        POINT.upper(),
        f"{POINT}\n===",
    ],
)
def test_a_title_that_stands_again_below_the_title_is_told(again: str) -> None:
    (finding,) = check(f"{again}\n\n{PROSE}")
    assert "title" in finding.message


def test_a_title_that_is_spoken_of_is_let_be() -> None:
    assert check(f"{POINT} is a question of friction.\n\n{PROSE}") == []
    assert check(f"{PROSE}\n\n### {POINT}, once more\n\nIt holds.") == []
