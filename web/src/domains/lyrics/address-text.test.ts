import { expect, test } from "vitest";
import { defaultSettings } from "../../engine/words/sampling";
import { readNumbers, readPoem, readTokens, writeNumbers, writePoem } from "./address-text";
import { readSettings, writeSettings } from "./knob-list";

test("tokens come back from an address, and nothing but tokens of the vocabulary", () => {
  expect(readTokens(writeNumbers([4, 2, 120, 3]), 121)).toEqual([4, 2, 120, 3]);
  expect(readTokens(writeNumbers([4, 121]), 121)).toBeNull();
  expect(readTokens(writeNumbers([1]), 121)).toBeNull();
  expect(readTokens("4.-2", 121)).toBeNull();
  expect(readTokens("", 121)).toBeNull();
  expect(readNumbers("1.2.3", 2)).toBeNull();
});

test("a poem comes back from an address", () => {
  const poem = [
    { by: "you", text: "y is a letter <b>" },
    { by: "network", text: "أغنية" },
  ] as const;
  expect(readPoem(writePoem(poem))).toEqual(poem);
  expect(readPoem("x\n\nn")).toEqual([]);
});

test("settings come back from an address; what is impossible is as usual", () => {
  const settings = { ...defaultSettings, temperature: 1.3, topK: 40, mirostat: 2, mirostatTau: 4 };
  expect(readSettings(writeSettings(settings))).toEqual(settings);
  const odd = new Map(Object.entries({ t: "99", topk: "2.5", minp: "x", mirostat: "-1", row: "1e999" }));
  expect(readSettings(odd)).toEqual(defaultSettings);
});
