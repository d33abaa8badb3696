"""What each construct of a lesson looks like, as the plain lines that a terminal shows."""

from textwrap import dedent

import pytest

from tui.reading.document import Document


def drawn(markdown: str, width: int = 40, *, sources: bool = False) -> str:
    return Document(dedent(markdown), sources=sources).plain(width)


def expected(lines: str) -> str:
    return dedent(lines).strip("\n")


def test_headings_differ_by_more_than_colour() -> None:
    shown = drawn(
        """\
        # One
        ## Two
        ### Three
        #### Four
        ##### Five
        ###### Six
        """,
        12 + 1,
    )
    assert shown == expected(
        """
        One
        ━━━━━━━━━━━━━

        Two
        ─────────────

        ■ Three

        ▪ Four

        ▫ Five

        · Six
        """
    )


def test_a_paragraph_is_wrapped_between_words() -> None:
    shown = drawn("A *bowline* holds because the rope **presses** on ~~you~~ `itself`.", 24)
    assert shown == expected(
        """
        A bowline holds because
        the rope presses on you
        itself.
        """
    )


def test_a_break_that_the_author_made_stays() -> None:
    assert drawn("one  \ntwo\\\nthree") == "one\ntwo\nthree"


def test_a_word_that_no_line_holds_is_cut() -> None:
    assert drawn("see abcdefghijklmnopqrstuvwxyz.", 16) == "see\nabcdefghijklmnop\nqrstuvwxyz."


def test_lists_hang_by_their_marks() -> None:
    shown = drawn(
        """\
        - a rope that is long enough to be wrapped
          - a nested one
            - and another
        - [ ] to do
        - [x] done

        9. nine

           and more of it
        10. ten
        """,
        28,
    )
    assert shown == expected(
        """
        • a rope that is long enough
          to be wrapped
          ◦ a nested one
            ▪ and another
        ☐ to do
        ☑ done

         9. nine

            and more of it

        10. ten
        """
    )


def test_a_table_is_aligned() -> None:
    shown = drawn(
        """\
        | part | does | n |
        | :--- | :---: | ---: |
        | `nip` | grips | 1 |
        | collar | it | 100 |
        """
    )
    assert shown == expected(
        """
        part   │ does  │   n
        ───────┼───────┼────
        nip    │ grips │   1
        collar │  it   │ 100
        """
    )


def test_a_table_that_is_wider_than_the_page_is_wrapped_in_its_cells() -> None:
    shown = drawn(
        """\
        | part | does |
        | --- | --- |
        | nip | grips the end of the rope as long as it is under load |
        | collar | keeps it shut |
        """,
        30,
    )
    assert shown == expected(
        """
        part   │ does
        ───────┼──────────────────────
        nip    │ grips the end of the
               │ rope as long as it is
               │ under load
        ╌╌╌╌╌╌╌┼╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
        collar │ keeps it shut
        """
    )


def test_a_short_column_keeps_its_cells_whole() -> None:
    shown = drawn("| at | what |\n| - | - |\n| step 1 | " + "grips the end of the rope " * 3 + "|", 30)
    assert shown.split("\n")[2].startswith("step 1 │ grips the end of the")


def test_a_table_whose_words_do_not_stand_side_by_side_is_shown_cell_below_cell() -> None:
    shown = drawn(
        """\
        | architecture | characteristics | complexity |
        | --- | --- | --- |
        | Transformer | parallelisation | quadratic |
        | Perceptron | sequentiality | linear |
        """,
        32,
    )
    assert shown == expected(
        """
        architecture: Transformer
        characteristics: parallelisation
        complexity: quadratic

        architecture: Perceptron
        characteristics: sequentiality
        complexity: linear
        """
    )


def test_a_cell_that_no_column_is_for_is_shown_all_the_same() -> None:
    assert drawn("| a | b |\n| - | - |\n| c | d | e |\n| f |") == expected(
        """
        a │ b
        ──┼──
        c │ d
        beyond the last column: e
        f │
        """
    )


def test_quotes_have_a_bar() -> None:
    assert drawn("> one\n>\n> > two\n> three", 20) == "▎ one\n▎\n▎ ▎ two three"


@pytest.mark.parametrize(
    ("box", "shown"),
    [
        ("> [!NOTE]\n> Mind it.", "▎ Note\n▎ Mind it."),
        ("> [!TIP] Of old\n> Mind it.", "▎ Tip: Of old\n▎ Mind it."),
        ("!!! warning\n    Mind it.", "▎ Warning\n▎ Mind it."),
        ('!!! note "By the way"\n    Mind it.', "▎ Note: By the way\n▎ Mind it."),
        ("::: tip Of old\nMind it.\n:::", "▎ Tip: Of old\n▎ Mind it."),
    ],
)
def test_admonitions_say_what_they_are(box: str, shown: str) -> None:
    assert drawn(box) == shown


def test_code_stands_beside_a_bar_with_its_language_above() -> None:
    shown = drawn("```python\nif x:\n\n\tprint(x)\n```")
    assert shown == "python\n│ if x:\n│\n│     print(x)"


