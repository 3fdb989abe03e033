/** Numbers as people read them: few digits, a true minus sign, thousands apart, and "–" where there is no number. */

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** About `digits` significant digits: 4.03, 128.8, 14,632, 6.85·10⁶. */
export function figure(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return powerOfTen(value, digits);
  if (Number.isInteger(value)) return grouped(value, 0);
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return grouped(value, size >= 1000 ? Math.min(decimals, 1) : decimals);
}

/** The fewest digits that mean exactly this number, as a program reads them: 0.1, -3.2e-7. */
export function exact(value: number): string {
  return Number.isFinite(value) ? String(value) : "–";
}

/** Exactly `decimals` decimals, for columns of figures that must line up; very large values as a power of ten. */
export function fixed(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 1e7) return powerOfTen(value, 3);
  return grouped(value, decimals);
}

/** The same with its sign always shown, for errors. */
export function signed(value: number | null | undefined, digits = 3): string {
  const text = figure(value, digits);
  return value !== null && value !== undefined && value > 0 && Number.isFinite(value) ? `+${text}` : text;
}

/** A network's answer: two decimals while they matter, none for very large sums. */
export function answer(value: number): string {
  return fixed(value, Math.abs(value) < 1000 ? 2 : 1);
}

/** An error beside an answer: as many decimals as the answer has. */
export function answerError(value: number): string {
  const text = answer(value);
  return value > 0 && Number.isFinite(value) ? `+${text}` : text;
}

/** A share of one as a percentage, never rounded to a perfect 100 % or to nothing that it is not. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return "–";
  const value = share * 100;
  if (value === 100 || value === 0) return `${value} %`;
  for (const digits of [1, 2, 3]) {
    const text = value.toFixed(digits);
    if (Number(text) !== 0 && Number(text) !== 100) return `${text} %`;
  }
  return share > 0.5 ? "> 99.999 %" : "< 0.001 %";
}

export function whole(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? "–" : grouped(Math.round(value), 0);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

function grouped(value: number, decimals: number): string {
  const text = value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  // "-0.00" is a rounding artefact, not a negative number.
  return /^-0[.0]*$/.test(text) ? text.slice(1) : text.replace("-", "−");
}

function powerOfTen(value: number, digits: number): string {
  const [mantissa = "", exponent = "0"] = value.toExponential(digits - 1).split("e");
  const power = exponent
    .replace("+", "")
    .replace("-", "⁻")
    .replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? "");
  return `${mantissa.replace("-", "−")}·10${power}`;
}
