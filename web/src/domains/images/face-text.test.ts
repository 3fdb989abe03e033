import { expect, test } from "vitest";
import { readFace, readTurns, readWanted, writeFace, writeTurns, writeWanted } from "./face-text";
import { OPEN, plainFace } from "./faces";

const limits = { places: 20, directions: 3, values: [4, 2] };

test("a face comes back from its text", () => {
  const face = {
    place: 7,
    turn: 2,
    moves: new Map([[0, -1.5]]),
    labels: new Map([
      [0, 3],
      [1, OPEN],
    ]),
  };
  expect(writeFace(face)).toBe("7.2_m0:-1.5_a0:3_a1:open");
  expect(readFace(writeFace(face), limits)).toEqual(face);
  expect(readFace(writeFace(plainFace(4)), limits)).toEqual(plainFace(4));
});

test.each(["", "x", "20", "-1", "1e9", "__proto__"])("%j names no face", (text) => {
  expect(readFace(text, limits)).toBeNull();
});

test("what a face cannot have is left out", () => {
  expect(readFace("3.x_m9:1_m0:1e99_m1:_a0:7_a5:0_a1:-1_z:1_m2:0.5", limits)).toEqual({
    ...plainFace(3),
    moves: new Map([[2, 0.5]]),
    labels: new Map([[1, OPEN]]),
  });
});

test("wishes and turns come back from their texts, and nonsense in them does not", () => {
  expect(readWanted(writeWanted([2, null]), limits)).toEqual([2, null]);
  expect(readWanted("0:9_7:1_x_1:1", limits)).toEqual([null, 1]);
  const turns = new Map([
    [3, 1],
    [19, 4],
  ]);
  expect(readTurns(writeTurns(turns), limits)).toEqual(turns);
  expect(readTurns("3:0_20:1_a:b", limits)).toEqual(new Map());
});
