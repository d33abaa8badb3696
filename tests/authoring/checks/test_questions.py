"""A lesson asks enough, and answers what it asks, in whatever form people write questions and answers."""

import pytest

from tests.authoring.checks.subjects import found, subject
from tui.authoring.checks.finding import Found
from tui.authoring.checks.questions import RULE

QUESTIONS = (
    "Why does the loop of a bowline not close under load?",
    "Which part of the knot holds the rope by friction?",
    "How much of its strength does a rope lose in a bowline?",
    "Compare the bowline with the figure of eight.",
    "When would a climber choose another knot?",
)
ANSWERS = (
    "The nip grips both legs of the loop, so the load tightens the grip and not the loop itself.",
    "The nip does: it is pressed by the load and holds whatever passes through it, the more the harder it is pulled.",
    "About a third, since the rope is bent sharply in the nip and its outer fibres carry more than their share.",
    "The bowline opens easily after a load; the figure of eight keeps its shape when shaken, and jams more often.",
    "Where the rope is stiff and the load comes and goes, for then a bowline can shake itself loose.",
)
TASKS = (
    "Tie a bowline around a post and say which leg carries the load.",
    "A rope holds 20 kN. A bowline costs a third of that. Compute what is left, and compare it with a load of 12 kN.",
    "Show that a bowline which is tied left-handed holds as well as any other, or find where the reasoning fails.",
)
SOLUTIONS = (
    "The standing part carries all of it, and the two legs of the loop share it between them equally.",
    "$20 \\cdot \\frac{2}{3} = 13.3$ kN are left, which is more than 12 kN, so the rope holds with little to spare.",
    "Mirror the knot: every contact between rope and rope remains, and with it the friction, so that it holds as well.",
)


def of_kind(kind: str, body: str, **settings: object) -> list[Found]:
    title = {"key-questions": "Key questions", "tricky-questions": "Tricky questions", "exercises": "Exercises"}[kind]
    return found(RULE, subject(f"# Knots\n\n## {title}\n\n{body}\n", kinds=("point", kind)), **settings)


def each(form: str, questions: tuple[str, ...] = QUESTIONS, answers: tuple[str, ...] = ANSWERS) -> str:
    return "\n\n".join(
        form.format(n=n, q=question, a=answer)
        for n, (question, answer) in enumerate(zip(questions, answers, strict=True), 1)
    )


def numbered(texts: tuple[str, ...], form: str = "{n}. {t}", between: str = "\n") -> str:
    return between.join(form.format(n=n, t=text) for n, text in enumerate(texts, 1))


