"""Google's Cartoon Set is read as downloaded, and an archive that only claims to be it does no harm."""

import gzip
import io
import tarfile
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from hackday.images.data import archives
from hackday.images.data.cartoonset import is_cartoonset, read_cartoonset
from hackday.images.data.dataset import UNKNOWN, Dataset
from hackday.images.data.decoding import Framing
from hackday.specs import SpecError
from tests.images.material import ATTRIBUTES, face, faces, member, pack, pixels, png, unpack, variant

SMALL = Framing(size=20)
COUNT = 66


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HACKDAY_CACHE", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return faces(COUNT)


def reasons(dataset: Dataset) -> dict[str, str]:
    return {one.name: one.reason for one in dataset.skipped}


def assert_is_the_set(dataset: Dataset, numbers: list[int]) -> None:
    labelled = [name for name, variants in ATTRIBUTES.items() if variants <= 128]
    assert [one.name for one in dataset.attributes] == labelled
    assert [one.values for one in dataset.attributes] == [tuple(map(str, range(ATTRIBUTES[name]))) for name in labelled]
    assert dataset.labels.tolist() == [[variant(i, name) for name in labelled] for i in numbers]
    assert np.array_equal(dataset.pictures[:, 8:12, 8:12], np.stack([pixels(i, 4) for i in numbers]))
    assert (dataset.pictures[:, :3] == 255).all()  # transparent over white
    assert "CC BY 4.0" in dataset.licence
    assert "Google" in dataset.licence


