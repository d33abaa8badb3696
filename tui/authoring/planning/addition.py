"""How an addition is labelled in its lesson."""

ADDITION = "Beyond the syllabus: "
"""How the title of every section begins that no point of the syllabus asked for."""
