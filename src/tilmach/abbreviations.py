"""What the segmentation rules know about English words: abbreviations by how they behave, and words that begin sentences."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Before a name; a sentence ends with one only as a street or a magazine does ("on Main St. It burned down").
TITLES = _words(
    "dr mr mrs ms messrs mme mmes mlle mx prof gen lt col maj capt cpt cmdr sgt cpl pvt adm brig gov sen rep reps sens rev "
    "fr hon rt st sts ste mt mts ft supt insp det atty pres amb asst assoc dep sra srta dra kaz"
)
# Never at the end of a sentence, in either case.
NEVER = _words("e.g i.e cf viz approx ca vs v ed eds trans a.k.a ул д кв г обл пр пер корп стр им тел т.е")
# Before a number or numeral only; else the word before a full stop is an ordinary one ("he said no.").
NUMBERED = _words(
    "no nos art arts para paras sec secs fig figs vol vols p pp ch chap ver app ex cl pt ser tk rs op apt rm bldg flt c col"
)
MONTHS = _words("jan feb mar apr jun jul aug sept sep oct nov dec")
DAYS = _words("mon tue tues wed thu thur thurs fri sat sun")
TIMES = _words("a.m p.m")
UNITS = _words("km kg cm mm ft lb lbs oz mi hr hrs min yrs yr mt sq ha")
# May stand before a name or at the end of a sentence: the next word decides.
EITHER = _words(
    "u.s u.n u.k e.u u.s.a u.s.s.r u.a.e d.c l.a n.y etc al ph.d m.d b.a m.a b.sc m.sc dept univ assn est max mph a.d b.c "
    "b.c.e c.e ibid n.b p.s n.c s.c n.j"
)
# The same, when written with a capital; else they are words.
STATES = _words("calif fla tex mass mich minn penn pa conn ill wash ore ariz colo tenn va md ont")
# At the end of a company's, a person's or a street's name: a sentence ends there unless the name or a title goes on.
SUFFIXES = _words("inc ltd co corp bros llc plc jr sr ave blvd rd hwy sq pl")
# What a personal name may be shortened to when it is transliterated.
DIGRAPHS = _words("Zh Yu Ya Ye Yo Sh Ch Kh Ts Dzh Dm Al Vl Iv Aleks")
# Names with a mark that ends no sentence.
MARKED_NAMES = _words("Yahoo Jeopardy Yum Joomla Oklahoma Wham")

ARTICLES = _words(
    "the he she it they we this that these those his her their its there a an in at on but when after while neither i you no"
)
STARTERS = ARTICLES | _words(
    "our your my one some many most few several both all each every not yet if where before since because although though "
    "as by for from of to with without within under over between among during until unless once here then now today "
    "yesterday tomorrow meanwhile however moreover instead still even only just also another other what who why how which "
    "whose nobody nothing everyone everything somebody someone such two three four five six seven eight nine ten hundreds "
    "thousands either later earlier next last according despite asked did do does was were is are has have had can could "
    "will would should may might let please more so"
)
# Nouns that begin a sentence when a verb follows, and go on with a name when another capital does ("D.C. Police Department").
NOUN_STARTERS = _words(
    "officials police critics authorities residents protesters lawyers soldiers workers doctors villagers activists experts "
    "analysts relatives prosecutors investigators witnesses neighbors neighbours organizers organisers students teachers "
    "nurses herders farmers miners readers readers' women men children people families traffic tickets local"
)
NAME_TITLES = _words(
    "president chief chairman chairwoman executive director minister secretary ambassador senator mayor governor general "
    "judge spokesman spokeswoman spokesperson founder manager head vice deputy commissioner prosecutor"
)
AFTER_TIME = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december est edt gmt utc cet et pt astana almaty local moscow bishkek beijing eastern central and or"
)
CONNECTING = _words("and or but the a an of to in for with my his her their by from my our your")
LETTERED = re.compile(
    r"(?:vitamin|plan|group|grade|hepatitis|type|block|section|option|team|platform|exhibit|gate|point|class|appendix|"
    r"terminal|category|zone|than|is|was|witness|building|letter|ward|wing|annex|schedule|list|series|factor|generation|"
    r"division|pool|hall|entrance|room|model|suspect|student|patient|item|part|line|\d|°)$",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"(?:(?:chapter|section|part|article|art|figure|fig|table|act|title|annex|item|step|rule|point|no|para|q|a)\.? )?"
    r"(?:\d{1,3}|\d+(?:\.\d+)+|[IVXL]+|[ivx]+|[A-Za-z])$",
    re.IGNORECASE,
)
ATTRIBUTION = re.compile(
    r"(?:[\w’'-]+\.? ){0,5}?"
    r"(?:said|asked|asks|says|told|wrote|replied|added|shouted|cried|whispered|wondered|answered|recalled|laughed|"
    r"demanded|yelled|called|reads|exclaimed|joked|insisted|warned|sighed|screamed|chanted)\b"
)
