import { expect, test } from "vitest";
import { plainText, typeset } from "./typeset";

const VOCABULARY = ["<unk>", "<song>", "\n", "\n\n", "the", "sea", ",", "(", "▁oh", "h"];

test("words stand in lines and stanzas, each with its place", () => {
  const stanzas = typeset([4, 5, 2, 4, 3, 5], VOCABULARY, "words");
  expect(stanzas.map((stanza) => stanza.length)).toEqual([2, 1]);
  expect(stanzas[0]?.[1]?.words.map(({ place }) => place)).toEqual([3]);
  expect(stanzas[0]?.[1]?.end).toEqual({ place: 4, token: 3 });
  expect(plainText(stanzas)).toBe("the sea\nthe\n\nsea");
});

test("marks, characters and pieces are set as each kind is written", () => {
  expect(plainText(typeset([4, 5, 6, 7, 5], VOCABULARY, "words"))).toBe("the sea, (sea");
  expect(plainText(typeset([9, 9], VOCABULARY, "characters"))).toBe("hh");
  expect(plainText(typeset([8, 9, 8], VOCABULARY, "bpe"))).toBe("ohh oh");
});

test("an unknown word has a sign of its own", () => {
  expect(plainText(typeset([4, 0, 5], VOCABULARY, "words"))).toBe("the … sea");
});

test("an unknown word that somebody typed stays as it is", () => {
  expect(plainText(typeset([0, 4, 0, 5, 0], VOCABULARY, "words", ["xylophone", "deep"]))).toBe(
    "xylophone the deep sea …",
  );
});