def test_the_folder_and_the_archive_give_the_same_labelled_faces(files: dict[str, bytes], tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    folder = read_cartoonset(unpack(tmp_path, files), SMALL)
    archive = read_cartoonset(
        pack(tmp_path / "cartoonset10k.tgz", files), SMALL, progress=lambda done, of: calls.append((done, of))
    )
    assert_is_the_set(folder, list(range(COUNT)))
    assert_is_the_set(archive, list(range(COUNT)))
    assert reasons(folder) == reasons(archive) == {"attribute outfit": "129 values; an attribute may have 128"}
    assert calls[-1] == (COUNT, COUNT)
    assert read_cartoonset(tmp_path / "cartoonset10k.tgz", SMALL).key == archive.key
    assert not (tmp_path / "cartoonset10k" / "x").exists()


def test_pictures_of_the_true_size_are_read(tmp_path: Path) -> None:
    assert_is_the_set(read_cartoonset(unpack(tmp_path, faces(64, 500)), SMALL), list(range(64)))


def test_picture_and_labels_may_come_in_any_order(files: dict[str, bytes], tmp_path: Path) -> None:
    ends = [name for name in files if name.endswith("csv")] + [name for name in files if name.endswith("png")][::-1]
    dataset = read_cartoonset(pack(tmp_path / "a.tgz", {name: files[name] for name in ends}), SMALL)
    assert_is_the_set(dataset, list(range(COUNT))[::-1])
    starts = [name for name in files if name.endswith("png")] + [name for name in files if name.endswith("csv")][::-1]
    assert_is_the_set(
        read_cartoonset(pack(tmp_path / "b.tgz", {n: files[n] for n in starts}), SMALL), list(range(COUNT))
    )


def test_the_layout_of_the_100k_set_is_known_too(files: dict[str, bytes], tmp_path: Path) -> None:
    moved = {name.replace("10k/", f"100k/{int(name[-5])}/"): content for name, content in files.items()}
    order = sorted(range(COUNT), key=lambda i: (i % 10, i))
    unpack(tmp_path, moved)
    assert is_cartoonset(tmp_path / "cartoonset100k")
    assert_is_the_set(read_cartoonset(tmp_path / "cartoonset100k", SMALL), order)


def test_a_count_ends_the_reading_early(files: dict[str, bytes], tmp_path: Path) -> None:
    assert_is_the_set(read_cartoonset(pack(tmp_path / "a.tgz", files), SMALL, count=64), list(range(64)))
    with pytest.raises(SpecError, match="count=9 is too few"):
        read_cartoonset(tmp_path / "a.tgz", SMALL, count=9)


def test_damaged_single_files_are_reported_and_the_rest_is_used(files: dict[str, bytes], tmp_path: Path) -> None:
    extra = {
        "cartoonset10k/cs9001.png": png(face(1))[:150],
        "cartoonset10k/cs9002.png": png(face(2)),
        "cartoonset10k/cs9002.csv": b'"chin_length", 7, 3\n',
        "cartoonset10k/cs9003.csv": files["cartoonset10k/cs0003.csv"],
        "cartoonset10k/cs9004.png": png(face(4)),
        "cartoonset10k/cs9004.csv": b'"chin_length", 1, 3\n"new_one", 1, 2\n',
        "cartoonset10k/notes.txt": b"hello",
    }
    dataset = read_cartoonset(pack(tmp_path / "a.tgz", {**files, **extra}), SMALL)
    assert len(dataset) == COUNT + 2
    assert [one.name for one in dataset.attributes][-1] == "new_one"
    assert dataset.labels[COUNT].tolist() == [UNKNOWN] * 6
    assert dataset.labels[COUNT + 1].tolist() == [UNKNOWN, 1, UNKNOWN, UNKNOWN, UNKNOWN, 1]
    assert set(dataset.labels[:COUNT, 5].tolist()) == {UNKNOWN}
    found = reasons(dataset)
    assert found.pop("cartoonset10k/cs9001.png").startswith("damaged")
    assert found.pop("cartoonset10k/cs9002.csv").startswith("not lines of")
    assert found["cartoonset10k/cs9003.csv"] == "no picture beside it"
    assert found["cartoonset10k/notes.txt"] == "neither PNG nor CSV"


def test_members_that_reach_out_of_the_archive_are_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    one = png(face(1))
    hostile = [
        (member("../cs1.png", size=len(one)), one),
        (member("cartoonset10k/../../cs2.png", size=len(one)), one),
        (member("/tmp/cs3.png", size=len(one)), one),
        (member("..\\cs4.png", size=len(one)), one),
        (member("C:/cs5.png", size=len(one)), one),
        (member("cartoonset10k/cs6.png", tarfile.SYMTYPE, link="/etc/passwd"), b""),
        (member("cartoonset10k/cs7.png", tarfile.LNKTYPE, link="cartoonset10k/cs0001.png"), b""),
        (member("cartoonset10k/cs8.png", tarfile.CHRTYPE), b""),
        (member("cartoonset10k/cs9.png", tarfile.BLKTYPE), b""),
        (member("cartoonset10k/cs10.png", tarfile.FIFOTYPE), b""),
        (member("cartoonset10k", tarfile.DIRTYPE), b""),
    ]
    before = set(tmp_path.rglob("*"))
    dataset = read_cartoonset(pack(tmp_path / "a.tgz", files, hostile), SMALL)
    assert_is_the_set(dataset, list(range(COUNT)))
    outside, link, device = "its path leaves the archive", "a link", "not a regular file"
    expected = dict(zip([info.name for info, _ in hostile], [outside] * 5 + [link] * 2 + [device] * 3, strict=False))
    assert reasons(dataset) == {**expected, "attribute outfit": "129 values; an attribute may have 128"}
    new = {path.relative_to(tmp_path).parts[0] for path in set(tmp_path.rglob("*")) - before}
    assert new == {"a.tgz", "cache"}


def claimed(path: Path, *headers: bytes, then: int = 0) -> Path:
    """An archive of these headers, with so many zeros behind the last."""
    with gzip.open(path, "wb", 1) as file:
        for header in headers:
            file.write(header)
        for _ in range(then // 1_000_000):
            file.write(bytes(1_000_000))
    return path


@pytest.mark.parametrize("size", [5_000_000, 10**15, 8**11 - 1])
def test_a_member_of_huge_declared_size_ends_in_a_message(size: int, tmp_path: Path) -> None:
    header = member("cartoonset10k/cs1.png", size=size).tobuf(tarfile.GNU_FORMAT)
    with pytest.raises(SpecError, match=f"says that cartoonset10k/cs1.png has {size} bytes"):
        read_cartoonset(claimed(tmp_path / "a.tgz", header, then=10_000_000), SMALL)


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE])
def test_a_name_of_gigabytes_ends_in_a_message_and_not_in_memory(kind: bytes, tmp_path: Path) -> None:
    header = member("long", kind, size=3_000_000_000).tobuf(tarfile.GNU_FORMAT)
    path = claimed(tmp_path / "a.tgz", header, then=60_000_000)
    tracemalloc.start()
    with pytest.raises(SpecError, match="unpacks to far more than pictures need"):
        read_cartoonset(path, SMALL)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_an_unknown_kind_of_member_cannot_hide_a_bomb(tmp_path: Path) -> None:
    header = member("odd", b"Q", size=3_000_000_000).tobuf(tarfile.GNU_FORMAT)
    with pytest.raises(SpecError, match="unpacks to far more"):
        read_cartoonset(claimed(tmp_path / "a.tgz", header, then=60_000_000), SMALL)


