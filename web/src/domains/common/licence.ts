/** Whose the data are that a network learned from, as a sentence. */
export function licenceSentence(licence: string): string {
  return `Licence of the data: ${licence}${/[.!?]$/.test(licence) ? "" : "."}`;
}
