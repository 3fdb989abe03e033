import { expect, test } from "vitest";
import { answer, answerError, figure, percent, signed, whole } from "./format";

test("figures keep few digits and a true minus sign", () => {
  expect(figure(4.0312)).toBe("4.03");
  expect(figure(-0.0971)).toBe("−0.0971");
  expect(figure(14632.54)).toBe("14,633");
  expect(figure(700)).toBe("700");
  expect(figure(6.8501e6)).toBe("6.85·10⁶");
  expect(figure(2.55e-5)).toBe("2.55·10⁻⁵");
});

test("a missing or infinite number is a dash, never NaN", () => {
  for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect([figure(value), percent(value), whole(value), signed(value)]).toEqual(["–", "–", "–", "–"]);
  }
});

test("a rounded zero has no sign", () => {
  expect(answer(-0.001)).toBe("0.00");
  expect(answerError(Number.POSITIVE_INFINITY)).toBe("–");
  expect(answerError(0)).toBe("0.00");
});

test("100 % is said only of everything", () => {
  expect(percent(1)).toBe("100 %");
  expect(percent(0.99996)).toBe("99.996 %");
  expect(percent(0.000061)).toBe("0.01 %");
  expect([percent(0.9999999), percent(1e-9)]).toEqual(["> 99.999 %", "< 0.001 %"]);
});
