"""Words are cut the same everywhere: apostrophes stay, quotes do not stick, and nothing of the lines is lost."""

import json
import random
import re
import shutil
import subprocess
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hackday.lyrics.data.pieces import Pieces
from hackday.lyrics.data.profanity import is_profane
from hackday.lyrics.data.words import ELISIONS, ENDINGS, WORD, join_tokens, join_words, normalise, split_words
from hackday.lyrics.spec import LyricsSpec

PLAIN = LyricsSpec()
MARKS = LyricsSpec(keep_punctuation=True)


def words(text: str, spec: LyricsSpec = PLAIN) -> list[str]:
    return split_words(normalise(text, spec), spec)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Running runnin runnin'", "running|runnin|runnin'"),
        ("'Tis, ’twas ‘Cause '90s 'em", "'tis|'twas|'cause|'90s|'em"),
        ("'hello there' \"I said\"", "hello|there|i|said"),
        ("don't o'clock rock'n'roll rock 'n' roll", "don't|o'clock|rock'n'roll|rock|'n'|roll"),
        ("lovers' ol' o' an' 'feel the pain'", "lovers|ol'|o'|an'|feel|the|pain"),
        (
            "'Tis thro' a' the sma' hours, tho' waefu', i' th' snaw",
            "'tis|thro'|a'|the|sma'|hours|tho'|waefu'|i'|th'|snaw",
        ),
        (
            "'Mid 'tween, 'twould 'twasn't; young 'un, 'e's jus' yo' frien'",
            "'mid|'tween|'twould|'twasn't|young|'un|'e's|jus'|yo'|frien'",
        ),
        (
            "'D'ye see the 'a' and the 'yo'?' 'So said I', 'and we sang 'oh'.'",
            "d'ye|see|the|a|and|the|yo|so|said|i|and|we|sang|oh",
        ),
        ("well-known -- yes…no", "well|known|yes|no"),
        ("Déjà vu, ÜBER cafe\u0301 ça", "déjà|vu|über|café|ça"),
        ("i ❤ you 🎵 50% $", "i|you|50"),
        ("люблю тебя", "люблю|тебя"),
    ],
)
def test_a_line_is_cut_into_its_words(text: str, expected: str) -> None:
    assert words(text) == expected.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "one  \ntwo  \n  \nthree",
        "one\r\ntwo\r\n\r\nthree\r\n",
        "one\rtwo\r\rthree",
        "\n\none\\ntwo\\n\\n\\n\\n\\nthree",
        "one\u2028two\u2028\u2028three",
        "[Intro]\none\ntwo\n[Chorus: X]\nthree",
        "one\ntwo\n***\nthree\n\n",
    ],
)
def test_line_and_stanza_ends_are_found_however_they_are_written(text: str) -> None:
    assert words(text) == ["one", "\n", "two", "\n\n", "three"]


def test_what_web_sites_add_is_dropped() -> None:
    text = "12 ContributorsMy Song Lyrics[Verse 1]\nhold me\nYou might also like[Chorus]\n"
    text += "love me do [x2]\n(Chorus)\nme123Embed"
    assert normalise(text, PLAIN) == "hold me\n\nlove me do\n\nme"
    assert normalise("I embed it\nYou might also like it", PLAIN) == "i embed it\nyou might also like it"


def test_headers_are_one_word_if_they_are_kept() -> None:
    spec = LyricsSpec(keep_headers=True)
    assert words("[Verse 2: Somebody]\nla\n\n[Pre-Chorus]\nli", spec) == [
        *("[verse]", "\n", "la", "\n\n"),
        *("[pre-chorus]", "\n", "li"),
    ]


def test_text_with_an_empty_line_after_every_line_has_lines_all_the_same() -> None:
    text = "\n\n".join("abcdefgh") + "\n\n\n\ni"
    assert normalise(text, PLAIN) == "\n".join("abcdefgh") + "\n\ni"


def test_punctuation_is_words_of_its_own_if_it_is_kept() -> None:
    text = 'Oh, "what (a) day!"'
    assert words(text, MARKS) == ["oh", ",", '"', "what", "(", "a", ")", "day", "!", '"']
    assert join_words(words(text, MARKS)) == 'oh, "what (a) day!"'


def test_contractions_are_merged_if_asked() -> None:
    assert words("Don’t stop runnin' 'til", LyricsSpec(merge_contractions=True)) == ["dont", "stop", "runnin'", "'til"]


def test_runs_of_equal_lines_are_cut() -> None:
    assert normalise("La!\n" * 9 + "li\nla", PLAIN) == "la\nla\nla\nla\nli\nla"
    assert normalise("la\n" * 9, LyricsSpec(max_repeats=0)).count("la") == 9


def test_characters_keep_their_lines() -> None:
    spec = LyricsSpec(tokens="characters")
    assert words("Ab c\n\nd", spec) == ["a", "b", " ", "c", "\n\n", "d"]
    assert join_tokens(words("Ab c\n\nd", spec), "characters") == "ab c\n\nd"