ANSWERED = {
    "bold and numbered, as writers are asked": "**{n}. {q}**\n\n{a}",
    "bold with the answer on the next line": "**{n}. {q}**\n{a}",
    "bold with the answer on the same line": "**{n}. {q}** {a}",
    "bold without numbers": "**{q}**\n\n{a}",
    "underscores": "__{n}. {q}__\n\n{a}",
    "only the number bold": "**{n}.** {q}\n\n{a}",
    "only the label bold": "**Question {n}:** {q}\n\n**Answer:** {a}",
    "headings": "### {n}. {q}\n\n{a}",
    "headings without numbers": "### {q}\n\n{a}",
    "smaller headings": "#### Question {n}: {q}\n\n{a}",
    "headings that are labels only": "### Question {n}\n\n{q}\n\n{a}",
    "headings for answers too": "### Question {n}\n\n{q}\n\n#### Answer\n\n{a}",
    "numbered list, answer in the item": "{n}. {q}\n\n   {a}",
    "numbered list, answer on the same line": "{n}. {q} {a}",
    "numbered list, answer on the next line": "{n}. {q}\n   {a}",
    "numbered list, bold question": "{n}. **{q}**\n\n   {a}",
    "numbered list, broken by its answers": "{n}. {q}\n\n{a}",
    "numbered list, answer as a bullet": "{n}. {q}\n   - {a}",
    "numbered list, labelled answer": "{n}. {q}\n\n   *Answer:* {a}",
    "numbered list, quoted answer": "{n}. {q}\n\n   > {a}",
    "every item numbered 1": "1. {q}\n\n   {a}",
    "Q and A": "Q: {q}\n\nA: {a}",
    "Q and A in one paragraph": "Q{n}: {q}\nA{n}: {a}",
    "bold Q and A": "**Q{n}.** {q}\n\n**A{n}.** {a}",
    "bold Q with the question in it": "**Q{n}: {q}**\n\n**A:** {a}",
    "quoted answers": "**{n}. {q}**\n\n> {a}",
    "folded answers": "**{n}. {q}**\n\n<details>\n<summary>Answer</summary>\n\n{a}\n\n</details>",
    "folded answers in one block": "**{n}. {q}**\n\n<details><summary>Show answer</summary>{a}</details>",
    "folded under the question": "<details>\n<summary>{n}. {q}</summary>\n\n{a}\n\n</details>",
    "bullets": "- **{q}** {a}",
    "with a picture before it": "**❓ {n}. {q}**\n\n✅ **Answer:** {a}",
    "answers with lists": "**{n}. {q}**\n\nThree things count:\n\n1. {a}\n2. {a}\n3. Is it dry?\n",
    "answers in parts that ask in bold": "**{n}. {q}**\n\n**Why does it tempt?** {a}\n\n**What is right?** {a}",
    "label and question apart": "**Question {n}**\n\n{q}\n\n{a}",
    "list with bold Q and A": "{n}. **Q:** {q}\n   **A:** {a}",
    "misconceptions": "**Misconception {n}: {q}**\n\n{a}",
    "misconceptions in the answers": "**{n}. {q}**\n\n**Misconception:** {a}\n\n**Right:** {a}",
    "answers in code": "**{n}. {q}**\n\n```python\nprint(min(20 * 2 / 3, 12))\n```",
}


@pytest.mark.parametrize("form", ANSWERED.values(), ids=ANSWERED)
def test_answered_questions_are_recognised_in_many_forms(form: str) -> None:
    assert of_kind("key-questions", f"Try each before you read on.\n\n{each(form)}") == []


UNANSWERED = {
    "bold": "**{n}. {q}**",
    "bold, followed by nothing but a rule": "**{n}. {q}**\n\n---",
    "bold label": "**Question {n}:** {q}",
    "headings": "### {n}. {q}",
    "headings that are labels only": "### Question {n}\n\n{q}",
    "numbered list": "{n}. {q}",
    "numbered list, loose": "{n}. {q}\n",
    "numbered bold list": "{n}. **{q}**",
    "bullets": "- {q}",
    "Q alone": "Q: {q}",
    "label without answer": "**{n}. {q}**\n\n**Answer:**",
    "heading without answer": "### Question {n}\n\n{q}\n\n#### Answer",
    "dots": "**{n}. {q}**\n\n...",
    "placeholder": "**{n}. {q}**\n\n[Your answer here]",
    "labelled placeholder": "**{n}. {q}**\n\n**Answer:** TODO",
    "promise": "**{n}. {q}**\n\n*This is left as an exercise for the reader.*",
    "nothing to fold out": "**{n}. {q}**\n\n<details>\n<summary>Answer</summary>\n\n</details>",
    "a hint only": "**{n}. {q}**\n\n*Hint: think of the friction that the nip of the knot brings about.*",
}


@pytest.mark.parametrize("form", UNANSWERED.values(), ids=UNANSWERED)
def test_each_question_without_an_answer_is_told_at_its_own_line(form: str) -> None:
    asking = tuple(question for question in QUESTIONS if question.endswith("?"))
    body = each(form, asking, asking)
    findings = of_kind("key-questions", body, key_questions=4)
    assert len(findings) == 4
    text = f"# Knots\n\n## Key questions\n\n{body}\n".splitlines()
    for finding, question in zip(findings, asking, strict=True):
        assert finding.quote == text[finding.line - 1].strip()
        assert question in finding.quote or "Question" in finding.quote
        assert "answer" in finding.message


