"""What the lists of the screen show of the course: all that the first frame needs, and nothing that is slow to import.

The first frame is drawn before the workbench, its models and its stores are loaded (docs/architecture.md).
"""

from tui.authoring.course_views import DayView, LessonView, SectionView
from tui.authoring.review.standing import LessonState, SectionState
from tui.authoring.syllabus.places import topics_of

__all__ = ["DayView", "LessonState", "LessonView", "SectionState", "SectionView", "topics_of"]
