// Arguments that hold more than a word: JSON given in place or in a file, and secrets, which never stand in the
// argument itself, because a shell keeps its history and every account of the machine sees the arguments of a process.
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { UsageError } from '../../errors.ts';
import type { Terminal } from './terminal.ts';

/** `@file`, `-` for standard input, or JSON in place. `option` names it in errors. */
export async function readJson(terminal: Terminal, option: string, argument: string): Promise<unknown> {
  const isElsewhere = argument === '-' || argument.startsWith('@');
  return parse(option, isElsewhere ? await readElsewhere(terminal, option, argument) : argument);
}

/** `@file`, `-` for standard input, or `env:NAME`. */
export async function readSecretJson(terminal: Terminal, option: string, argument: string): Promise<unknown> {
  return parse(option, await readElsewhere(terminal, option, argument));
}

/** `@file` or `env:NAME`, without the line break that an editor leaves. */
export async function readSecretText(terminal: Terminal, option: string, argument: string): Promise<string> {
  return (await readElsewhere(terminal, option, argument)).trim();
}

/**
 * Records named in a file, or `-`: one a line, or CSV whose first column is `id`, as `koppel list --csv` and the pages write it. `option`
 * names it in errors.
 */
export async function readLines(
  terminal: Terminal,
  option: string,
  path: string,
): Promise<readonly string[]> {
  const content = path === '-' ? await text(terminal.stdin) : await readText(option, path);
  const lines = content.replace(/^\uFEFF/, '').split(/\r?\n/);
  const isList = lines[0] === 'id' || /^id[,;]/.test(lines[0] ?? '');
  return (isList ? lines.slice(1).map((line) => line.split(/[,;]/, 1)[0] ?? '') : lines)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

async function readElsewhere(terminal: Terminal, option: string, argument: string): Promise<string> {
  if (argument === '-') return text(terminal.stdin);
  if (argument.startsWith('@')) return readText(option, argument.slice(1));
  if (argument.startsWith('env:')) {
    return readNamed(terminal, option, argument.slice('env:'.length));
  }
  throw new UsageError({
    en: `${option} takes no secret in place: give @file, - for standard input, or env:NAME for an environment variable.`,
    nl: `${option} neemt geen geheim ter plekke aan: geef @bestand, - voor standaardinvoer, of env:NAAM voor een omgevingsvariabele.`,
  });
}

async function readText(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new UsageError({
      en: `The file of ${option} cannot be read; check its path and the rights on it.`,
      nl: `Het bestand van ${option} kan niet worden gelezen; controleer het pad en de rechten erop.`,
    });
  }
}

function readNamed({ environment }: Terminal, option: string, name: string): string {
  const value = environment[name];
  if (value !== undefined) return value;
  throw new UsageError({
    en: `The environment variable that ${option} names is not set.`,
    nl: `De omgevingsvariabele die ${option} noemt, is niet gezet.`,
  });
}

/** The parser's own message is dropped: it repeats a piece of the text. */
function parse(option: string, json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch {
    throw new UsageError({ en: `${option} is not valid JSON.`, nl: `${option} is geen geldige JSON.` });
  }
}
