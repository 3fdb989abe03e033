import { expect, test } from "vitest";
import type { CurveNews, CurveRow } from "../../data/live";
import { type RunCurves, takeCurves } from "./feed";

const RUN = "addition/0001-post";

function news(keep: number, rows: readonly CurveRow[]): CurveNews {
  const lines = keep + rows.length;
  return { cursor: `1:1:${lines}`, names: ["loss"], stride: 1, lines, behind: 0, keep, rows, warnings: [] };
}

function rowsOf(curves: ReadonlyMap<string, RunCurves>): readonly CurveRow[] | undefined {
  return curves.get(RUN)?.rows;
}

const NONE: ReadonlyMap<string, RunCurves> = new Map();
const rows = [
  [1, 0.5, 3],
  [2, 1, 2],
  [3, 1.5, 1],
];

test("a curve grows by what is new, and is the same while nothing is", () => {
  const begun = takeCurves(NONE, { [RUN]: news(0, rows.slice(0, 2)) }, [RUN]);
  expect(rowsOf(begun)).toEqual(rows.slice(0, 2));
  expect(takeCurves(begun, { [RUN]: news(2, []) }, [RUN])).toBe(begun);
  expect(rowsOf(takeCurves(begun, { [RUN]: news(2, rows.slice(2)) }, [RUN]))).toEqual(rows);
  expect(takeCurves(begun, { [RUN]: null }, [RUN]).has(RUN)).toBe(false);
});

test("an answer about a run that was left meanwhile leaves nothing behind", () => {
  expect(takeCurves(NONE, { [RUN]: news(2, rows.slice(2)) }, [])).toBe(NONE);
  expect(takeCurves(NONE, { [RUN]: news(0, rows) }, [])).toBe(NONE);
});

test("the end of a curve whose beginning is not there is not taken for the curve: all of it is asked for again", () => {
  expect(takeCurves(NONE, { [RUN]: news(2, rows.slice(2)) }, [RUN]).has(RUN)).toBe(false);
  const short = takeCurves(NONE, { [RUN]: news(0, rows.slice(0, 1)) }, [RUN]);
  expect(takeCurves(short, { [RUN]: news(2, rows.slice(2)) }, [RUN]).has(RUN)).toBe(false);
});
