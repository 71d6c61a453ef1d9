// Client numbers as CaseWare Cloud searches and shows them: ten characters, filled with spaces on the left. The vendor
// announces that the padding will go, without a date, so that both forms are asked for and read. [doc]

const LENGTH = 10;

/** The texts to search for, one after the other. */
export function searchedNumbers(number: string): readonly string[] {
  return [...new Set([number.padStart(LENGTH), number])];
}

/** Letter case tells two numbers apart. */
export function shownNumber(shown: string | null | undefined): string {
  return shown?.trim() ?? '';
}