@pytest.mark.parametrize("missing", range(5))
@pytest.mark.parametrize(
    "form", ["**{n}. {q}**\n\n{a}", "### {n}. {q}\n\n{a}", "{n}. {q}\n\n   {a}", "{n}. {q}\n\n{a}"]
)
def test_the_one_that_nobody_answered_is_told_among_those_that_are(missing: int, form: str) -> None:
    answers = tuple("" if at == missing else answer for at, answer in enumerate(ANSWERS))
    (finding,) = of_kind("key-questions", each(form, QUESTIONS, answers))
    assert QUESTIONS[missing] in finding.quote


def test_an_answer_of_two_words_is_none_but_its_words_are_told() -> None:
    answers = ("It grips.", *ANSWERS[1:])
    (finding,) = of_kind("key-questions", each("**{n}. {q}**\n\n{a}", QUESTIONS, answers))
    assert "only 2 words" in finding.message
    assert of_kind("key-questions", each("**{n}. {q}**\n\n{a}", QUESTIONS, answers), least_answer_words=2) == []


def test_too_few_questions_are_told_at_the_title() -> None:
    body = each("**{n}. {q}**\n\n{a}", QUESTIONS[:3], ANSWERS[:3])
    (finding,) = of_kind("key-questions", body)
    assert (finding.line, finding.quote) == (3, "## Key questions")
    assert "3 key questions" in finding.message
    assert of_kind("key-questions", body, key_questions=3) == []
    (tricky,) = of_kind("tricky-questions", body)
    assert "tricky" in tricky.message


def test_a_section_without_any_question_says_how_one_is_written() -> None:
    (finding,) = of_kind("key-questions", "The bowline holds by friction. It is old. Sailors use it.")
    assert "`**1. The question?**`" in finding.message


def test_steps_of_an_answer_are_not_counted_as_questions() -> None:
    answer = "Do this:\n\n1. Pull.\n2. Look.\n3. Does it slip?\n\nAnd think of friction, which grows with the load."
    body = each("**{n}. {q}**\n\n{a}", QUESTIONS[:3], (answer,) * 3)
    (finding,) = of_kind("key-questions", body)
    assert "3 key questions" in finding.message


@pytest.mark.parametrize(
    "form",
    [
        "{n}. {q}\n\n{a} Do this:\n\n1) pull\n2) look\n3) trust",
        "{n}. {q}\n\n   {a}\n\n   1. Is it dry?\n   2. Is it stiff?\n   3. Is it old?",
        "### {n}. {q}\n\n{a}\n\n1. **Is it dry?** Yes.\n2. **Is it stiff?** No.",
    ],
)
def test_lists_within_answers_are_not_counted_as_questions(form: str) -> None:
    (finding,) = of_kind("key-questions", each(form, QUESTIONS[:3], ANSWERS[:3]))
    assert "3 key questions" in finding.message


def test_bold_questions_under_headings_that_group_them_are_the_questions() -> None:
    recall = each("**{n}. {q}**\n\n{a}", QUESTIONS[:2], ANSWERS[:2])
    apply = "\n\n".join(f"**{n}. {QUESTIONS[n - 1]}**\n\n{ANSWERS[n - 1]}" for n in (3, 4, 5))
    assert of_kind("key-questions", f"### Recall\n\n{recall}\n\n### Apply\n\n{apply}") == []


def test_questions_may_stand_in_a_table_beside_their_answers() -> None:
    rows = [f"| {n} | {QUESTIONS[n]} | {ANSWERS[n]} |" for n in (0, 1, 2, 4)]
    table = "\n".join(["| # | Question | Answer |", "| --- | --- | --- |", *rows])
    assert of_kind("key-questions", table, key_questions=4) == []
    (finding,) = of_kind("key-questions", table.replace(ANSWERS[2], ""), key_questions=4)
    assert QUESTIONS[2] in finding.quote


