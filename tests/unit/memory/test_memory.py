import random
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

from tilmach.memory import MemoryUnit, TranslationMemory

COURT = MemoryUnit("The court met on Monday.", "Сот дүйсенбіде жиналды.", "Court", "It was brief.")


@pytest.fixture
def memory(tmp_path: Path):
    with TranslationMemory(tmp_path / ".tilmach" / "memory.sqlite") as memory:
        yield memory


def test_exact_beats_fuzzy_and_context_beats_exact(memory: TranslationMemory) -> None:
    memory.replace("b.po", "1", [("kk", MemoryUnit(COURT.source, "басқа"))])
    memory.replace("a.po", "1", [("kk", COURT), ("kk", MemoryUnit("The court met on Mondays.", "ұқсас"))])
    memory.replace("c.po", "1", [("kk", MemoryUnit(COURT.source, "соңғы"))])
    match = memory.find(COURT.source, "kk", "Court", "It was brief.")
    assert match
    assert (match.target, match.score, match.origin, match.has_context) == (COURT.target, 101, "a.po", True)
    match = memory.find(COURT.source, "kk", "Court", "It was long.")
    assert match
    assert (match.target, match.score, match.origin) == ("соңғы", 100, "c.po"), "the one added last"
    match = memory.find("The court met on a Monday.", "kk")
    assert match
    assert (match.is_exact, match.source) == (False, COURT.source)
    assert 75 <= match.score < 100


def test_nothing_alike_and_other_locales(memory: TranslationMemory) -> None:
    memory.replace("a.po", "1", [("kk", COURT)])
    assert memory.find("Snow fell all night.", "kk") is None
    assert memory.find(COURT.source, "ug") is None
    assert memory.find("", "kk") is None


def test_a_file_is_replaced_and_forgotten_as_a_whole(memory: TranslationMemory) -> None:
    memory.replace("a.po", "1", [("kk", COURT)])
    memory.replace("a.po", "2", [("kk", MemoryUnit(COURT.source, "жаңа")), ("ug", MemoryUnit("Two.", "ئىككى."))])
    assert memory.stamps() == {"a.po": "2"}
    assert [unit.target for unit in memory.units("kk")] == ["жаңа"]
    memory.forget(["a.po", "never there"])
    assert memory.find(COURT.source, "kk") is None
    assert memory.find("The court met on Mondays.", "kk") is None
    assert memory.stamps() == {}


def test_a_failure_in_the_middle_changes_nothing(memory: TranslationMemory) -> None:
    memory.replace("a.po", "1", [("kk", COURT)])

    def broken():
        yield "kk", MemoryUnit("One.", "Бір.")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        memory.replace("a.po", "2", broken())
    assert memory.stamps() == {"a.po": "1"}
    assert memory.find(COURT.source, "kk")


def test_two_at_once_see_what_the_other_added(memory: TranslationMemory) -> None:
    with TranslationMemory(memory.path) as other:
        assert other.find("The court met on Mondays.", "kk") is None
        memory.replace("a.po", "1", [("kk", COURT)])
        match = other.find("The court met on Mondays.", "kk")
        assert match
        other.replace("b.po", "1", [("kk", MemoryUnit("Snow fell all night.", "Қар жауды."))])
        assert memory.find("Snow fell all the night.", "kk")


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("Yes.", "Yes!"),
        ("Herdrs win", "Herders win"),
        ("A court", "The court"),
        ("№ 7", "№ 7."),
        ("He said so.", "She said so."),
    ],
)
def test_very_short_sources_are_found(memory: TranslationMemory, known: str, asked: str) -> None:
    memory.replace("a.po", "1", [("kk", MemoryUnit(f"Word{n} and more words.", "x")) for n in range(50)])
    memory.replace("b.po", "1", [("kk", MemoryUnit(known, "y"))])
    match = memory.find(asked, "kk")
    assert (match.source if match else None) == (known if fuzz.ratio(known, asked) >= 75 else None)


def test_best_match_is_the_exhaustive_one(memory: TranslationMemory) -> None:
    """A small copy of what benchmarks/memory.py measures at a million."""
    random_ = random.Random(3)
    words = [
        f"{a}{b}" for a in ("co", "her", "vil", "mo", "pas") for b in ("urt", "der", "lage", "untain", "ture", "n", "ther")
    ]
    words += [f"{word}{number}" for word in words for number in range(20)]
    sources = sorted({" ".join(random_.choices(words, k=random_.randint(2, 20))) for _ in range(3000)})
    memory.replace("a.po", "1", [("kk", MemoryUnit(source, "x")) for source in sources])
    found = total = 0
    for source in random_.sample(sources, 200):
        asked = source.split()
        asked[random_.randrange(len(asked))] = random_.choice(words)
        best = process.extractOne(" ".join(asked), sources, scorer=fuzz.ratio, score_cutoff=75)
        if best:
            total += 1
            match = memory.find(" ".join(asked), "kk")
            found += bool(match and match.score >= best[1] - 1e-9)
    assert total > 100
    assert found / total >= 0.99
