"""How people write `day` and `week`, and numbers, in the languages of the world."""

# Longer words stand before the shorter ones that begin them; the patterns are built in this order.
DAY = (
    "days|day|tage|tag|journée|jours|jour|días|dias|día|dia|giorni|giorno|dagen|dagar|dager|dage|dag|dzień|dzien|dni|"
    "deň|den|dny|dani|dan|ziua|zi|päivä|päev|diena|diēna|nap|gün|ngày|hari|araw|siku|eguna|dagur|lá|dydd|"
    "день|дзень|дни|ден|дан|күн|кун|өдөр|ημέρα|μέρα|օր|დღე|יום|اليوم|يوم|روز|دن|ورځ|"
    "दिवस|दिन|দিন|ਦਿਨ|દિવસ|நாள்|రోజు|ದಿನ|ദിവസം|දිනය|วันที่|วัน|ມື້ທີ|ថ្ងៃទី|နေ့|ቀን|日"
)
WEEK = (
    "weeks|week|wochen|woche|semaines|semaine|semanas|semana|settimane|settimana|weken|veckor|vecka|uker|uke|uger|uge|"
    "tydzień|tydzien|týden|tyden|týždeň|teden|tjedan|sedmica|săptămâna|saptamana|viikko|nädal|nedēļa|savaitė|"
    "hét|hafta|tuần|minggu|linggo|wiki|astea|vika|неделя|недели|тиждень|тыдзень|седмица|недеља|апта|долоо хоног|"
    "εβδομάδα|շաբաթ|კვირა|שבוע|الأسبوع|أسبوع|اسبوع|هفته|ہفتہ|सप्ताह|हफ़्ता|সপ্তাহ|ਹਫ਼ਤਾ|અઠવાડિયું|"
    "வாரம்|వారం|ವಾರ|ആഴ്ച|สัปดาห์ที่|สัปดาห์|ສັບປະດາ|សប្ដាហ៍|ሳምንት"
)

# Scripts that put the number between or before: 第3天, 第三天, 3日目, 제3일, 3일차.
_HAN = "[〇零一二三四五六七八九十百]{1,7}"
_COUNT = rf"(\d{{1,3}}|{_HAN})"
DAY_AROUND = rf"第\s*{_COUNT}\s*(?:天|日目|日)|{_COUNT}\s*日目|제\s*(\d{{1,3}})\s*일차?|(\d{{1,3}})\s*일\s*차"
WEEK_AROUND = rf"第\s*{_COUNT}\s*(?:周|週目|週|星期)|{_COUNT}\s*週目|제\s*(\d{{1,3}})\s*주차?|(\d{{1,3}})\s*주\s*차"

# What a promise looks like in a title: `45-Day`, `10 days`, `30 Tagen`, `12-week`. Plurals that the tables above lack,
# and words that stand right before others in scripts without spaces.
DAYS_PROMISED = rf"(?:{DAY}|tagen|дней|дня|днів)(?![^\W\d_])|天|日間|일"
WEEKS_PROMISED = rf"(?:{WEEK}|недель)(?![^\W\d_])|周|週間|주"

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
NUMBER_WORDS = {
    **{word: number for number, word in enumerate((*_ONES, "ten", *_TEENS, "twenty"), 1)},
    **{f"twenty-{word}": number for number, word in enumerate(_ONES, 21)},
    "thirty": 30,
    "thirty-one": 31,
}

# What else courses are divided into: never days, but the nearest thing to one when an outline is refused.
OTHER_PARTS = (
    "lesson|session|lecture|class|module|chapter|part|unit|section|step|topic|lektion|leçon|lección|lezione|урок"
)

_HAN_DIGITS = dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))


def number(text: str) -> int:
    """Return the number that `text` writes: in digits of any script, in an English word, in Chinese numerals."""
    if text.isdecimal():
        return int(text)
    if word := NUMBER_WORDS.get("-".join(text.casefold().replace("-", " ").split())):
        return word
    total = ones = 0
    for character in text:
        if scale := {"十": 10, "百": 100}.get(character):
            total += (ones or 1) * scale
            ones = 0
        else:
            ones = ones * 10 + _HAN_DIGITS[character]
    return total + ones
