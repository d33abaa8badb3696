"""New points of the syllabus are given a place in a plan: beside their neighbours, or in lessons of their own."""

from collections.abc import Collection, Sequence

from tui.authoring.planning import naming, split
from tui.authoring.planning.arrangement import free_slug, retitled
from tui.authoring.planning.blueprint import Blueprint
from tui.authoring.planning.model import LessonPlan
from tui.authoring.syllabus.model import Day, PlacedPoint, PlacedTopic, topics_of


class Placing:
    """Places points one after another; `lessons` are the day's as they are then.

    `fresh` names the lessons that were made for them, by the placeholders as which they are kept so far. Targets of
    sections in `drafted` are not touched, and none of a lesson that somebody has shaped by hand.
    """

    def __init__(
        self,
        lessons: Sequence[LessonPlan],
        day: Day,
        blueprint: Blueprint,
        *,
        drafted: Collection[str],
        taken: Collection[str],
    ) -> None:
        self.lessons = list(lessons)
        self.fresh: set[str] = set()
        self._day = day
        self._blueprint = blueprint
        self._drafted = drafted
        self._taken = taken

    def place(self, new: Collection[str]) -> None:
        """Give each of these points a place.

        Raises:
            InputError: a point begins as only additions do.
        """
        for topic in topics_of(self._day):
            points = [point for point in topic.points() if point.address in new]
            if points and all(self._host(point.address) is None for point in topic.points()):
                self._place_topic(topic, points)
            else:
                for point in points:
                    self._place_point(topic, point)

    def _host(self, address: str) -> LessonPlan | None:
        return next((lesson for lesson in self.lessons if address in lesson.points), None)

    def _place_point(self, topic: PlacedTopic, point: PlacedPoint) -> None:
        addresses = [each.address for each in topic.points()]
        place = addresses.index(point.address)
        for neighbours, behind in ((reversed(addresses[:place]), True), (addresses[place + 1 :], False)):
            neighbour = next((each for each in neighbours if self._host(each) is not None), None)
            if neighbour is not None and self._insert(point, neighbour, behind=behind):
                return
        self._add_part(topic, point)

    def _insert(self, point: PlacedPoint, neighbour: str, *, behind: bool) -> bool:
        """Put a section for the point beside that of its neighbour, if the lesson has room for it."""
        lesson = self._host(neighbour)
        if lesson is None:
            return False
        ids = [section.id for section in lesson.sections]
        place = next(at for at, each in enumerate(lesson.sections) if neighbour in each.points) + behind
        slug = free_slug(split.point_title(self._blueprint, point.point.text), lesson, self.lessons, self._taken)
        section = split.point_section(point, self._blueprint, ()).changed(id=slug)
        by_hand = lesson.kept_name not in self.fresh and not lesson.is_untouched
        fixed = ids if by_hand else [s.id for s in lesson.sections if lesson.kept_key(s) in self._drafted]
        sections = split.fit(
            (*lesson.sections[:place], section, *lesson.sections[place:]), self._blueprint, lesson.budget_tokens, fixed
        )
        if sections is None:
            return False
        gained = lesson.changed(sections=sections)
        self._replace(lesson, gained if by_hand else gained.marked())
        return True

    def _add_part(self, topic: PlacedTopic, point: PlacedPoint) -> None:
        """Put the point into a new lesson after the last one that teaches the topic."""
        addresses = {each.address for each in topic.points()}
        host = next(each for each in reversed(self.lessons) if addresses.intersection(each.points))
        title, unit, part = topic.topic.title, topic.unit.title, None
        if addresses.issuperset(host.points):
            unit = host.unit
            part = self._next_part(host)
            title = naming.part_title(host.title, part)
            if part == 2 and host.is_untouched and not self._is_drafted(host):
                first = naming.part_title(host.title, 1)
                self.lessons = [
                    each.marked() if each.kept_name == host.kept_name else each
                    for each in retitled(self.lessons, {host.kept_name: (first, 1)})
                ]
        place = [each.kept_name for each in self.lessons].index(host.kept_name) + 1
        self._add(title, unit, [point], place, part)

    def _next_part(self, host: LessonPlan) -> int:
        topic = (host.unit, naming.without_part(host.title))
        parts = [
            each.part
            for each in self.lessons
            if each.part is not None and (each.unit, naming.without_part(each.title)) == topic
        ]
        return max(parts, default=1) + 1

    def _place_topic(self, topic: PlacedTopic, points: Sequence[PlacedPoint]) -> None:
        """Put the points into lessons of their own, where the syllabus has the topic."""
        addresses = [point.address for each in topics_of(self._day) for point in each.points()]
        place = addresses.index(points[0].address)
        before = next((host for each in reversed(addresses[:place]) if (host := self._host(each))), None)
        after = next((host for each in addresses[place:] if (host := self._host(each))), None)
        if before is not None:
            at = self.lessons.index(before) + 1
        else:
            at = self.lessons.index(after) if after is not None else len(self.lessons)
        self._add(topic.topic.title, topic.unit.title, points, at, None)

    def _add(self, title: str, unit: str, points: Sequence[PlacedPoint], at: int, part: int | None) -> None:
        for lesson in split.lessons_of(title, unit, points, self._blueprint, self._day.day, self.lessons):
            placeholder = f"{naming.day_folder(self._day.day)}_new-{len(self.fresh) + 1}"
            self.fresh.add(placeholder)
            lesson = lesson.changed(kept_as=placeholder, part=part if part is not None else lesson.part)
            self.lessons.insert(at, lesson.marked())
            at += 1

    def _replace(self, lesson: LessonPlan, changed: LessonPlan) -> None:
        self.lessons[self.lessons.index(lesson)] = changed

    def _is_drafted(self, lesson: LessonPlan) -> bool:
        return any(lesson.kept_key(section) in self._drafted for section in lesson.sections)
