"""A guard against lines that come again and again, which DRY in llama.cpp does not see and n-gram bans overdo."""

from hackday.lyrics.data.corpus import END, LINE, STANZA

LINE_ENDS = (END, LINE, STANZA)


class LineGuard:
    """Lets no line come too often: not more than `in_row` times in a row, nor `in_song` times in a song (0: any).

    While the words of a line are chosen it only watches. When they are all words of a line that may not come again, so
    that a line end would complete the copy, it bars LINE, STANZA and END: the line has to go on with another word and
    becomes another line. It also bars blank lines and songs without a word, which would be the shortest of all loops.
    Words are never barred, so a vocabulary with one word always leaves a candidate. A text that is cut off in the
    middle of a line may still end with one copy too many.
    """

    def __init__(self, in_row: int, in_song: int) -> None:
        self._in_row = in_row
        self._in_song = in_song
        self._start()

    def _start(self) -> None:
        self._line: list[int] = []
        self._last: tuple[int, ...] = ()
        self._run = 0
        self._copies: dict[tuple[int, ...], int] = {}

    def barred(self) -> tuple[int, ...]:
        """The tokens that may not come next."""
        if not self._in_row and not self._in_song:
            return ()
        line = tuple(self._line)
        if not line:
            return (LINE, STANZA) if self._copies else LINE_ENDS
        too_often = 0 < self._in_song <= self._copies.get(line, 0)
        in_a_row = 0 < self._in_row <= self._run and line == self._last
        return LINE_ENDS if too_often or in_a_row else ()

    def accept(self, token: int) -> None:
        """Take note of a token of the text; END begins another song."""
        if token == END:
            self._start()
        elif token not in (LINE, STANZA):
            self._line.append(token)
        elif self._line:
            line = tuple(self._line)
            self._run = self._run + 1 if line == self._last else 1
            self._last = line
            self._copies[line] = self._copies.get(line, 0) + 1
            self._line = []
