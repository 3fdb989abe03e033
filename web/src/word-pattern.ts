/** What is a word of normalised text: WORD and MARK of src/hackday/lyrics/data/words.py, as page models hold them. */

/** Inside a class of a regular expression. */
export const LETTERS = "0-9A-Za-z\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u1fff\\u3040-\\ud7ff\\uf900-\\ufdff";
export const LETTER = `[${LETTERS}]`;
const ELISIONS = "bout|cause|cos|cuz|em|fore|gainst|lil|n|neath|nuff|round|til|till|tis|twas|twere|twill|twixt|[0-9]0s";
const ENDINGS = "an|fo|lil|mo|n|o|ol|po|th|wi";
const WORD =
  `\\[[^\\] \\n]+\\]|'n'|'(?:${ELISIONS})(?!${LETTER})|(?:${ENDINGS})'(?!${LETTER})` +
  `|${LETTER}+(?:'${LETTER}+)*(?:'(?<=[b-z]in'))?`;
const MARK = "[!-/:-@\\[-`{-~\\xa1\\xbf]";

/** Without marks, and with them. An expression of anybody else's could take for ever over a few letters. */
export const WORD_PATTERNS: readonly string[] = [`${WORD}|\\n\\n?`, `${WORD}|${MARK}|\\n\\n?`];
