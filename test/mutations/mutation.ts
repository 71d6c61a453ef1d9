// What a safety is, and the changes of the code that break it: each proves that some test would notice.

export interface Safety {
  /** Heading in docs/safety.md. */
  readonly name: string;
  /** What it is for, in one sentence. */
  readonly purpose: string;
  readonly mutations: readonly Mutation[];
}

export interface Mutation {
  /** By which `npm run mutations` is told to try this one. */
  readonly id: string;
  /** What the broken code does, as the end of "it breaks when …". */
  readonly breaks: string;
  readonly file: string;
  /** Each text, and what it is replaced with wherever it stands in the file. */
  readonly replace: Readonly<Record<string, string>>;
  /**
   * At least these turn red: titles by file, as they are written there; of one that is put together, the part that is always
   * the same.
   */
  readonly red: Readonly<Record<string, readonly string[]>>;
}

export interface RedTest {
  readonly file: string;
  readonly title: string;
}

export function redTests({ red }: Pick<Mutation, 'red'>): readonly RedTest[] {
  return Object.entries(red).flatMap(([file, titles]) => titles.map((title) => ({ file, title })));
}

/** The text of the file with the safety broken. Throws where the code has changed so that a replacement no longer fits. */
export function breakCode(
  text: string,
  { id, file, replace }: Pick<Mutation, 'id' | 'file' | 'replace'>,
): string {
  let broken = text;
  for (const [from, to] of Object.entries(replace)) {
    if (!broken.includes(from)) throw new Error(`${id} does not fit ${file} any more: ${from}`);
    broken = broken.replaceAll(from, () => to);
  }
  if (broken === text) throw new Error(`${id} changes nothing in ${file}`);
  return broken;
}