def test_a_question_that_stands_on_two_lines_is_one() -> None:
    wrapped = tuple(question.replace(" the ", " the\n", 1) for question in QUESTIONS)
    assert of_kind("key-questions", each("**{n}. {q}**\n\n{a}", wrapped, ANSWERS)) == []


GATHERED = {
    "numbered under a heading": numbered(QUESTIONS) + "\n\n### Answers\n\n" + numbered(ANSWERS),
    "numbered under bold words": numbered(QUESTIONS) + "\n\n**Answers**\n\n" + numbered(ANSWERS),
    "answer key": numbered(QUESTIONS) + "\n\n### Answer key\n\n" + numbered(ANSWERS, "**{n}.** {t}", "\n\n"),
    "bold questions": numbered(QUESTIONS, "**{n}. {t}**", "\n\n") + "\n\n### Answers\n\n" + numbered(ANSWERS),
    "headings": numbered(QUESTIONS, "### Question {n}\n\n{t}", "\n\n")
    + "\n\n### Answers\n\n"
    + numbered(ANSWERS, "#### Question {n}\n\n{t}", "\n\n"),
    "behind one click": numbered(QUESTIONS)
    + "\n\n<details>\n<summary>Answers</summary>\n\n"
    + numbered(ANSWERS)
    + "\n\n</details>",
    "each labelled": numbered(QUESTIONS) + "\n\n" + numbered(ANSWERS, "**Answer {n}.** {t}", "\n\n"),
    "each said to be one to a question": numbered(QUESTIONS)
    + "\n\n"
    + numbered(ANSWERS, "**Answer to question {n}:** {t}", "\n\n"),
}


@pytest.mark.parametrize("body", GATHERED.values(), ids=GATHERED)
def test_answers_may_be_gathered_at_the_end(body: str) -> None:
    assert of_kind("key-questions", body) == []


@pytest.mark.parametrize("body", GATHERED.values(), ids=GATHERED)
def test_an_answer_that_is_missing_among_those_gathered_is_told_at_its_question(body: str) -> None:
    lines = [line for line in body.split("\n") if ANSWERS[4] not in line]
    findings = of_kind("key-questions", "\n".join(lines))
    assert len(findings) == 1
    assert QUESTIONS[4] in findings[0].quote or "Question 5" in findings[0].quote


SOLVED = {
    "as writers are asked": "**Exercise {n} (easy).** {q}\n\n**Solution.** {a}",
    "solution on the next line": "**Exercise {n} (easy).** {q}\n\n**Solution.**\n\n{a}",
    "in one paragraph": "**Exercise {n}.** {q}\n**Solution.** {a}",
    "in one line": "**Exercise {n}.** {q} **Solution.** {a}",
    "headings": "### Exercise {n} (medium)\n\n{q}\n\n#### Solution\n\n{a}",
    "heading and italics": "### {n}. Knots\n\n{q}\n\n*Solution:* {a}",
    "worked solutions": "### Exercise {n}: Knots\n\n{q}\n\n**Worked solution**\n\n{a}",
    "list": "{n}. {q}\n\n   **Solution:** {a}",
    "plain labels": "Exercise {n}. {q}\n\nSolution: {a}",
    "folded": "**Exercise {n}.** {q}\n\n<details>\n<summary>Solution</summary>\n\n{a}\n\n</details>",
    "folded under other words": "**Exercise {n}.** {q}\n\n<details>\n<summary>Click me</summary>\n\n{a}\n\n</details>",
    "quoted": "**Exercise {n}.** {q}\n\n> {a}",
    "with a hint": "**Exercise {n}.** {q}\n\n**Hint.** Draw it.\n\n**Solution sketch.** {a}",
    "with parts": "**Exercise {n}.** {q}\n\n(a) Tie it.\n\n(b) Untie it.\n\n**Solution.**\n\n(a) {a}\n\n(b) {a}",
    "problems": "#### Problem {n}\n\n{q}\n\n##### Answer\n\n{a}",
    "the task labelled": "**{n}. Knots (hard)**\n\n**Task.** {q}\n\n**Solution.** {a}",
    "steps in the solution": "**Exercise {n}.** {q}\n\n**Solution.**\n\n1. Tie it.\n2. Load it.\n3. See: {a}",
    "solutions named after their exercises": "### Exercise {n}\n\n{q}\n\n### Exercise {n}: Solution\n\n{a}",
    "a rule between": "**Exercise {n}.** {q}\n\n**Solution.** {a}\n\n---",
}