def test_too_many_members_and_too_much_in_all_end_in_a_message(
    files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pack(tmp_path / "a.tgz", files)
    monkeypatch.setattr(archives, "MEMBERS", 100)
    with pytest.raises(SpecError, match="more than 100 files"):
        read_cartoonset(path, SMALL)
    monkeypatch.undo()
    monkeypatch.setenv("HACKDAY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(archives, "TOTAL_BYTES", 100_000)
    with pytest.raises(SpecError, match="unpacks to far more"):
        read_cartoonset(path, SMALL)


def test_what_is_no_whole_tgz_says_so(files: dict[str, bytes], tmp_path: Path) -> None:
    path = pack(tmp_path / "a.tgz", files)
    whole = path.read_bytes()
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        tar.addfile(member("a"))
    cases = {
        b"not an archive": r"is not a whole \.tgz archive",
        plain.getvalue(): r"is not a whole \.tgz archive",
        b"": "damaged",
        gzip.compress(b""): "damaged",
        gzip.compress(b"hello " * 1000): "damaged",
        whole[: len(whole) // 2]: "damaged",
        whole[:-30]: "damaged",
        whole[: len(whole) // 2] + bytes(100) + whole[len(whole) // 2 + 100 :]: "damaged|is not a whole",
    }
    for content, message in cases.items():
        path.write_bytes(content)
        with pytest.raises(SpecError, match=message):
            read_cartoonset(path, SMALL)


def test_a_damaged_header_in_the_middle_is_not_taken_for_the_end(files: dict[str, bytes], tmp_path: Path) -> None:
    rows = bytearray(gzip.decompress(pack(tmp_path / "a.tgz", files).read_bytes()))
    place = rows.index(b"cartoonset10k/cs0065.png")
    rows[place + 148 : place + 156] = b"99999999"  # its checksum
    (tmp_path / "a.tgz").write_bytes(gzip.compress(bytes(rows)))
    with pytest.raises(SpecError, match="damaged"):
        read_cartoonset(tmp_path / "a.tgz", SMALL)


def test_random_damage_gives_a_set_or_an_error(files: dict[str, bytes], tmp_path: Path) -> None:
    rows = gzip.decompress(pack(tmp_path / "a.tgz", dict(list(files.items())[:6])).read_bytes())
    random = np.random.default_rng(0)
    for _ in range(30):
        damaged = bytearray(rows)
        for place in random.integers(0, 6) * 1024 + random.integers(0, 512, 3):
            damaged[place] = random.integers(256)
        (tmp_path / "a.tgz").write_bytes(gzip.compress(bytes(damaged), 1))
        with pytest.raises(SpecError):  # with six faces it is an error at best
            read_cartoonset(tmp_path / "a.tgz", SMALL)
