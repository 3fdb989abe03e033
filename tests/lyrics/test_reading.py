"""Songs are read from files as people have them, and what cannot be read is told in words that help."""

import csv
import io
import json
import os
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hackday.lyrics.data.decoding import encoding_of
from hackday.lyrics.data.links import names_of_links
from hackday.lyrics.data.prepared import open_corpus
from hackday.lyrics.data.reading import Song, Source, open_songs
from hackday.lyrics.data.rows import RowEnd
from hackday.lyrics.data.vectors import read_vectors
from hackday.lyrics.spec import LyricsSpec
from hackday.specs import SpecError

TEXT = 'It\'s a rainy day, and so am I  \nWe walk along the road  \n  \nSay "hello" to me\n'


def table(rows: Sequence[Sequence[object]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def read(path: Path, **columns: str) -> tuple[list[Song], Source]:
    source = open_songs(path, **columns)
    songs = list(source.songs())
    source.finish()
    return songs, source


SHAPES = {
    "songdata": ("artist,song,link,text", ["Abba", "Bang", "/a/bang.html", TEXT]),
    "spotify_millsongdata": ("artist,song,link,text", ["Abba", "Bang", "/a", TEXT.replace("\n", "\r\n")]),
    "metrolyrics": ("index,song,year,artist,genre,lyrics", ["0", "Bang", "2009", "Abba", "Pop", TEXT]),
    "billboard": ("Rank,Song,Artist,Year,Lyrics,Source", ["1", "Bang", "Abba", "1965", TEXT, "3"]),
    "genius": (
        "title,tag,artist,year,views,features,lyrics,id,language_cld3,language_ft,language",
        ["Bang", "pop", "Abba", "2001", "99", "{}", "[Chorus: X]\n" + TEXT, "1", "en", "en", "en"],
    ),
    "hot100": (
        "Artists,Name,Weekly.rank,Peak.position,Week,Lyrics",
        ["Abba", "Bang", "1", "1", "2019-07-06", "Bang\n" + TEXT],
    ),
    "deepshah16": (",Artist,Title,Album,Year,Date,Lyric", ["0", "Abba", "Bang", "A", "1999", "1999-01-01", TEXT]),
    "6-genres": ("ALink,SName,SLink,Lyric,language", ["/abba/", "Bang", "/abba/bang.html", TEXT, "en"]),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_of_many_shapes_are_read(tmp_path: Path, shape: str, delimiter: str) -> None:
    heads, row = SHAPES[shape]
    path = tmp_path / "songs.csv"
    path.write_text(table([heads.split(","), *[row] * 6], delimiter), encoding="utf-8", newline="")
    songs, source = read(path)
    assert len(songs) == 6
    assert (songs[0].artist, songs[0].title) == ("Abba", "Bang")
    assert songs[0].text.replace("\r", "").endswith(TEXT)
    assert songs[0].text.startswith("Bang") is False
    assert not source.tally.dropped()
    assert bool(source.notices) == (shape in ("hot100", "6-genres"))


LINKED = ["/ivete-sangalo/", "/10000-maniacs/", "/ac-dc/", "/nobody-else/"]


@pytest.mark.parametrize(
    ("beside", "expected", "notice"),
    [
        ("", ["Ivete Sangalo", "10000 Maniacs", "Ac Dc", "Nobody Else"], "put artists-data.csv beside"),
        ('Artist,Link\n"never closed', ["Ivete Sangalo", "10000 Maniacs", "Ac Dc", "Nobody Else"], "names were made"),
        (
            "Artist,Songs,Popularity,Link,Genre(s)\n"
            "Ivete Sangalo,313.0,4.4,/ivete-sangalo/,Pop; Axé\n"
            '"10,000 Maniacs",110.0,0.3,/10000-maniacs/,Rock\nAC/DC,192.0,10.8,/ac-dc/,Rock\nAC/DC,,,/ac-dc/,Pop\n',
            ["Ivete Sangalo", "10,000 Maniacs", "AC/DC", "Nobody Else"],
            "those of artists-data.csv",
        ),
    ],
    ids=["alone", "broken", "beside"],
)
def test_links_in_the_place_of_artists_become_names(
    tmp_path: Path, beside: str, expected: list[str], notice: str
) -> None:
    path = tmp_path / "lyrics-data.csv"
    rows = [[link, "Bang", f"{link}bang.html", TEXT, "en"] for link in LINKED]
    path.write_text(table([SHAPES["6-genres"][0].split(","), *rows]), encoding="utf-8")
    if beside:
        (tmp_path / "artists-data.csv").write_text(beside, encoding="utf-8")
    songs, source = read(path)
    assert [song.artist for song in songs] == expected
    assert notice in source.notices[0]


def test_json_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "songs.jsonl"
    rows = [{"title": "Bang", "year": 1}, {"artist": "Abba", "lyrics": TEXT}, {"lyrics": ["a", "b"], "artist": None}]
    path.write_text("\n\n".join(json.dumps(row) for row in rows))
    songs, source = read(path)
    assert [(song.artist, song.title, song.text) for song in songs] == [("Abba", "", TEXT), ("", "", "a\nb")]
    assert [(one.reason, one.count, one.examples) for one in source.tally.dropped()] == [
        ("no text", 1, ("Bang (line 1)",))
    ]


def test_folders_of_text_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "Abba").mkdir()
    (tmp_path / "Abba" / "Bang.txt").write_bytes(b"\xef\xbb\xbfla la\r\nla")
    (tmp_path / "Abba" / "Caf\u00e9.txt").write_bytes("caf\xe9".encode("cp1252"))
    (tmp_path / "Alone.TXT").write_text("me", encoding="utf-16")
    (tmp_path / ".hidden.txt").write_text("no")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "other.md").write_text("no")
    songs, source = read(tmp_path)
    assert [(song.artist, song.title, song.text) for song in songs] == [
        ("Abba", "Bang", "la la\r\nla"),
        ("Abba", "Café", "café"),
        ("", "Alone", "me"),
    ]
    assert [one.examples for one in source.tally.dropped()] == [("picture.txt",)]
    assert source.notices[0] == (
        "1 file is not UTF-8 and was read as Western European (cp1252), first in line 1 of Abba/Café.txt"
    )
    (tmp_path / "Abba" / "Bang.txt").write_bytes("la\rla\r\ncafé".encode("cp1252"))
    assert read(tmp_path)[1].notices[0].startswith("2 files are not UTF-8 and were read")
    assert read(tmp_path)[1].notices[0].endswith("line 3 of Abba/Bang.txt")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_first_line_that_is_not_utf8_is_told_whatever_ends_lines(tmp_path: Path, end: str) -> None:
    path = tmp_path / "songs.csv"
    path.write_bytes(end.join(["text", "la la la " * 9, "café la " * 9]).encode("cp1252"))
    assert read(path)[1].notices[0].endswith("the first in line 3")
    for length in range(2**20 - 4, 2**20 + 2):  # the file is read in such parts; one may end within a line's end
        path.write_bytes(end.join(["x" * length, "y", "café"]).encode("cp1252"))
        assert encoding_of(path)[1].endswith("the first in line 3")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_recognised(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "songs.csv"
    path.write_text(table([["text", "artist"], ["plain " * 9, "A"], ["café’s " * 9, "B"]]), encoding=encoding)
    songs, source = read(path)
    assert [song.text for song in songs] == ["plain " * 9, "café’s " * 9]
    assert [notice for notice in source.notices if "line 3" in notice] == [n for n in source.notices if "1252" in n]
    assert any("cp1252" in notice for notice in source.notices) == (encoding == "cp1252")


def test_utf8_that_was_read_as_western_european_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "songs.csv"
    path.write_text(table([["text"], ["I donâ€™t know\nwhy"], ["nothing\nto mend"]]), encoding="utf-8")
    songs, source = read(path)
    assert songs[0].text == "I don’t know\nwhy"
    assert "1 song" in source.notices[0]


def test_songs_without_a_text_are_dropped_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "songs.csv"
    texts = ["la\nla", "", " NA ", "Instrumental", "nan", "l\x00i\n" + "li\n" * 50, " "]
    path.write_text(table([["song", "text"], *[[f"s{i}", text] for i, text in enumerate(texts)], ["short"]]))
    songs, source = read(path)
    assert [song.text for song in songs] == ["la\nla", "li\n" * 51]
    assert {one.reason: one.count for one in source.tally.dropped()} == {
        "no text": 4,
        "instrumental": 1,
        "not 2 columns": 1,
    }
    assert source.notices == ["null bytes were removed from 1 song"]


def test_songs_without_lines_are_mentioned(tmp_path: Path) -> None:
    path = tmp_path / "songs.csv"
    path.write_text("lyrics\n" + "la la la\n" * 3)
    assert "3 of 3 songs have no line breaks" in read(path)[1].notices[-1]


def test_columns_can_be_named_and_are_guessed_by_length(tmp_path: Path) -> None:
    path = tmp_path / "songs.csv"
    path.write_text(table([["who", "what", "Poem"], ["Me", "One", TEXT], ["You", "Two", TEXT]]))
    songs, source = read(path, artist_column="WHO", title_column="what")
    assert (songs[1].artist, songs[1].title, songs[1].text) == ("You", "Two", TEXT)
    assert "'Poem'" in source.notices[0]
    assert read(path)[0][0].artist == ""
    with pytest.raises(SpecError, match=r"text_column=Peom is no column.*did you mean 'Poem'"):
        open_songs(path, text_column="Peom")


def test_a_table_without_a_header_is_read_from_its_first_row(tmp_path: Path) -> None:
    path = tmp_path / "songs.csv"
    path.write_text(table([["Abba", TEXT]] * 3))
    assert [song.text for song in read(path)[0]] == [TEXT] * 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \r\n", "is empty"),
        (b"artist,text\n", "header and no songs"),
        (b"PK\x03\x04rest", "ZIP"),
        (bytes(range(32)) * 9, "binary"),
        ("a,text\nb,c\n".encode("utf-16-le"), "UTF-16 without its mark"),
        (b"a,b\n1,2\n3,4\n", "has no column of lyrics.*Its columns: a, b"),
        (b'{"text": "la la"}\n{"text": \n', "line 2 is not JSON"),
        (b'{"text": "la la"}\n[1]\n', "line 2 is not a JSON object"),
        (b'artist,text\nA,"la"\nB,"la ""li\nC,la\n' + b"D,la\n" * 3000, r"begins in line 3 .* 2,000 lines"),
        (b'artist,text\nA,la\nB,"' + b"la " * 100_000 + b'"la"\n', r"begins in line 3 cannot be read"),
        (b'artist,text\nA,la\nB,"' + b"la\n" * 3000 + b'la"la"\n', r"begins in line 3 .* 200 KB"),
        (b'artist,text\nA,la\nB,"' + b'la ""\n' * 3000, r"begins in line 3 .* 200 KB"),
        (b'{"text": "la la"}\n{"text": "' + b"la " * 400_000 + b"\n", "line 2 is longer than 1000 KB"),
        (b'artist,text\nA,la\nB,"' + b"la " * 1_000_000, r"begins in line 3 .* 200 KB"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error_that_says_why(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "songs.csv"
    path.write_bytes(content)
    with pytest.raises(SpecError, match=message):
        read(path)


@pytest.mark.parametrize("name", ["songs.csv", "songs.tsv", "songs.jsonl"])
def test_a_table_of_endless_columns_is_an_error_before_it_fills_the_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith(".jsonl"):
        lines = [json.dumps({f"k{number}-{i}": "" for i in range(10_000)}) for number in range(50)]
    else:
        lines = ["text" + ("," if name.endswith(".csv") else "\t") * 200_000] * 51
    path.write_text("\n".join(lines))
    tracemalloc.start()
    try:
        with pytest.raises(SpecError, match="more than 1,000 columns"):
            open_songs(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize("end", [".csv", ".jsonl"])
def test_a_thousand_columns_are_read_and_longer_rows_are_left_out(tmp_path: Path, end: str) -> None:
    path = tmp_path / f"songs{end}"
    heads = ["text", *(f"c{i}" for i in range(999))]
    cells = [TEXT] + ["x"] * 999
    if end == ".csv":
        path.write_text(table([heads, cells, cells + ["x"] * 2000]), newline="")
    else:
        path.write_text(json.dumps(dict(zip(heads, cells, strict=True))))
    songs, source = read(path)
    assert [song.text.replace("\r", "") for song in songs] == [TEXT]
    assert [(one.reason, one.count) for one in source.tally.dropped()] == [("not 1000 columns", 1)] * (end == ".csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_no_file_of_songs_and_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for read_it in (open_songs, encoding_of):
        with pytest.raises((SpecError, OSError), match="it is no file"):
            read_it(pipe)
    with pytest.raises(SpecError, match=r"pipe\.csv' cannot be read: it is no file"):
        open_corpus(LyricsSpec(data=str(pipe)))
    with pytest.raises(SpecError, match="it is no file"):
        read_vectors(pipe, ["love"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_pipes_beside_songs_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "artists-data.csv")
    assert names_of_links(tmp_path / "artists-data.csv") == {}
    path = tmp_path / "songs.csv"
    path.write_text(table([["artist", "song", "text"], ["/abba/", "Bang", TEXT]]), newline="")
    assert read(path)[0][0].artist == "Abba"
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "song.txt").write_text(TEXT)
    os.mkfifo(folder / "pipe.txt")
    assert [song.where for song in read(folder)[0]] == ["song.txt"]


def test_a_folder_without_texts_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"holds no .txt files"):
        open_songs(tmp_path)


ODD = st.lists(
    st.sampled_from([b"text", b",", b'"', b"\n", b"\r", b"\r\n", b"la la la la la la la", b"\x00", b"\xe9", b"{", b"}"])
    | st.sampled_from([b'{"text":"la"}', b"\xff\xfe", b"\\n", b";", b"\t", b"NA", b"\xef\xbb\xbf", b"[", b":"])
).map(b"".join)


@settings(max_examples=60)
@given(st.binary(max_size=300) | ODD, st.sampled_from(["any.csv", "any.tsv", "any.jsonl", "any.txt", "any"]))
def test_any_bytes_end_in_songs_or_in_an_error_for_people(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(content)
    try:
        songs, _ = read(path)
    except SpecError:
        return
    assert all(song.text.strip() for song in songs)


def test_a_quotation_mark_that_is_never_closed_is_an_error_that_names_the_row(tmp_path: Path) -> None:
    path = tmp_path / "songs.csv"
    rows = "".join(f'A,S{row},"la la {row}\nlu lu"\n' for row in range(300))
    path.write_text(f'artist,song,text\n{rows}A,last,"never closed\nand on\nB,other,and on\n')
    with pytest.raises(SpecError, match="line 602 is never closed"):
        list(open_songs(path).songs())
    path.write_text(f'artist,song,text\n{rows}A,last,"closed in the last line, without a line end"')
    assert len(list(open_songs(path).songs())) == 301


def test_a_quotation_mark_that_is_missing_in_the_middle_does_not_make_one_song_of_two(tmp_path: Path) -> None:
    path = tmp_path / "songs.csv"
    path.write_text('artist,song,text\nA,one,"la la\nlu lu\nB,two,"na na\nno no"\nC,three,"hey ""you""\nhey"\n')
    with pytest.raises(SpecError, match="row that begins in line 2 cannot be read"):
        list(open_songs(path).songs())


@pytest.mark.parametrize(
    "text", ["la la la\n" * 30, "la, li, lu\nla\n\n" * 9, '"Hello," she said\n', "Title\n\n" + "la " * 40 + "\n"]
)
def test_one_text_file_is_told_where_it_belongs(tmp_path: Path, text: str) -> None:
    path = tmp_path / "songs.txt"
    path.write_text(text)
    with pytest.raises(SpecError, match=r"give a folder with a \.txt file for each song, or a table"):
        open_songs(path)


def test_a_table_may_be_called_a_text(tmp_path: Path) -> None:
    path = tmp_path / "songs.txt"
    path.write_text(table([["artist", "Song Lyrics"], ["A", TEXT], ["B", TEXT]], "\t"))
    assert [song.artist for song in read(path)[0]] == ["A", "B"]
    path.write_text(table([["artist", "what"], ["A", TEXT]], "\t"))
    assert [song.text for song in read(path, text_column="what")[0]] == [TEXT]


LONG = {
    "many lines": "la\n" * 2100,
    "many letters": "la " * 100_000,
    "more than is held": "la la la la la la la la la \u2026\n" * 50_000,
    "marks": '"la", "li"\n' * 20_000,
}


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("kind", ["quoted", "last", "jsonl"])
def test_a_text_that_is_too_long_is_left_out_and_reading_goes_on(tmp_path: Path, name: str, kind: str) -> None:
    rows = [["A", TEXT, "x"], ["B", LONG[name], "x"], ["C", TEXT, "x"], ["D", LONG[name], "x"]]
    heads = ["artist", "text", "other"]
    path = tmp_path / ("songs.jsonl" if kind == "jsonl" else "songs.csv")
    if kind == "jsonl":
        content = "\n".join(json.dumps(dict(zip(heads, row, strict=True))) for row in rows)
    else:
        content = table([row[: 2 if kind == "last" else 3] for row in [heads, *rows]]).rstrip("\r\n")
    path.write_text(content, encoding="utf-8", newline="")
    songs, source = read(path)
    assert [(song.artist, song.text) for song in songs] == [("A", TEXT), ("C", TEXT)]
    assert source.read == source.size
    ((reason, count, examples),) = [(one.reason, one.count, one.examples) for one in source.tally.dropped()]
    assert (reason, count) == ("longer than 200 KB or 2,000 lines", 2)
    lines = content[: content.index("B")].count("\n") + 1
    assert examples[0] == f"line {lines}"


@pytest.mark.parametrize(
    "text", ['"' + f'{"la " * 200}""la""\n' * 50_000 + '"', "la " * 10_000_000], ids=["lines", "a line"]
)
def test_a_text_without_end_is_never_held_in_memory(tmp_path: Path, text: str) -> None:
    path = tmp_path / "songs.csv"
    path.write_text(f"artist,text\nA,la li\nB,{text}\nC,la lu\n")
    source = open_songs(path, text_column="text")
    tracemalloc.start()
    songs = [song.artist for song in source.songs()]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert songs == ["A", "C"]
    assert peak < 12e6


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(['"', '""', ",", "\n", "\r\n", "a", 'a"', " "])).map("".join), st.integers(1, 3))
def test_a_row_that_is_passed_over_ends_where_the_csv_reader_ends_it(text: str, part: int) -> None:
    lines = text.splitlines(keepends=True)
    reader = csv.reader(iter(lines), strict=True)
    ends = RowEnd(",")
    expected: object
    try:
        next(reader, None)
        expected = reader.line_num
    except csv.Error:
        expected = "error"
    found: object = len(lines)
    try:
        for number, line in enumerate(lines, 1):
            if any(ends.after(line[place : place + part]) for place in range(0, len(line), part)):
                found = number
                break
        else:
            found = "error" if ends.open else found
    except ValueError:
        found = "error"
    assert found == expected
