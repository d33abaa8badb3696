"""A lesson on growing beans that no check has anything to say of, and the blueprint that fits it."""

OUTLINE = """\
Write for people with a balcony.

# Growing Beans - 1-Day Course

## Day 1: Beans

### The seed
- **From seed to shoot**
  - How a bean takes up water before it sprouts
"""

BLUEPRINT = """\
budget_tokens: 2000
sections:
  - kind: orientation
    title: Orientation
    target_words: 40
  - kind: point
    title: "{point}"
    each: point
    target_words: 150
  - kind: key-questions
    title: Key questions
    target_words: 60
checks:
  levels: {severity: "off"}
  questions: {key_questions: 1}
  budget: {severity: "off"}
"""

POINT = "day01_001/how-a-bean-takes-up-water-before-it-sprouts"

BODIES = {
    "day01_001/orientation": (
        "Whoever plants dry beans wants to know why some come up within a week and others rot. After this "
        "lesson you can "
        "say what a seed needs before its first root shows, and why a night in water helps it."
    ),
    POINT: (
        "A dry bean takes up water before it sprouts because its tissues are far drier than the soil around "
        "them. The "
        "uptake is called imbibition: water enters first through the micropyle, a small opening beside the scar, and "
        "the starch and protein inside bind it and swell. Within about twelve hours the seed doubles its "
        "weight, and the "
        "seed coat stretches until it splits.\n\n"
        "The swelling wakes the embryo. Enzymes that were dry and idle dissolve again and begin to turn "
        "stored starch "
        "into sugar, which feeds the first root. So a bean that lies in dry soil waits for months, whereas "
        "one that lies "
        "in a puddle takes up water too fast: its cells tear, sugar leaks out, and mould follows.\n\n"
        "This is why gardeners soak beans overnight and no longer. The soaking gives the seed its water at once, and "
        "the planting gives it the air that it needs from then on."
    ),
    "day01_001/key-questions": (
        "**1. Why does a bean rot in a puddle although it needs water to sprout?**\n\n"
        "Because it takes up the water faster than its cells can stretch. They tear, sugar leaks out and "
        "feeds mould, and "
        "no air reaches the embryo, which must breathe as soon as its enzymes work."
    ),
}
