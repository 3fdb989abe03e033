"""Tables of labels are read as spreadsheets and other data sets write them."""

from pathlib import Path

import numpy as np
import pytest

from hackday.images.data.dataset import MOST_SLOTS, UNKNOWN
from hackday.images.data.labels import encode, match, read_labels
from hackday.specs import SpecError


def table(folder: Path, content: str | bytes) -> Path:
    path = folder / "labels.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", ", "])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_separator_and_encoding_is_understood(separator: str, encoding: str, tmp_path: Path) -> None:
    text = f"file{separator}größe\r\na.png{separator}süß\r\n"
    found = read_labels(table(tmp_path, text.encode(encoding)))
    assert (found.columns, dict(found.rows)) == (("größe",), {"a.png": ("süß",)})


@pytest.mark.parametrize("head", ["file", "filename", "Name", "image", "PATH"])
def test_the_column_of_files_is_found_wherever_it_stands(head: str, tmp_path: Path) -> None:
    found = read_labels(table(tmp_path, f"colour,{head},size\nred,a.png,L\n"))
    assert (found.columns, dict(found.rows)) == (("colour", "size"), {"a.png": ("red", "L")})


def test_the_first_column_is_that_of_files_if_none_says_so(tmp_path: Path) -> None:
    found = read_labels(table(tmp_path, "image_id,Smiling\n000001.jpg,-1\n000002.jpg, 1\n"))
    assert (found.columns, dict(found.rows)) == (("Smiling",), {"000001.jpg": ("-1",), "000002.jpg": ("1",)})


def test_a_table_without_a_header_is_understood(tmp_path: Path) -> None:
    assert read_labels(table(tmp_path, "a.png,cat\nb.png,dog\n")).columns == ("label",)
    assert read_labels(table(tmp_path, "a.png,cat,1\nb.png,dog,2\n")).columns == ("label_1", "label_2")
    assert len(read_labels(table(tmp_path, "a.png,cat\nb.png,dog\n")).rows) == 2


def test_uneven_rows_repeated_heads_and_repeated_files_do_no_harm(tmp_path: Path) -> None:
    found = read_labels(table(tmp_path, 'file,a,a,hair color\n\n./x.png,1\nx.png,2,2,2\nsub\\y.png,"1,5",2,3,4,5\n'))
    assert found.columns == ("a", "column_2", "hair_color")
    assert dict(found.rows) == {"x.png": ("1", "", ""), "sub/y.png": ("1,5", "2", "3")}
    assert found.repeated == 1


@pytest.mark.parametrize("content", [b"", b"\n\n", b"file\na.png\n", b"file,a\n" + b"x" * 200_000 + b",1\n"])
def test_what_is_no_table_of_labels_is_an_error_in_words(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"labels\.csv"):
        read_labels(table(tmp_path, content))


def test_random_bytes_are_a_table_or_an_error(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    for _ in range(200):
        try:
            read_labels(table(tmp_path, random.bytes(200)))
        except SpecError:
            continue


def test_rows_find_their_files_by_path_name_or_stem_if_only_one_fits(tmp_path: Path) -> None:
    names = ["a/1.png", "b/1.png", "a/2.png", "3.jpg", "3.png"]
    found = read_labels(table(tmp_path, "file,v\na/1.png,p\n1.png,q\n2.png,r\n3,s\n3.jpg,t\n"))
    said, strangers = match(found, names)
    assert said == {"a/1.png": ("p",), "a/2.png": ("r",), "3.jpg": ("t",)}
    assert strangers == ["1.png", "3"]


def test_values_are_in_the_order_of_numbers_or_of_the_alphabet_and_nothing_is_unknown() -> None:
    attributes, labels, left_out = encode(
        {"age": ["10", "9", "", "-1"], "hair": ["red", "", "blond", "red"], "id": [""] * 4, "one": ["x", "x", "", "x"]}
    )
    assert [(one.name, one.values) for one in attributes] == [("age", ("-1", "9", "10")), ("hair", ("blond", "red"))]
    assert labels.tolist() == [[2, 1], [1, UNKNOWN], [UNKNOWN, 0], [0, 1]]
    assert [(one.name, one.reason) for one in left_out] == [
        ("column id", "empty"),
        ("column one", "the same for all pictures"),
    ]


def test_64_values_are_an_attribute_and_65_are_not() -> None:
    many = [str(i) for i in range(65)]
    attributes, labels, left_out = encode({"some": ["0", *many[:64]], "many": many})
    assert [len(one.values) for one in attributes] == [64]
    assert labels[:, 0].tolist() == [0, *range(64)]
    assert [one.reason for one in left_out] == ["65 values; an attribute may have 64"]
    assert encode({})[1].shape == (0, 0)


def test_more_values_in_all_than_a_network_has_slots_for_are_left_out_by_column() -> None:
    values = [str(i) for i in range(64)]
    attributes, labels, left_out = encode({f"c{i}": values for i in range(65)})
    assert len(attributes) == labels.shape[1] == MOST_SLOTS // 64 == 64
    assert [one.name for one in left_out] == ["column c64"]