def test_code_that_is_too_long_goes_on_below() -> None:
    assert drawn("```\nabcdefghij klm\n```", 12) == "│ abcdefghij\n↪  klm"


def test_mermaid_is_code() -> None:
    assert drawn("```mermaid\ngraph LR; a-->b\n```") == "mermaid\n│ graph LR; a-->b"


def test_html_is_shown_as_the_code_it_is() -> None:
    assert drawn("<div class='x'>\nkept\n</div>") == "│ <div class='x'>\n│ kept\n│ </div>"
    assert drawn("a <b>bold</b> word <!-- said -->") == "a <b>bold</b> word <!-- said -->"


def test_a_comment_is_shown_too() -> None:
    assert drawn("<!-- nobody -->") == "│ <!-- nobody -->"


def test_front_matter_is_shown() -> None:
    assert (
        drawn("---\ntitle: Knots\nlevel: 1\n---\n\n# Knots", 8)
        == "│ title:\n↪  Knots\n│ level:\n↪  1\n\nKnots\n━━━━━━━━"
    )


def test_a_footnote_stands_where_it_is_written() -> None:
    assert drawn("It holds[^a], so^[as *they* say].\n\n[^a]: Under load.\n\n    And only then.") == expected(
        """
        It holds[^a], so^[as they say].

        [^a]: Under load.

            And only then.
        """
    )


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("[the next](day01_002_x.md#top)", "the next (day01_002_x.md#top)"),
        ('[it](x.md "why")', 'it (x.md "why")'),
        ("<https://pytorch.org>", "https://pytorch.org"),
        ("<a@b.org>", "a@b.org"),
        ("[x.md](x.md)", "x.md"),
        ("[script](javascript:alert(1))", "script (javascript:alert(1))"),
        ("[nothing]()", "nothing (no target)"),
        ('![a curve](c.png "drawn")', '▣ image: a curve (c.png "drawn")'),
        ("![](c.png)", "▣ image: without a description (c.png)"),
    ],
)
def test_links_and_images_tell_where_they_lead(link: str, shown: str) -> None:
    assert drawn(link, 60) == shown


def test_a_definition_is_shown_and_its_links_are_resolved() -> None:
    assert drawn("See [this].\n\n[this]: x.md 'T'\n[that]: y.md") == expected(
        """
        See this (x.md "T").

        [this]: x.md "T"
        [that]: y.md
        """
    )


def test_formulas_are_drawn_or_shown_as_they_are_written() -> None:
    text = "So $x^2$ is.\n\n$$\n\\frac{a}{b}\n$$\n"
    assert "x²" in drawn(text)
    assert "$" not in drawn(text)
    assert "$" in drawn(text, sources=True)
    assert drawn(text, sources=True) == "So $x^2$ is.\n\n│ $$\n│ \\frac{a}{b}\n│ $$"


def test_a_formula_that_cannot_be_drawn_is_shown_as_it_is_written() -> None:
    assert drawn("So $\\undefined{x}$ is.") == "So $\\undefined{x}$ is."


def test_a_formula_wider_than_the_page_is_broken_into_lines() -> None:
    tex = " + ".join(f"\\frac{{a_{{{number}}}}}{{b}}" for number in range(20))
    assert "\\frac" not in drawn(f"$$\n{tex}\n$$")
    assert drawn(f"$$\n{tex}\n$$").count("────") == drawn(f"$$\n{tex}\n$$", 200).count("────")


def test_a_formula_wider_than_the_page_in_which_nothing_can_be_broken_is_shown_as_it_is_written() -> None:
    tex = "f(" + " + ".join(f"\\frac{{a_{{{number}}}}}{{b}}" for number in range(20)) + ")"
    assert "\\frac" in drawn(f"$$\n{tex}\n$$")
    assert "\\frac" not in drawn(f"$$\n{tex}\n$$", 200)


def test_prices_are_no_formulas() -> None:
    assert drawn("It costs $5 and $6.") == "It costs $5 and $6."


def test_what_the_parser_would_drop_for_it_is_too_deep_is_shown_as_it_is_written() -> None:
    assert drawn("> " * 17 + "word").endswith("word")
    assert "word" in drawn("> " * 30 + "word")
    assert "item 29" in drawn("\n".join("  " * level + f"- item {level}" for level in range(30)), 80)


def test_no_control_character_comes_through() -> None:
    shown = drawn("a\x1b[31mb\x07 &#27; &#x202e;c &#8;\n\n```\n\x9b2J\n```\n\n[x](&#x1b;y 'a&#7;b')")
    assert not [character for character in shown if character != "\n" and not character.isprintable()]
    assert "ab" in shown


def test_an_entity_that_nobody_would_see_is_shown_as_it_is_written() -> None:
    shown = drawn("a&#8238;b &zwj; x&#x200b;y &shy; &amp; &lt; &eacute;", 60)
    assert shown == "a&#8238;b &zwj; x&#x200b;y &shy; & < é"
