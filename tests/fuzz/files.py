"""Files of one kind that a stranger may hand over: pictures, archives, songs, tables of labels, each to its reader."""

import gzip
import io
import json
import shutil
import tarfile
import zlib
from dataclasses import replace
from pathlib import Path
from threading import Lock

import numpy as np
from PIL import Image

from hackday.images.data.cartoonset import read_cartoonset
from hackday.images.data.decoding import Framing, Unreadable, decode
from hackday.images.data.labels import read_labels
from hackday.lyrics.data.prepared import open_corpus
from hackday.lyrics.data.reading import open_songs
from hackday.lyrics.spec import LyricsSpec
from tests.fuzz.harness import MESSAGE, RESULT
from tests.fuzz.spoiling import Rng, choice, spoil, stretch
from tests.images.material import face, faces, pack, png


class Pictures:
    """The bytes of pictures: every format and mode, animated, with profiles and rotations, of gigantic headers."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.good = folder, list(_pictures())

    def case(self, rng: Rng) -> str:
        """Decode one."""
        framing = Framing(size=int(choice(rng, (16, 33, 64))), fit=str(choice(rng, ("crop", "pad"))))
        content = choice(rng, self.good)
        if rng.random() < 0.2:
            content = _gigantic(rng)
        if rng.random() < 0.8:
            content = spoil(rng, content)
        try:
            square = decode(content, framing, Lock())
        except Unreadable:
            return MESSAGE
        assert square.shape == (framing.size, framing.size, 3)
        assert square.dtype == np.uint8
        return RESULT


def _pictures() -> list[bytes]:
    drawn = face(3, 40)
    found = [png(drawn)]
    kinds = [("PNG", mode) for mode in ("RGB", "RGBA", "L", "LA", "P", "1", "I;16")]
    kinds += [("JPEG", mode) for mode in ("RGB", "L", "CMYK")] + [
        ("WEBP", "RGBA"),
        ("GIF", "P"),
        ("BMP", "RGB"),
        ("BMP", "P"),
    ]
    for form, mode in kinds:
        picture = (
            Image.fromarray(np.arange(1600, dtype=np.uint16).reshape(40, 40) * 40)
            if mode == "I;16"
            else drawn.convert(mode)
        )
        out = io.BytesIO()
        picture.save(out, form)
        found.append(out.getvalue())
    out = io.BytesIO()
    turned = [face(number, 30).convert("P") for number in range(4)]
    turned[0].save(out, "GIF", save_all=True, append_images=turned[1:], duration=40, loop=0)
    found.append(out.getvalue())
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    drawn.convert("RGB").save(out, "JPEG", exif=exif, icc_profile=b"\x00" * 200)
    found.append(out.getvalue())
    return found


def _gigantic(rng: Rng) -> bytes:
    """A PNG of few bytes that says it has very many pixels."""
    sides = [int(choice(rng, (1, 5000, 65535, 2**31 - 1))) for _ in range(2)]
    head = b"".join(side.to_bytes(4, "big") for side in sides) + bytes([8, int(choice(rng, (0, 2, 6))), 0, 0, 0])
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(10_000_000))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big") for kind, data in chunks
    )


class Archives:
    """Archives with ways out of their folder, links, devices, bombs, and damage."""

    NAMES = (
        "../escaped.png", "/tmp/escaped.png", "a/../../escaped.csv", "cs1.png", "x/cs1.csv", "..", ".", "", "a" * 300,
        "con", "x\x00y.png", "\u202e.png", "cs1.png/", "./cs2.csv",
    )  # fmt: skip
    KINDS = (tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE,
             tarfile.DIRTYPE, tarfile.GNUTYPE_SPARSE, b"Z")  # fmt: skip

    def __init__(self, folder: Path) -> None:
        self.path = folder / "cartoonset10k.tgz"
        self.faces = faces(66, 20)
        self.bomb = bytes(20_000_000)
        self.folder = folder

    def case(self, rng: Rng) -> str:
        """Read one."""
        count = int(choice(rng, (0, 1, 3, 66)))
        extra = [self._member(rng) for _ in range(1 + int(rng.integers(4)))]
        names = [str(name) for name in rng.permutation(list(self.faces))[: 2 * count]]
        pack(self.path, {name: self.faces[name] for name in names}, extra)
        content = self.path.read_bytes()
        way = rng.random()
        if way < 0.3:
            self.path.write_bytes(spoil(rng, content))
        elif way < 0.5:
            self.path.write_bytes(gzip.compress(spoil(rng, gzip.decompress(content)), 1))
        dataset = read_cartoonset(self.path, Framing(size=16))
        shutil.rmtree(self.folder / "cache", ignore_errors=True)
        return RESULT if len(dataset) else MESSAGE

    def _member(self, rng: Rng) -> tuple[tarfile.TarInfo, bytes]:
        one = tarfile.TarInfo(choice(rng, self.NAMES))
        one.type = choice(rng, self.KINDS)
        one.linkname = choice(rng, ("/etc/passwd", "../outside/secret.txt", "cs1.png", "", "x" * 200))
        content = self.bomb if rng.random() < 0.02 else rng.bytes(int(rng.integers(0, 200)))
        one.size = len(content) if one.type == tarfile.REGTYPE else 0
        return one, content if one.size else b""


class Songs:
    """Files of songs: tables, lines of JSON and texts of any bytes."""

    def __init__(self, folder: Path) -> None:
        rows = [
            (f"band {i % 3}", f"song {i}", f'la la {i}\nthe road, "the" sea {i * 7}\n\nla la {i}') for i in range(12)
        ]
        table = "artist,song,text\n" + "".join(
            ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows
        )
        lines = "".join(json.dumps(dict(zip(("artist", "title", "lyrics"), row, strict=True))) + "\n" for row in rows)
        self.good = {
            "songs.csv": [table.encode(), table.encode("utf-16"), table.replace("la", "lá").encode("cp1252"),
                          table.replace("\n", "\r").encode(), table.replace(",", ";").encode()],
            "songs.tsv": [table.replace(",", "\t").encode()],
            "songs.jsonl": [lines.encode()],
        }  # fmt: skip
        self.folder = folder

    def case(self, rng: Rng) -> str:
        """Read one to its end; one of eight is prepared for a training."""
        name = choice(rng, list(self.good))
        content = choice(rng, self.good[name])
        path = self.folder / name
        endless = rng.random() < 0.08
        if endless:
            content = stretch(rng, content, b"la la")
        else:
            for _ in range(int(rng.integers(4))):
                content = spoil(rng, content)
        path.write_bytes(content)
        if endless or rng.random() < 0.125:
            spec = LyricsSpec(data=str(path))
            if endless:
                marks, headers, merged, masked = (rng.random() < 0.5 for _ in range(4))
                spec = replace(
                    spec, tokens=choice(rng, ("words", "characters", "bpe")), keep_punctuation=marks,
                    keep_headers=headers, merge_contractions=merged, mask_profanity=masked,
                )  # fmt: skip
            corpus = open_corpus(spec)
            shutil.rmtree(self.folder / "cache", ignore_errors=True)
            return RESULT if len(corpus) else MESSAGE
        for song in open_songs(path).songs():
            assert isinstance(song.text, str)
        return RESULT


class Labels:
    """Tables of labels beside pictures."""

    def __init__(self, folder: Path) -> None:
        table = "file,colour,shape\n" + "".join(f"{i}.png,red {i % 3},{i % 5}\n" for i in range(30))
        self.good = [table.encode(), table.encode("utf-16"), table.replace(",", ";").encode()]
        self.path = folder / "labels.csv"

    def case(self, rng: Rng) -> str:
        """Read one."""
        content = choice(rng, self.good)
        for _ in range(1 + int(rng.integers(3))):
            content = spoil(rng, content)
        self.path.write_bytes(content)
        table = read_labels(self.path)
        assert all(len(row) == len(table.columns) for row in table.rows.values())
        return RESULT
