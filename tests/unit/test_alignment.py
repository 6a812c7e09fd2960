import pytest

from tilmach.alignment import Bead, align

A, B, C, D = (
    "The court met on Monday.", "It was brief and nobody spoke.", "Herders came from four villages.", "Snow fell all night.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "beads"),
    [
        ([A, B], [A, B], []),
        ([A, B, C], [C, A, B], []),
        ([A, B, C], [A, C], []),
        ([A, C], [A, D, C], []),
        ([A, B], [A.replace("Mon", "Fri"), B], [Bead((0,), (0,))]),
        ([A, B, C], [A, "It was brief, and nobody spoke.", C], [Bead((1,), (1,))]),
        ([f"{A[:-1]}, and it {B[3:]}", C], [A, f"It {B[3:]}", C], [Bead((0,), (0, 1))]),
        ([A, B, C], [f"{A[:-1]} {B}", C], [Bead((0, 1), (0,))]),
        ([A, B, C, D], ["Snow fell all the night.", A, B, C], [Bead((3,), (0,))]),
        ([], [A], []),
        ([A], [], []),
    ],
    ids=["same", "moved", "gone", "new", "edited", "comma", "split", "merged", "moved and edited", "empty old", "empty new"],
)  # fmt: skip
def test_beads(old: list[str], new: list[str], beads: list[Bead]) -> None:
    assert align(old, new) == beads


def test_two_edits_in_one_gap_keep_their_order() -> None:
    old = [A, "Prices rose in Almaty in May.", "Prices rose in Astana in May.", D]
    new = [A, "Prices rose in Almaty in June.", "Prices rose in Astana in June.", D]
    assert align(old, new) == [Bead((1,), (1,)), Bead((2,), (2,))]


def test_older_sources_are_found_without_a_place() -> None:
    assert align([A], [A, "Snow fell all the night."], [C, D]) == [Bead((2,), (1,))]


def test_each_old_sentence_is_used_once() -> None:
    beads = align([A, D], [D, A.replace("Mon", "Fri"), A.replace("Mon", "Sun")])
    assert len({index for bead in beads for index in bead.old}) == sum(len(bead.old) for bead in beads) == 1
