"""Word vectors of others are read from their text files, and errors say in which line they are."""

from pathlib import Path

import numpy as np
import pytest

from hackday.lyrics.data.corpus import SPECIAL
from hackday.lyrics.data.vectors import read_vectors
from hackday.specs import SpecError

WORDS = (*SPECIAL, "love", "me", "don't")


@pytest.mark.parametrize("head", ["", "3 4\n"])
@pytest.mark.parametrize("end", ["", " "])
def test_vectors_are_found_for_the_words_that_are_there(tmp_path: Path, head: str, end: str) -> None:
    path = tmp_path / "vectors.txt"
    lines = [f"the 1 2 3 4{end}", f"love .5 -1e-3 2 0{end}", ". . . 1 2 3 4", f"me 1 1 1 1{end}", "love 9 9 9 9"]
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    vectors = read_vectors(path, WORDS)
    assert vectors.matrix.shape == (7, 4)
    assert vectors.matrix.dtype == np.float32
    np.testing.assert_allclose(vectors.matrix[4], [0.5, -1e-3, 2, 0])
    assert vectors.found.tolist() == [False] * 4 + [True, True, False]
    assert vectors.share == pytest.approx(2 / 3)
    assert not vectors.matrix[~vectors.found].any()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "are empty"),
        ("the 1 2\nlove 1\n", "line 2 has 1 numbers instead of 2"),
        ("the 1 2\nme 1 2\nlove 1 x\n", "line 3 has something that is no number"),
        ("love 1 nan\n", "line 1 has a number that is not finite"),
        ("the 1 2\n", "none of the 3 words"),
        ("words\n", "line 1 has no word"),
        ("\x89PNG" + "\x00" * 99, "binary|picture"),
    ],
)
def test_errors_name_the_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "vectors.txt"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(SpecError, match=message):
        read_vectors(path, WORDS)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="cannot be read"):
        read_vectors(tmp_path / "no.txt", WORDS)
