import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilmach import segmentation
from tilmach.formats import subtitles
from tilmach.model import Document, Kind, Syntax, Unit

SRT = """\
1
00:00:01,000 --> 00:00:03,500
The herders came down
from the high pastures. It was late.

2
00:00:04,000 --> 00:00:05,000 X1:100 X2:200 Y1:10 Y2:20
{\\an8}<i>Nobody was waiting for them.</i>

3
00:00:05,500 --> 00:00:06,000
- Where is everybody?
- <b>Gone</b> to Almas.

4
00:00:07,000 --> 00:00:08,000
♪ ♪

5
00:00:09,000 --> 00:00:10,000
...

6
00:00:11,000 --> 00:00:12,000
Salt & sand
"""

VTT = """\
WEBVTT - The Herders
Kind: captions
Language: en

NOTE
This is for the crew. --- Not shown.

STYLE
::cue(b) { color: red }

REGION
id:fred
width:40%

intro
00:01.000 --> 00:03.000 align:start line:0%
<v Aydar Omarov>The well is dry.

00:04.000 --> 00:05.000
<v Aydar Omarov>Who knew?</v>
<v.loud Old Woman>Nobody &amp; <c.blue>nothing</c>.

01:00:06.000 --> 01:00:07.000 position:10%

NOTE the end

42
01:00:08.000 --> 01:00:09.000
(WIND HOWLS)"""


def parse(source: str) -> Document:
    return subtitles.parse(source, segmentation.split)


def shown(source: str) -> list[str]:
    return [segment.source for segment in parse(source).segments]


def targets(document: Document, form: str = "{}") -> dict[str, str]:
    return {segment.source: form.format(segment.source) for segment in document.segments}


def cue(text: str) -> str:
    return f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n"


def lines(source: str, target: str) -> list[str]:
    """The lines of the first cue of a source with a target for its first unit."""
    document = parse(cue(source))
    first = next(document.segments)
    return subtitles.render(document, {first.source: target}).split("\n")[2:-1]


def test_units_of_subrip() -> None:
    document = parse(SRT)
    assert [(segment.line, segment.source) for segment in document.segments] == [
        (3, "The herders came down from the high pastures. It was late."),
        (8, "Nobody was waiting for them."),
        (12, "Where is everybody?"),
        (13, "<b>Gone</b> to Almas."),
        (25, "Salt & sand"),
    ]
    assert {(unit.kind, unit.syntax, len(unit.segments)) for unit in document.units} == {(Kind.SUBTITLE, Syntax.HTML, 1)}


def test_units_of_webvtt() -> None:
    assert [(segment.line, segment.source) for segment in parse(VTT).segments] == [
        (17, "The well is dry."),
        (20, "Who knew?"),
        (21, "Nobody &amp; <c.blue>nothing</c>."),
        (29, "(WIND HOWLS)"),
    ]


REAL_LIFE = {
    "empty": "",
    "a word": "hello",
    "srt": SRT,
    "webvtt": VTT,
    "byte order mark": f"\ufeff{SRT}",
    "byte order mark in webvtt": f"\ufeff{VTT}",
    "crlf": SRT.replace("\n", "\r\n"),
    "crlf in webvtt": VTT.replace("\n", "\r\n"),
    "old mac": SRT.replace("\n", "\r"),
    "no break at the end": SRT.rstrip("\n"),
    "many at the end": SRT + "\n\n\r\n",
    "trailing spaces": SRT.replace("\n", "  \n"),
    "no numbers": re.sub(r"^\d\n", "", SRT, flags=re.MULTILINE),
    "no blank lines": SRT.replace("\n\n", "\n"),
    "no text": "1\n00:00:01,000 --> 00:00:02,000\n",
    "only times": "00:00:01,000 --> 00:00:02,000",
    "stops": cue("One.").replace(",", "."),
    "broken tags": cue("<i>One <b>two</i> three\n<font color=red>four</b> < five <3"),
    "separators": cue("One\u2028two\x0bthree\u0085four"),
    "header alone": "WEBVTT",
    "words with times": "WEBVTT\n\n00:01.000 --> 00:02.000\nso<00:01.200><c> it</c><00:01.500><c> goes</c>\n",
}


@pytest.mark.parametrize("source", REAL_LIFE.values(), ids=REAL_LIFE)
def test_targets_equal_to_sources_give_the_source(source: str) -> None:
    document = parse(source)
    assert "".join(part.raw if isinstance(part, Unit) else part for part in document.parts) == source
    assert subtitles.render(document, {}) == source
    assert subtitles.render(document, targets(document)) == source
    assert subtitles.render(document, targets(document), "ru") == source.replace("Language: en", "Language: ru")


