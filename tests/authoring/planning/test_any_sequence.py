"""Whatever an author does to plan and syllabus, in any order: no point is lost or doubled, and nothing drafted is."""

import random
from collections import Counter
from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.authoring.planning.courses import day_of
from tui.authoring import yaml_model
from tui.authoring.errors import InputError
from tui.authoring.planning import adoption, budget, edits, naming, plan_file, replanning, split
from tui.authoring.planning.arrangement import identities, is_content
from tui.authoring.planning.blueprint import Blueprint, SectionKind
from tui.authoring.planning.edits import PlanRefused
from tui.authoring.planning.model import DayPlan, LessonPlan, SectionPlan
from tui.authoring.planning.reconcile import fits, reconcile
from tui.authoring.syllabus.model import Day

# Three points fit a lesson if their sections are short; a fourth makes parts of its topic.
SMALL = Blueprint(
    budget_tokens=1000,
    addition_words=100,
    sections=(
        SectionKind(kind="orientation", title="Orientation", target_words=60),
        SectionKind(kind="point", title="On {point}", each="point", target_words=200, least_words=120),
        SectionKind(kind="summary", title="Summary", target_words=40),
    ),
)
ANY = st.integers(0, 10**6)


class Plans(RuleBasedStateMachine):
    """A plan and its syllabus under any edits; `drafted` holds text, `taken` are all identities that ever did."""

    @initialize(topics=st.lists(st.integers(1, 5), min_size=1, max_size=4))
    def begin(self, topics: list[int]) -> None:
        self.words = random.Random(7)
        self.topics = [[f"Topic {self.new_text()}", *[self.new_text() for _ in range(count)]] for count in topics]
        self.now: dict[str, str] = {}
        self.drafted: set[str] = set()
        self.taken: set[str] = set()
        self.plan = split.plan_day(self.day(), SMALL)

    def new_text(self) -> str:
        """Return a text that is like no other."""
        letters = "bcdfghklmnprstvz"
        return " ".join("".join(self.words.choice(letters) for _ in range(6)) for _ in range(3))

    def day(self) -> Day:
        """Return the syllabus as it is now: two units, if there are topics for two."""
        half = (len(self.topics) + 1) // 2
        units = [[(topic[0], topic[1:]) for topic in part] for part in (self.topics[:half], self.topics[half:]) if part]
        return day_of(units)

    # What an author does to the plan

    def lesson(self, pick: int) -> LessonPlan:
        return self.plan.lessons[pick % len(self.plan.lessons)]

    def section(self, pick: int) -> tuple[LessonPlan, SectionPlan]:
        found = [(lesson, section) for lesson in self.plan.lessons for section in lesson.sections]
        return found[pick % len(found)]

    def edit(self, change: Callable[[DayPlan], DayPlan], *, loses: Callable[[str], bool] = lambda key: False) -> None:
        """Try an edit: where it is not refused, every section that is not meant to go keeps what it is."""
        before = self.plan
        try:
            self.plan = change(before)
        except PlanRefused:
            return
        was, now = taught(before), taught(self.plan)
        assert {key for key in was if key not in now} <= {key for key in was if loses(key)}
        assert all(now[key] == was[key] for key in was if key in now)
        assert not (now.keys() - was.keys()) & self.taken, "nothing new may be taken for what was drafted"
        self.drafted -= {key for key in was if key not in now}

    @rule(pick=ANY)
    def draft(self, pick: int) -> None:
        lesson, section = self.section(pick)
        self.drafted.add(lesson.kept_key(section))
        self.taken.add(lesson.kept_key(section))

    @rule(pick=ANY, title=st.sampled_from(["Tensors", "tensors!", "Tensors (part 2)", "张量", "…"]))
    def rename(self, pick: int, title: str) -> None:
        self.edit(lambda plan: edits.rename(plan, self.lesson(pick).id, title))

    @rule(pick=ANY, title=st.sampled_from(["Why", "Beyond the syllabus: why", " "]))
    def rename_section(self, pick: int, title: str) -> None:
        lesson, section = self.section(pick)
        self.edit(lambda plan: edits.rename_section(plan, lesson.id, section.id, title))

    @rule(pick=ANY, to=st.integers(0, 6))
    def move_lesson(self, pick: int, to: int) -> None:
        self.edit(lambda plan: edits.move_lesson(plan, self.lesson(pick).id, to))

    @rule(pick=ANY, by=st.sampled_from([-2, -1, 1, 2]))
    def move_section(self, pick: int, by: int) -> None:
        lesson, section = self.section(pick)
        self.edit(lambda plan: edits.move_section(plan, lesson.id, section.id, by))

    @rule(pick=ANY, to=ANY, before=st.one_of(st.none(), ANY))
    def move_point(self, pick: int, to: int, before: int | None) -> None:
        addresses = list(self.plan.points)
        target = self.lesson(to)
        place = None if before is None else target.sections[before % len(target.sections)].id
        address = addresses[pick % len(addresses)]
        self.edit(lambda plan: edits.move_point(plan, address, target.id, SMALL, place))

    @rule(pick=ANY)
    def split_lesson(self, pick: int) -> None:
        lesson, section = self.section(pick)
        self.edit(lambda plan: edits.split_lesson(plan, lesson.id, section.id, SMALL, self.taken))

    @rule(pick=ANY, drop=st.booleans())
    def merge_lessons(self, pick: int, drop: bool) -> None:
        first = self.lesson(pick)
        after = self.plan.lessons[first.serial : first.serial + 1]
        frame = {each.kept_key(section) for each in after for section in each.sections if not is_content(section)}
        self.edit(
            lambda plan: edits.merge_lessons(plan, first.id, SMALL, self.drafted, drop_drafted=drop),
            loses=lambda key: key in frame and (drop or key not in self.drafted),
        )

    @rule(pick=ANY, title=st.sampled_from(["Convexity", "Beyond the syllabus: convexity", "Summary"]))
    def add_addition(self, pick: int, title: str) -> None:
        self.edit(lambda plan: edits.add_addition(plan, self.lesson(pick).id, title, "missing", SMALL, self.taken))

    @rule(pick=st.one_of(st.none(), ANY), title=st.sampled_from(["Convexity", "Tensors"]))
    def add_addition_lesson(self, pick: int | None, title: str) -> None:
        after = None if pick is None else self.lesson(pick).id
        self.edit(lambda plan: edits.add_addition_lesson(plan, title, "missing", SMALL, after=after, taken=self.taken))

    @rule(pick=ANY)
    def drop_addition(self, pick: int) -> None:
        lesson, section = self.section(pick)
        key = lesson.kept_key(section)
        self.edit(lambda plan: edits.drop_addition(plan, lesson.id, section.id), loses=lambda each: each == key)

    @rule(pick=ANY)
    def drop_addition_lesson(self, pick: int) -> None:
        lesson = self.lesson(pick)
        keys = identities([lesson])
        self.edit(lambda plan: edits.drop_addition_lesson(plan, lesson.id), loses=lambda each: each in keys)

    @rule(seed=ANY, pick=ANY, to=ANY)
    def edit_by_hand(self, seed: int, pick: int, to: int) -> None:
        """Shuffle the lessons of the file, and move a block of it into another lesson, without numbering anything."""
        data = yaml_model.parse(plan_file.render(self.plan), DayPlan, name="plan").model_dump(mode="json")
        lessons = data["lessons"]
        blocks = [(lesson, section) for lesson in lessons for section in lesson["sections"] if section["points"]]
        random.Random(seed).shuffle(lessons)
        if blocks:
            source, block = blocks[pick % len(blocks)]
            target = lessons[to % len(lessons)]
            source["sections"].remove(block)
            if any(each["id"] == block["id"] for each in target["sections"]):
                del block["id"]
            target["sections"].append(block)
        text = yaml_model.dump(without_none(data))

        def by_hand(plan: DayPlan) -> DayPlan:
            try:
                adopted = adoption.adopt(plan, text, taken=self.taken)
            except InputError as error:
                raise PlanRefused(str(error)) from error
            if any(budget.planned_tokens(each) > each.budget_tokens for each in adopted.lessons):
                raise PlanRefused("an author may do this, but then no budget holds any more")
            return adopted

        self.edit(by_hand)

    @rule()
    def replan(self) -> None:
        self.edit(
            lambda plan: replanning.replan(plan, self.day(), SMALL, drafted=self.drafted, taken=self.taken),
            loses=lambda key: key not in self.drafted,
        )

    # What an author does to the syllabus

    def changed(self) -> None:
        """Let the plan follow: what still is in the syllabus stays with the section that teaches it."""
        before = self.plan
        found = reconcile(before, self.day(), SMALL, self.drafted, self.taken)
        self.plan = found.plan
        was, now = holders(before), holders(self.plan)
        for text, key in was.items():
            if (said := self.now.get(text, text)) in now:
                assert now[said] == key, "a point keeps its section"
        assert fits(self.plan, self.day())
        assert reconcile(self.plan, self.day(), SMALL, self.drafted, self.taken).plan is self.plan
        assert not (identities(self.plan.lessons) - identities(before.lessons)) & self.taken
        told = {change.address for change in found.changes if change.lesson_id is not None}
        assert told <= self.plan.points.keys() | before.points.keys()
        self.now = {}

    @rule(pick=ANY)
    def reword(self, pick: int) -> None:
        topic = self.topics[pick % len(self.topics)]
        at = 1 + pick % (len(topic) - 1)
        self.now = {topic[at]: topic[at] + " anew"}
        topic[at] += " anew"
        self.changed()

    @rule(pick=ANY, to=ANY)
    def move_in_syllabus(self, pick: int, to: int) -> None:
        source, target = self.topics[pick % len(self.topics)], self.topics[to % len(self.topics)]
        if source is target or len(source) > 2:
            text = source.pop(1 + pick % (len(source) - 1))
            target.insert(1 + to % len(target), text)
            self.changed()

    @rule(pick=ANY)
    def add_point(self, pick: int) -> None:
        topic = self.topics[pick % len(self.topics)]
        topic.insert(1 + pick % len(topic), self.new_text())
        self.changed()

    @rule(pick=ANY)
    def remove_point(self, pick: int) -> None:
        topic = self.topics[pick % len(self.topics)]
        if len(topic) > 2:
            self.removed = (topic, topic.pop(1 + pick % (len(topic) - 1)))
            self.changed()

    @precondition(lambda self: getattr(self, "removed", None))
    @rule()
    def bring_back(self) -> None:
        topic, text = self.removed
        self.removed = None
        if topic in self.topics:
            topic.append(text)
            self.changed()

    @rule(pick=ANY, count=st.integers(1, 4))
    def add_topic(self, pick: int, count: int) -> None:
        self.topics.insert(
            pick % (len(self.topics) + 1), [f"Topic {self.new_text()}", *[self.new_text() for _ in range(count)]]
        )
        self.changed()

    @precondition(lambda self: len(self.topics) > 1)
    @rule(pick=ANY)
    def remove_topic(self, pick: int) -> None:
        self.topics.pop(pick % len(self.topics))
        self.changed()

    @rule(seed=ANY)
    def reorder_topics(self, seed: int) -> None:
        random.Random(seed).shuffle(self.topics)
        self.changed()

    # What always holds

    @invariant()
    def every_point_is_taught_once(self) -> None:
        if hasattr(self, "plan"):
            taught_now = Counter(address for lesson in self.plan.lessons for address in lesson.points)
            assert taught_now == Counter(split.point_texts(self.day()).keys())

    @invariant()
    def serials_and_names_are_strict(self) -> None:
        if hasattr(self, "plan"):
            for serial, lesson in enumerate(self.plan.lessons, 1):
                match = naming.LESSON_FILE.fullmatch(lesson.file)
                assert match is not None
                assert (int(match["day"]), int(match["serial"]), lesson.serial) == (2, serial, serial)
            slugs = [lesson.file.removeprefix(lesson.id) for lesson in self.plan.lessons]
            assert len(slugs) == len(set(slugs))

    @invariant()
    def no_lesson_is_over_its_budget(self) -> None:
        if hasattr(self, "plan"):
            for lesson in self.plan.lessons:
                assert budget.planned_tokens(lesson) <= lesson.budget_tokens

    @invariant()
    def nothing_drafted_is_lost(self) -> None:
        if hasattr(self, "plan"):
            keys = Counter(lesson.kept_key(section) for lesson in self.plan.lessons for section in lesson.sections)
            assert keys.keys() >= self.drafted
            assert max(keys.values()) == 1

    @invariant()
    def names_are_kept_only_where_they_differ(self) -> None:
        if hasattr(self, "plan"):
            for lesson in self.plan.lessons:
                assert lesson.kept_as != lesson.id
                assert all(each.kept_as != f"{lesson.kept_name}/{each.id}" for each in lesson.sections)

    @invariant()
    def its_file_says_the_same(self) -> None:
        if hasattr(self, "plan"):
            text = plan_file.render(self.plan)
            assert yaml_model.parse(text, DayPlan, name="plan") == self.plan
            assert adoption.adopt(self.plan, text) == self.plan
            assert adoption.adopt(None, text) == self.plan


def taught(plan: DayPlan) -> dict[str, list[str]]:
    """Return what each section teaches, by its identity."""
    return {
        lesson.kept_key(section): [plan.points[address] for address in section.points]
        for lesson in plan.lessons
        for section in lesson.sections
    }


def holders(plan: DayPlan) -> dict[str, str]:
    """Return the identity of the section that teaches each text."""
    return {text: key for key, texts in taught(plan).items() for text in texts}


def without_none(value: object) -> object:
    """Return plain data without what a plan's file leaves out."""
    if isinstance(value, dict):
        return {name: without_none(each) for name, each in value.items() if each not in (None, [], {})}
    return [without_none(each) for each in value] if isinstance(value, list) else value


TestPlans = Plans.TestCase
TestPlans.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
