/**
 * Light or dark, and the colours as canvases need them. The colours themselves are the custom properties of theme.css:
 * this file only reads them.
 */

import { effect, signal } from "@preact/signals";

export type Theme = "light" | "dark";
export type Rgb = readonly [number, number, number];

const STORED = "hackday-theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");

export const theme = signal<Theme>(remembered() ?? (system.matches ? "dark" : "light"));

/** Keeps the document in step with `theme`; called once a page. */
export function followTheme(): void {
  system.addEventListener("change", () => {
    if (remembered() === null) theme.value = system.matches ? "dark" : "light";
  });
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
  });
}

/** The visitor's own choice, kept for the next visit where the browser allows it. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  try {
    window.localStorage.setItem(STORED, chosen);
  } catch {
    // A browser may forbid storage, for example on file://; the choice then lasts as long as the page.
  }
}

function remembered(): Theme | null {
  try {
    const stored = window.localStorage.getItem(STORED);
    return stored === "light" || stored === "dark" ? stored : null;
  } catch {
    return null;
  }
}

/** A custom property's colour, as written in theme.css: "#rrggbb". */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#888888";
}

export function rgb(name: string): Rgb {
  const value = Number.parseInt(colour(name).slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** The diverging scale: −1 too low, 0 exact, +1 too high. Values outside are clipped, no number is the neutral colour. */
export function divergingScale(): (value: number) => Rgb {
  const neutral = rgb("--scale-zero");
  const low = [neutral, rgb("--scale-low"), rgb("--scale-lowest")] as const;
  const high = [neutral, rgb("--scale-high"), rgb("--scale-highest")] as const;
  return (value) => {
    if (Number.isNaN(value)) return neutral;
    const [zero, middle, end] = value < 0 ? low : high;
    const amount = Math.min(1, Math.abs(value)) * 2;
    return amount < 1 ? mix(zero, middle, amount) : mix(middle, end, amount - 1);
  };
}

function mix(from: Rgb, to: Rgb, amount: number): Rgb {
  return [
    from[0] + (to[0] - from[0]) * amount,
    from[1] + (to[1] - from[1]) * amount,
    from[2] + (to[2] - from[2]) * amount,
  ];
}

export function css([red, green, blue]: Rgb, alpha = 1): string {
  return `rgba(${Math.round(red)},${Math.round(green)},${Math.round(blue)},${alpha})`;
}

/** Black or white, whichever can be read on a colour. */
export function readableOn([red, green, blue]: Rgb): string {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "#14171d" : "#ffffff";
}
