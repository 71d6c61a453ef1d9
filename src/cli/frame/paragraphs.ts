// Help texts are written in lines that fit the source; how wide they are shown is the terminal's business.

/** Joins the lines of each paragraph; an empty line keeps paragraphs apart. */
export function paragraphs(text: string): string {
  return text.replace(/(?<!\n)\n(?!\n)/g, ' ');
}
