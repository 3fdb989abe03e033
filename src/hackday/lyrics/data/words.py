"""A song's text as words, and back: the one rule by which songs, prompts and the page cut text.

A word is a run of letters and digits with the apostrophes inside it (don't, o'clock). An apostrophe at an end stays
where it stands for letters left out: in front of the list ELISIONS ('tis, 'cause, '90s), behind -in' and -fu' (runnin',
waefu'), the list ENDINGS (ol', thro') and i' before a word (i' the). Elsewhere it is a quotation mark and no part of
the word: 'hello there' is hello, there; so is that of a plural (lovers'), which nobody hears. The lists have no word
that often begins or ends what people say. Hyphens split. Everything else is dropped or, with
keep_punctuation, each mark is a word.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from hackday.lyrics.spec import LyricsSpec

_LETTERS = r"0-9A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u1fff\u3040-\ud7ff\uf900-\ufdff"
_LETTER = f"[{_LETTERS}]"
ELISIONS = (
    "tis|tisn't|tain't|twas|twasn't|twere|tweren't|twill|twon't|twould|twouldn't|twou'd|twad|twor|twixt|tween|tother"
    "|[0-9]0s|bout|bove|cause|cept|cos|cross|cuz|em|fore|fraid|gainst|gan|hind|leven|lil|maist|mang|mangst|mid|midst"
    "|mong|mongst|n|nd|neath|nother|nuff|pon|possum|possums|prentice|prentices|prenticeship|round|scape|scaped|scapes"
    "|scuse|specially|spect|spose|sposed|stead|thout|til|till|un|uns|yont|ods|sblood|sdeath|slife"
    "|e|e's|e'd|e'll|arf|ave|aven't|ead|ee|ell|er|ere|im|ome|orse|ouse|ow|ud|d|ll|m|re|s|t|ve"
)
ENDINGS = (
    "an|fo|lil|mo|n|o|ol|po|th|wi|altho|befo|quo|sho|tho|thro|upo|ava|awa|ba|befa|ca|fa|fra|misca|sha|sma|wa|wha|witha"
    "|fu|gi|mou|pu|cam|mak|tak|twal|aroun|foun|groun|grun|houn|poun|roun|soun|chil|col|fiel|frien|gol|hol|tol|warl|worl"
    "|aul|caul|han|husban|islan|lan|servan|spen|stan|thousan|understan|agains|bes|jus|kep|las|lef|mos|mus|nex"
    "|couldn|didn|doesn|isn|shouldn|wasn|wouldn|hersel|himsel|itsel|mysel|oursel|sel|themsel|thysel|yoursel"
    "|(?<!')(?:a|d|don|en|ha|t|y|yo)"
)
# What stands in brackets has a bound, or in a song of brackets alone the end of each would be looked for in all of it.
WORD = (  # the first part is for speed: most words have no apostrophe, so that the lists are seldom tried
    rf"{_LETTER}+(?![{_LETTERS}'])|\[[^\] \n]{{1,200}}\]|'n'|'(?:{ELISIONS})(?!'?{_LETTER})|(?:{ENDINGS})'(?!{_LETTER})"
    rf"|(?<!')i'(?= {_LETTER})|{_LETTER}+(?:'{_LETTER}+)*(?:'(?<=[b-z]in'|[a-z]fu'))?"
)
"""A word of normalised text. Python and JavaScript (without flags but g) read this pattern alike."""
MARK = r"[!-/:-@\[-`{-~\xa1\xbf]"
"""A mark, where no word begins; for keep_punctuation."""
PIECE_START = "▁"
"""In front of a piece (tokens=bpe) that begins a word."""

_WORD_OR_END = re.compile(rf"{WORD}|\n")
_TOKENS = {
    False: re.compile(rf"{WORD}|\n\n?"),
    True: re.compile(rf"{WORD}|{MARK}|\n\n?"),
}
_CHARACTERS = re.compile(r"\n\n|[\s\S]")
_UNPRINTED = re.compile(rf"[^ \n!-~\xa1\xbf{_LETTERS}]+")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
# To compose one after another: no sign composes across the start of one. The bound is for endless runs of accents,
# which Unicode has sorted, in a time that grows with the square of their length.
_COMPOSED = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]{1,1000}")
_INSIDE = re.compile(rf"(?<={_LETTER})'(?={_LETTER})")
_PLAIN: dict[str, str] = (
    dict.fromkeys("‘’‚‛′´ʼʹ", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u2028\u2029\x85", "\n")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\xad", "")
    | {"…": "...", "\xa0": " ", "،": ",", "؟": "?", "؛": ";", "।": ".", "！": "!", "？": "?", "，": ","}
)
_PARTS = "intro|verse|pre-?chorus|chorus|post-?chorus|bridge|hook|refrain|outro|interlude|break|solo|coda|repeat"
_HEADER = re.compile(
    rf"^[ \t]*(?:\[([^\]\n]*)\]|[({{]((?:{_PARTS})\b[^)}}\n]*)[)}}]|((?:{_PARTS})[ \w]{{0,12}}):)[ \t:]*$",
    re.IGNORECASE | re.MULTILINE,
)
_BRACKETS = re.compile(r"\[[^\]\n]{0,200}\]")
_GENIUS = (  # what copies of the site's pages carry: the head, an advertisement, the end
    re.compile(r"\A\s*\d+ Contributors?.{0,300}?Lyrics"),
    re.compile(r"You might also like(?=\[|[A-Z]|[ \t]*$)", re.MULTILINE),
    re.compile(r"^See .{1,100} LiveGet tickets as low as \$\d+", re.MULTILINE),
    re.compile(r"(?:\d[\d.]{0,19}K?|(?<=\S))Embed\s*\Z"),
)
_MARKS = ("Embed", "You might also like", "LiveGet", "Contributor")
_DOUBLED = 8  # lines


def normalise(text: str, spec: LyricsSpec) -> str:
    """The clean text of a song: lines, and one empty line between stanzas; nothing at either end.

    Lower case, plain quotes and dashes, single spaces. Without keep_punctuation only words are left, so that bits per
    character mean the same for all kinds of tokens. A dropped header leaves a break between stanzas.
    """
    text = _plain(text)
    text = _HEADER.sub(_short_header if spec.keep_headers else "", text)
    if not spec.keep_headers:
        text = _BRACKETS.sub(" ", text)  # [x2] and the like inside a line are not sung either
    text = text.lower()
    if spec.merge_contractions:
        text = _INSIDE.sub("", text)
    if spec.keep_punctuation:
        lines = [" ".join(line.split()) for line in _UNPRINTED.sub(" ", text).split("\n")]
    else:
        lines = [line.strip(" ") for line in " ".join(_WORD_OR_END.findall(text)).split("\n")]
    return _laid_out(lines, spec.max_repeats)


def split_words(text: str, spec: LyricsSpec) -> list[str]:
    r"""The words of normalised text, with "\n" and "\n\n" as words for the ends of lines and stanzas; none at the end.

    With tokens=characters its characters. With tokens=bpe its words, which `pieces.Pieces` cuts further.
    """
    pattern = _CHARACTERS if spec.tokens == "characters" else _TOKENS[spec.keep_punctuation]
    return pattern.findall(text.strip("\n"))


def join_words(words: Sequence[str]) -> str:
    """Words as a person writes them: spaces between them, but for marks and line ends."""
    parts: list[str] = []
    glued, quoted = True, False
    for word in words:
        if word in ("\n", "\n\n"):
            parts.append(word)
            glued, quoted = True, False
            continue
        if word == '"':
            closes, quoted = quoted, not quoted
        else:
            closes = word in _CLOSING
        if not glued and not closes:
            parts.append(" ")
        parts.append(word)
        glued = word in _OPENING or (word == '"' and quoted)
    return "".join(parts)


def join_tokens(tokens: Sequence[str], kind: str) -> str:
    """The text of tokens of any kind (the setting `tokens`)."""
    if kind == "words":
        return join_words(tokens)
    if kind == "characters":
        return "".join(tokens)
    text = "".join(tokens).replace(PIECE_START, " ")
    return "\n".join(line.strip(" ") for line in text.split("\n"))


_CLOSING = frozenset(",.!?;:)]}%")
_OPENING = frozenset("([{¡¿$#")


def _plain(text: str) -> str:
    """The same text with line ends as they are on Unix, with ASCII quotes and without what a web site put around it."""
    if "\\n" in text:
        text = text.replace("\\r\\n", "\n").replace("\\n", "\n")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = _COMPOSED.sub(_composed, _FOREIGN.sub(_as_plain, text))
    if "`" in text:
        text = text.replace("`", "'")
    if "''" in text:
        text = text.replace("''", '"')
    if any(mark in text for mark in _MARKS):
        for pattern in _GENIUS:
            text = pattern.sub("", text)
    return text


def _as_plain(found: re.Match[str]) -> str:
    """What stands for a character beyond ASCII. JavaScript sees two where UTF-16 needs two: none of them is kept."""
    letter = found[0]
    return _PLAIN.get(letter, " " if letter > "\uffff" or "\ud800" <= letter <= "\udfff" else letter)


def _composed(found: re.Match[str]) -> str:
    """A letter and the accents behind it as one character, where Unicode has it."""
    return unicodedata.normalize("NFC", found[0])


def _short_header(found: re.Match[str]) -> str:
    """[Verse 2: Somebody] as [verse]: one word, and the same for all songs."""
    name = (found[1] or found[2] or found[3] or "").partition(":")[0]
    letters = _letters().findall(name)
    return f"\n[{'-'.join(letters)}]" if letters else ""


@cache
def _letters() -> re.Pattern[str]:
    return re.compile(rf"(?:(?![0-9]){_LETTER})+")


def _laid_out(lines: list[str], max_repeats: int) -> str:
    """Lines as text: runs of equal lines cut, empty lines made one and only between stanzas.

    Where every line is followed by an empty one, as some web pages were copied, those say nothing.
    """
    full = [i for i, line in enumerate(lines) if line]
    doubled = len(full) >= _DOUBLED and all(b - a > 1 for a, b in pairwise(full))
    kept: list[str] = []
    last, run, empty = "", 0, 0
    for line in lines:
        if not line:
            empty += 1
            continue
        if kept and empty > doubled:
            kept.append("")
            last = ""
        empty = 0
        run = run + 1 if line == last else 1
        last = line
        if not max_repeats or run <= max_repeats:
            kept.append(line)
    return "\n".join(kept)
