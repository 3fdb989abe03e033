/** What is a word of normalised text: WORD and MARK of src/hackday/lyrics/data/words.py, as page models hold them. */

/** Inside a class of a regular expression. */
export const LETTERS = "0-9A-Za-z\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u1fff\\u3040-\\ud7ff\\uf900-\\ufdff";
export const LETTER = `[${LETTERS}]`;
const ELISIONS =
  "tis|tisn't|tain't|twas|twasn't|twere|tweren't|twill|twon't|twould|twouldn't|twou'd|twad|twor|twixt|tween|tother" +
  "|[0-9]0s|bout|bove|cause|cept|cos|cross|cuz|em|fore|fraid|gainst|gan|hind|leven|lil|maist|mang|mangst|mid|midst" +
  "|mong|mongst|n|nd|neath|nother|nuff|pon|possum|possums|prentice|prentices|prenticeship|round|scape|scaped|scapes" +
  "|scuse|specially|spect|spose|sposed|stead|thout|til|till|un|uns|yont|ods|sblood|sdeath|slife" +
  "|e|e's|e'd|e'll|arf|ave|aven't|ead|ee|ell|er|ere|im|ome|orse|ouse|ow|ud|d|ll|m|re|s|t|ve";
const ENDINGS =
  "an|fo|lil|mo|n|o|ol|po|th|wi|altho|befo|quo|sho|tho|thro|upo|ava|awa|ba|befa|ca|fa|fra|misca|sha|sma|wa|wha|witha" +
  "|fu|gi|mou|pu|cam|mak|tak|twal|aroun|foun|groun|grun|houn|poun|roun|soun|chil|col|fiel|frien|gol|hol|tol|warl|worl" +
  "|aul|caul|han|husban|islan|lan|servan|spen|stan|thousan|understan|agains|bes|jus|kep|las|lef|mos|mus|nex" +
  "|couldn|didn|doesn|isn|shouldn|wasn|wouldn|hersel|himsel|itsel|mysel|oursel|sel|themsel|thysel|yoursel" +
  "|(?<!')(?:a|d|don|en|ha|t|y|yo)";
const WORD =
  `${LETTER}+(?![${LETTERS}'])|\\[[^\\] \\n]{1,200}\\]|'n'|'(?:${ELISIONS})(?!'?${LETTER})|(?:${ENDINGS})'(?!${LETTER})` +
  `|(?<!')i'(?= ${LETTER})|${LETTER}+(?:'${LETTER}+)*(?:'(?<=[b-z]in'|[a-z]fu'))?`;
/** That of pages from before words in brackets had a bound. */
const UNBOUNDED = WORD.replace("{1,200}", "+");
/** That of pages from before the lists of elisions and endings were as long: their networks read what it cuts. */
const FORMER =
  "\\[[^\\] \\n]+\\]|'n'|'(?:bout|cause|cos|cuz|em|fore|gainst|lil|n|neath|nuff|round|til|till|tis|twas|twere|twill|twixt" +
  `|[0-9]0s)(?!${LETTER})|(?:an|fo|lil|mo|n|o|ol|po|th|wi)'(?!${LETTER})` +
  `|${LETTER}+(?:'${LETTER}+)*(?:'(?<=[b-z]in'))?`;
const MARK = "[!-/:-@\\[-`{-~\\xa1\\xbf]";

/** Without marks, and with them. An expression of anybody else's could take for ever over a few letters. */
export const WORD_PATTERNS: readonly string[] = [WORD, UNBOUNDED, FORMER].flatMap((word) => [
  `${word}|\\n\\n?`,
  `${word}|${MARK}|\\n\\n?`,
]);
