// `npm run new-portal NAME`: makes a small portal to start from, out of the one in `sample-portal`: a connector of two
// resource types, its sandbox, and its harness for the contract suite.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';

const ROOT = join(import.meta.dirname, '..');
const SAMPLE = join(import.meta.dirname, 'sample-portal');
const REGISTRY = join(ROOT, 'connectors/registry.ts');
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const words = (name: string): string[] => name.split('-');
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const pascal = (name: string): string => words(name).map(capital).join('');
const camel = (name: string): string => pascal(name).replace(/^./, (letter) => letter.toLowerCase());
const title = (name: string): string => words(name).map(capital).join(' ');

/** As the sample portal is written, in each of its four forms. */
function renamed(text: string, name: string): string {
  return [(each: string) => each, camel, pascal, title].reduce(
    (changed, form) => changed.replaceAll(form('sample-portal'), form(name)),
    text,
  );
}

/** Imports of what is no part of the sample, from where the file will stand. */
function reached(text: string, from: string, to: string): string {
  return text.replaceAll(/(?<=from ')\.[^']+(?=')/g, (specifier) => {
    const path = resolve(dirname(from), specifier);
    const target = path.startsWith(`${SAMPLE}/`) ? destinationOf(path) : path;
    const way = relative(dirname(to), target);
    return way.startsWith('.') ? way : `./${way}`;
  });
}

/** Still under the name of the sample. */
function destinationOf(path: string): string {
  return path.endsWith('.test.ts')
    ? join(ROOT, 'test/contract/sample-portal.test.ts')
    : join(ROOT, 'connectors/sample-portal', relative(SAMPLE, path));
}

async function write(path: string, text: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const style = await resolveConfig(join(ROOT, 'package.json'));
  writeFileSync(path, await format(text, { ...style, filepath: path }));
  process.stdout.write(`${relative(ROOT, path)}\n`);
}

function registered(name: string): string {
  const line = `  '${name}': async () => (await import('./${name}/${name}.ts')).${camel(name)},\n`;
  return readFileSync(REGISTRY, 'utf8').replace(/(?=^\} satisfies)/m, line);
}

async function makePortal(name: string | undefined): Promise<void> {
  if (name === undefined || !NAME.test(name))
    throw new Error('Give the name of the portal, in lower case: npm run new-portal acme-cloud');
  if (existsSync(join(ROOT, 'connectors', name))) throw new Error(`connectors/${name} is there already.`);
  const files = readdirSync(SAMPLE, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  for (const file of files) {
    const from = join(file.parentPath, file.name);
    const to = destinationOf(from);
    await write(renamed(to, name), renamed(reached(readFileSync(from, 'utf8'), from, to), name));
  }
  await write(REGISTRY, registered(name));
}

try {
  await makePortal(process.argv[2]);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)} Nothing was changed.\n`);
  process.exitCode = 1;
}