@pytest.mark.parametrize("form", SOLVED.values(), ids=SOLVED)
def test_exercises_with_their_solutions_are_recognised_in_many_forms(form: str) -> None:
    assert of_kind("exercises", each(form, TASKS, SOLUTIONS)) == []


@pytest.mark.parametrize(
    "form",
    [
        "**Exercise {n} (easy).** {q}",
        "### Exercise {n}\n\n{q}\n\nTake your time, and draw what you see before you begin to reckon.",
        "### Exercise {n}\n\n{q}\n\n**Solution.**",
        "**Exercise {n}: how much does it hold?** {q}",
        "{n}. {q}",
        "**Exercise {n}.** {q}\n\n**Hint.** Think of friction, and of how it grows with the load upon the rope.",
        "**Exercise {n}.** {q}\n\n**Solution.** Left to the reader.",
        "**Exercise {n}.** {q}\n\n**Solution.**\n\n```python\n# your code here\npass\n```",
    ],
)
def test_an_exercise_is_a_task_until_a_solution_is_set_off_from_it(form: str) -> None:
    findings = of_kind("exercises", each(form, TASKS, SOLUTIONS))
    assert [finding.quote[:14] for finding in findings] == [
        line.strip()[:14] for line in (form.format(n=n, q=TASKS[n - 1], a="").split("\n")[0] for n in (1, 2, 3))
    ]
    assert all("solution" in finding.message for finding in findings)


def test_solutions_may_be_gathered_in_the_section_or_in_one_of_their_own() -> None:
    tasks = numbered(TASKS, "**Exercise {n}.** {t}", "\n\n")
    solutions = numbered(SOLUTIONS, "**Exercise {n}.** {t}", "\n\n")
    assert of_kind("exercises", f"{tasks}\n\n### Solutions\n\n{solutions}") == []
    assert of_kind("exercises", f"{tasks}\n\n## Solutions\n\n{solutions}") == []
    both = f"{tasks}\n\n## Solutions\n\n### Key questions\n\n1. No.\n\n### Exercises\n\n{solutions}"
    assert of_kind("exercises", both) == []
    (finding,) = of_kind("exercises", f"{tasks}\n\n### Solutions\n\n{solutions[: solutions.index('**Exercise 3')]}")
    assert finding.quote.startswith("**Exercise 3.**")


def test_a_result_without_a_way_to_it_is_too_short_a_solution() -> None:
    findings = of_kind("exercises", each("**Exercise {n}.** {q}\n\n**Solution.** $x = 3$.", TASKS, SOLUTIONS))
    assert len(findings) == 3
    assert all("only 2 words" in finding.message for finding in findings)


def test_words_for_questions_and_answers_may_be_those_of_another_language() -> None:
    body = each("**Aufgabe {n}.** {q}\n\n**Lösung.** {a}", TASKS, SOLUTIONS)
    assert of_kind("exercises", body) != []
    assert of_kind("exercises", body, question_words=["Aufgabe"], answer_words=["Lösung"]) == []


def test_a_lesson_without_such_sections_has_no_findings() -> None:
    assert found(RULE, subject("# Knots\n\n## Summary\n\nWhy? Who? What?\n")) == []
