// The list of safeties as docs/safety.md shows it. A test holds the document against it.
import { redTests, type Mutation, type Safety } from './mutation.ts';

export function describeSafeties(safeties: readonly Safety[]): string {
  return safeties.map(describeSafety).join('\n\n');
}

function describeSafety({ name, purpose, mutations }: Safety): string {
  return [`### ${name}`, purpose, mutations.map(describeMutation).join('\n')].join('\n\n');
}

function describeMutation({ id, breaks, file, red }: Mutation): string {
  const tests = redTests({ red }).map((test) => `  - “${test.title}”, \`${test.file}\``);
  return [`- \`${id}\`: \`${file}\` ${breaks}. Red:`, ...tests].join('\n');
}