def test_pieces_know_every_word_and_come_back_from_text() -> None:
    texts = ["running runnin' hello yellow fellow", "run hell low"] * 20
    pieces = Pieces.from_json(Pieces.train(texts, 300).as_json())
    given = ["running", "\n", "yell", "\n\n", "runnin'"]
    cut = pieces.encode(given)
    assert join_tokens(cut, "bpe") == "running\nyell\n\nrunnin'"
    assert {"\n", "\n\n"} < set(cut) <= {*pieces.known(), "\n", "\n\n"}
    assert cut == Pieces.train(texts, 300).encode(given)
    assert ("<unk>", "ø") in pieces.cut(["hellø"])[0]


def test_swear_words_are_told_from_their_neighbours() -> None:
    swear = "fuck fucks fucked fuckin' fuuuck motherfuckers shit bitches bitch's bitchin assholes ass wankers bastard"
    assert all(map(is_profane, swear.split()))
    assert not any(
        map(is_profane, ["pass", "classic", "grass", "assume", "shift", "dickens", "snigger", "cocktail", "a"])
    )


@settings(max_examples=60)
@given(st.text(), st.sampled_from([PLAIN, MARKS, LyricsSpec(tokens="characters")]))
def test_any_text_is_cut_and_normal_text_stays_as_it_is(text: str, spec: LyricsSpec) -> None:
    normal = normalise(text, spec)
    found = split_words(normal, spec)
    assert all(found)
    assert not found or (found[0].strip("\n") and found[-1].strip("\n"))
    assert "\n\n\n" not in normal
    normal.encode("utf-8")  # there is no half of a character
    if spec is PLAIN:
        assert join_words(found) == normal
        assert split_words(normalise(normal, LyricsSpec(max_repeats=0)), spec) == found


NODE = """
const [pattern, texts] = JSON.parse(require("fs").readFileSync(0));
console.log(JSON.stringify(texts.map((text) => text.match(new RegExp(pattern, "g")) || [])));
"""


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_javascript_cuts_the_same_words() -> None:
    draw = random.Random(5)
    letters = "aàdfinstuz''''  -,[]0\n9ñß\u0301\u2028\xa0\u3000中ж[]x`~_^\x1c\ufeff\ud7ff"
    texts = ["".join(draw.choice(letters) for _ in range(30)) for _ in range(2000)]
    texts += ["'tis ol' runnin' 'n' 'til 'hello' o'clock [pre-chorus] '90s ain' pain'"]
    listed = [*ELISIONS.split("|"), *ENDINGS.replace("(?<!')(?:", "").rstrip(")").split("|"), "i", "joyfu"]
    texts += [text for word in listed for text in (f"a '{word} b", f"{word}' b", f"'{word}'", f"x{word}'s '{word}s'")]
    outcome = subprocess.run(
        ["node", "-e", NODE], input=json.dumps([WORD, texts]), capture_output=True, text=True, check=True
    )
    assert json.loads(outcome.stdout) == [re.findall(WORD, text) for text in texts]


@pytest.mark.parametrize(
    ("repeated", "end"),
    [("[", ""), ("[a", ""), ("[a b", ""), ("([", ""), ("1", "Embed"), ("1.", "Embed x"), ("\u0301\u0316", "")],
)
@pytest.mark.parametrize("spec", [PLAIN, MARKS, LyricsSpec(keep_headers=True)])
def test_a_song_of_one_repeated_sign_is_cut_as_soon_as_any_other(repeated: str, end: str, spec: LyricsSpec) -> None:
    began = time.process_time()
    words((repeated * 199_000)[:199_000] + end, spec)
    assert time.process_time() - began < 10


def test_brackets_as_songs_have_them_are_what_they_were() -> None:
    names = "[Verse 1: " + "Somebody & " * 15 + "Another]"
    assert words(f"{names}\nla [x2] la {names} la [a [b] c") == ["la", "la", "la", "c"]
    assert words("la [x2] la [", LyricsSpec(keep_headers=True)) == ["la", "[x2]", "la"]


def test_accents_are_composed_however_many_there_are() -> None:
    assert words("cafe\u0301 e\u0323\u0302 " + "e\u0301" * 3000) == ["café", "ệ", "é" * 3000]


def test_an_endless_word_is_cut_into_pieces_that_others_taught() -> None:
    began = time.process_time()
    pieces = Pieces.train(["the hat on the mat " + "ab" * 99_000] * 3, 300)
    assert time.process_time() - began < 10
    assert "".join(pieces.encode(["hat"])) == "▁hat"


@pytest.mark.parametrize("text", ["`tis the `old` ``song''", "café: `tis the `old` ``song''"])
def test_a_backtick_is_an_apostrophe_whatever_else_is_in_the_text(text: str) -> None:
    assert words(text)[-4:] == ["'tis", "the", "old", "song"]


def test_letters_that_no_piece_has_stay_in_a_prompt() -> None:
    pieces = Pieces.train(["the hat on the mat"] * 3, 300)
    cut = pieces.encode(["the", "本x", "\n", "hat"])
    assert "".join(cut) == "▁the▁本x\n▁hat"
    assert "<unk>" not in cut