def test_targets_stand_where_their_sources_stood() -> None:
    document = parse(SRT.replace("\n", "\r\n"))
    rendered = subtitles.render(
        document,
        {
            "The herders came down from the high pastures. It was late.": "Чабаны спустились с верхних пастбищ. Было поздно.",
            "Nobody was waiting for them.": "Никто их не ждал.",
            "Where is everybody?": "Где все?",
            "<b>Gone</b> to Almas.": "<b>Уехали</b> в Алмас.",
            "Salt & sand": "Соль и песок",
        },
        "ru",
    )
    assert (
        rendered
        == """\
1
00:00:01,000 --> 00:00:03,500
Чабаны спустились с верхних
пастбищ. Было поздно.

2
00:00:04,000 --> 00:00:05,000 X1:100 X2:200 Y1:10 Y2:20
{\\an8}<i>Никто их не ждал.</i>

3
00:00:05,500 --> 00:00:06,000
- Где все?
- <b>Уехали</b> в Алмас.

4
00:00:07,000 --> 00:00:08,000
♪ ♪

5
00:00:09,000 --> 00:00:10,000
...

6
00:00:11,000 --> 00:00:12,000
Соль и песок
""".replace("\n", "\r\n")
    )


def test_webvtt_keeps_voices_settings_and_names() -> None:
    document = parse(VTT)
    rendered = subtitles.render(document, targets(document, "⟦{}⟧"), "kk")
    expected = VTT.replace("Language: en", "Language: kk")
    for source in ("The well is dry.", "Who knew?", "Nobody &amp; <c.blue>nothing</c>.", "(WIND HOWLS)"):
        expected = expected.replace(source, f"⟦{source}⟧")
    assert rendered == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Yes.\n- No.", ["Yes.", "No."]),
        ("-Yes.\n-No.", ["Yes.", "No."]),
        ("– Yes, I went\nthere.\n– No.", ["Yes, I went there.", "No."]),
        ("Yes.\n- No.", ["Yes.", "No."]),
        ("But I-\n- No.", ["But I-", "No."]),
        ("<i>- Yes.\n- No.</i>", ["Yes.", "No."]),
        ("- <i>Yes.</i>\n<i>- No.</i>", ["Yes.", "No."]),
        ("{\\an8}- Yes.\n- No.", ["Yes.", "No."]),
        ("I thought\n- no, I knew - it.", ["I thought - no, I knew - it."]),
        ("- Yes, I went\nthere.", ["Yes, I went there."]),
        ("--and then\nhe left.", ["--and then he left."]),
        ("It was\n-5 degrees.", ["It was -5 degrees."]),
        ("<v Ann>Yes.\n<v Bob>No.", ["Yes.", "No."]),
        ("<v Ann>Yes</v> <v Bob>No</v>", ["<v Ann>Yes</v> <v Bob>No</v>"]),
        ("<i>Yes.</i> <i>No.</i>", ["<i>Yes.</i> <i>No.</i>"]),
        ("♪ I walk\nalone ♪", ["I walk alone"]),
        ("<i>♪ I walk ♪</i>", ["I walk"]),
        ("far-\nwestern   hills", ["far-western hills"]),
        ("&nbsp;&#8230;", []),
        ("1984", []),
        ("One.\n\nTwo.", ["One.", "Two."]),
    ],
)
def test_speakers_and_edges(text: str, expected: list[str]) -> None:
    assert shown(cue(text)) == expected
    document = parse(cue(text))
    rendered = subtitles.render(document, targets(document, "⟦{}⟧"))
    assert [rendered.count(f"⟦{source}⟧") for source in expected] == [1] * len(expected)


def test_what_webvtt_does_not_show_is_not_translated() -> None:
    assert shown("WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\nstray\n\nNOTE\nmore\n\nname\n00:03.000 --> 00:04.000\nTwo.") == [
        "One.",
        "Two.",
    ]
    assert shown("WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n \nTwo.") == ["One.", "Two."]


def test_a_missing_blank_line_leaves_the_number_out() -> None:
    assert shown("1\n00:00:01,000 --> 00:00:02,000\nOne.\n2\n00:00:03,000 --> 00:00:04,000\nTwo.") == ["One.", "Two."]


def test_times_of_single_words_are_left_out_only_where_words_change() -> None:
    source = "WEBVTT\n\n00:01.000 --> 00:02.000\nso<00:01.200><c> it</c><00:01.500><c> goes</c>\n"
    assert shown(source) == ["so it goes"]
    assert subtitles.render(parse(source), {"so it goes": "осылай"}).endswith("02.000\nосылай\n")


def test_a_cue_of_one_line_stays_on_one_where_it_fits() -> None:
    assert lines("He left.", "Ол кешкі асқа дейін кетіп қалды.") == ["Ол кешкі асқа дейін кетіп қалды."]


def test_lines_are_as_few_as_fit_and_of_about_the_same_length() -> None:
    assert lines("He left before dinner.", "Ол кешкі асқа дейін үйден үндемей кетіп қалды.") == [
        "Ол кешкі асқа дейін үйден",
        "үндемей кетіп қалды.",
    ]


def test_lines_may_be_as_long_as_the_cue_had_them() -> None:
    long = "x " * 29 + "x."
    filled = lines(f"{long}\nshort", "сөз " * 27 + "сөз.")
    assert len(filled) == 2
    assert max(map(len, filled)) <= len(long)


def test_lines_grow_up_to_the_limit_before_there_are_more_of_them() -> None:
    target = "сөз " * 19 + "сөзі"  # 80 characters: three lines of 32, two of 42
    assert [len(line) for line in lines("One\ntwo", target)] == [39, 40]
    assert len(lines("One\ntwo\nthree", target)) == 3
    longer = lines("One\ntwo", "сөз " * 29 + "сөзі")
    assert len(longer) == 3
    assert max(map(len, longer)) <= 42


def test_a_speaker_keeps_to_one_line_where_it_fits() -> None:
    target = "Мен оны кеше базардан көрген едім."
    assert len(target) == 34
    assert lines("- Yes.\n- No.", target) == [f"- {target}", "- No."]
    assert lines("- Yes.\n- No.", f"- {target}") == [f"- {target}", "- No."]
    assert lines("- Yes.\n- No.", f"{target} {target}") == [f"- {target}", target, "- No."]


def test_tags_take_no_room_and_are_never_torn() -> None:
    target = '<font color="#ff0000" face="A B C">Ол</font> <i>кешкі асқа дейін</i> кетті.'
    assert lines('<font color="red">He</font> <i>left</i> early.', target) == [target]
    tags = "<v.first.loud Aydar Omarov>"
    assert all(line.count("<") == line.count(">") for line in lines("He <b>left</b>.", f"сөз сөз {tags} сөз " * 6))


def test_targets_are_written_as_their_format_has_them() -> None:
    assert lines("Salt & sand", "Тұз &amp; құм &lt;b&gt; --> 1\nекі") == ["Тұз & құм <b> → 1 екі"]
    assert lines("Salt &amp; sand", "Тұз &amp; құм") == ["Тұз &amp; құм"]
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\nSalt.\n"
    assert subtitles.render(parse(vtt), {"Salt.": "A & B &lt; C <3 <i>x</i> -->"}).endswith(
        "\nA &amp; B &lt; C &lt;3 <i>x</i> --&gt;\n"
    )


LINES = ["", " ", "1", "\ufeff", "One.", "- Two", "– Three", "<i>Four", "five</i>", "{\\an8}", "♪ six ♪", "<v A>", "WEBVTT", "NOTE x", "--",
         "00:00:01,000 --> 00:00:02,000", "00:01.000 --> 00:02.000 line:1", "a --> b", "&amp;", "<00:00:01.000>", "<c>x</c>"]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(["\n", "\n", "\r\n", "\r"])), max_size=25), st.booleans())
@settings(max_examples=400, deadline=None)
def test_any_lines_survive(pieces: list[tuple[str, str]], has_end: bool) -> None:
    source = "".join(text + newline for text, newline in pieces)
    source = source if has_end else source.rstrip("\r\n")
    document = parse(source)
    assert subtitles.render(document, {}) == source
    assert subtitles.render(document, targets(document)) == source
    rendered = subtitles.render(document, targets(document, "⟦{}⟧"))
    assert rendered.count("⟦") == len(list(document.segments))
    times = re.compile(r"[^\r\n]*\d --> \d[^\r\n]*")
    assert times.findall(rendered) == times.findall(source)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_some_document(text: str) -> None:
    for source in (text, cue(text), f"WEBVTT\n\n{cue(text)}"):
        document = parse(source)
        assert subtitles.render(document, targets(document)) == source


@given(st.lists(st.text(st.sampled_from("абв"), min_size=1, max_size=60), min_size=1, max_size=40).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_no_word_is_lost_and_no_line_too_long(target: str) -> None:
    filled = lines("One line\nand another", target)
    assert " ".join(filled) == target
    assert all(len(line) <= 42 or " " not in line for line in filled)
