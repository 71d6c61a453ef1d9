// A watched folder: practice software drops an export and a file named `done`; Koppel imports it and moves it to
// `processed/` or `rejected/`, with a list of what is wrong. One reader at a time: whoever calls holds the slot.
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { addCounts } from './intake.ts';
import { importFiles, type ImportRequest, type ImportResult } from './import-files.ts';
import { placeProblem, type ProblemCode, type RowProblem } from './records/problems.ts';
import { isFileError } from './files/file-error.ts';
import { chooseFormat, readFileVersion } from './files/record-file.ts';

/** Written last by whoever fills the folder: before it is there, files may be half written. */
const MARKER = 'done';
// Editors and shells add an extension, Windows a capital; programs that send files have names of their own while they do.
const MARKERS = /^done(?:\.(?!tmp|temp|part|filepart|swp)[a-z0-9]{1,8}){0,2}$/i;
export const PROCESSED = 'processed';
export const REJECTED = 'rejected';

export interface FolderRequest extends Omit<ImportRequest, 'clients' | 'contacts' | 'records' | 'asOf'> {
  readonly dir: string;
}

interface FolderExport {
  /** Name of the sub-folder it now has below `processed` or `rejected`. */
  readonly name: string | null;
  /** left: it was replaced while it was read, and what is new stays where it is to be read. */
  readonly outcome: 'processed' | 'rejected' | 'left';
  readonly problems: readonly RowProblem[];
  /** Null where the files could not even be told apart. */
  readonly result: ImportResult | null;
}

interface FolderReading {
  readonly exports: readonly FolderExport[];
  /** Folders of exports that cannot be read, or moved once they were: those beside them are read all the same. */
  readonly unreadable: number;
}

/**
 * Reads every export that is ready, oldest name first. A failure of the intake leaves the export where it is. `signal` ends
 * the reading early: the export under way, and those after it, stay where they are as well.
 */
export async function readFolder(request: FolderRequest): Promise<FolderReading> {
  const exports: FolderExport[] = [];
  const { found, unreadable } = await findExports(request.dir);
  let unmoved = 0;
  for (const each of found) {
    const imported = await importExport(request, each).catch((error: unknown) => {
      if (request.signal?.aborted === true) return null;
      throw error;
    });
    if (imported === null) break;
    const aside = await unlessUnreadable(putAside(request, each, imported));
    if (aside === null) unmoved += 1;
    exports.push({ ...imported, ...(aside ?? LEFT) });
  }
  return { exports, unreadable: unreadable + unmoved };
}

const LEFT = { name: null, outcome: 'left' } as const;

async function unlessUnreadable<Value>(work: Promise<Value>): Promise<Value | null> {
  return work.catch((error: unknown) => {
    if (isFileError(error)) return null;
    throw error;
  });
}

interface FoundExport {
  readonly dir: string;
  /** Plain files in it, without the markers. Links are passed over: they could point anywhere. */
  readonly files: readonly string[];
  /** None: it is not all there yet, as far as anybody says. */
  readonly markers: readonly string[];
  readonly isSubfolder: boolean;
  /** Of its files and the marker, as they were before it was read. */
  readonly version: string;
}

async function findExports(dir: string) {
  const folders = await listExportFolders(dir);
  const read = await Promise.all(
    folders.map((folder) => unlessUnreadable(readExport(folder, folder !== dir))),
  );
  const found = read.filter((each) => each !== null);
  return { found: found.filter(({ markers }) => markers.length > 0), unreadable: read.length - found.length };
}

/** The folder itself, for loose files, and those in it. */
async function listExportFolders(dir: string): Promise<string[]> {
  const subfolders = await listFolders(dir);
  return [dir, ...subfolders.filter((folder) => ![PROCESSED, REJECTED].includes(basename(folder)))];
}

async function listFolders(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => join(dir, name)).sort();
}

async function readExport(dir: string, isSubfolder: boolean): Promise<FoundExport> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const markers = names.filter((name) => MARKERS.test(name)).sort();
  const found = { dir, files: names.filter((name) => !MARKERS.test(name)).sort(), markers, isSubfolder };
  return { ...found, version: await readExportVersion(found) };
}

/**
 * How many exports have lain there since `before`, or longer, and nobody says that all is there, or they lie further down than
 * exports are read.
 */
export async function countUnmarked(dir: string, before: Date): Promise<number> {
  let unmarked = 0;
  for (const folder of await listExportFolders(dir)) {
    const below = folder === dir ? [] : ((await unlessUnreadable(listFolders(folder))) ?? []);
    for (const place of [folder, ...below]) {
      const isRead = place === folder;
      const lastAt = await unlessUnreadable(readUnread(place, isRead));
      if (lastAt !== null && lastAt <= before.getTime()) unmarked += 1;
    }
  }
  return unmarked;
}

/** Names of exports, those included that are refused for what they are called once somebody says that all is there. */
const EXPORT_NAME = /^(?:client|klant|relatie|contact|record)/i;

/** When the last file came of an export that is not read where it is. Null: there is none. */
async function readUnread(dir: string, mayBeMarked: boolean): Promise<number | null> {
  const { files, markers } = await readExport(dir, true);
  const records = files.filter((name) => EXPORT_NAME.test(name) && chooseFormat(name) !== null);
  if ((mayBeMarked && markers.length > 0) || records.length === 0) return null;
  return Math.max(...(await Promise.all(records.map((name) => readArrival(join(dir, name))))));
}

/** When a file came to where it is; its own time may be that of the export. Now, for one that is gone meanwhile. */
async function readArrival(path: string): Promise<number> {
  return stat(path).then(
    ({ ctimeMs, mtimeMs }) => Math.max(ctimeMs, mtimeMs),
    () => Infinity,
  );
}

/** A sub-folder moves with whatever is in it; of loose files only those that were found. */
async function readExportVersion(found: Omit<FoundExport, 'version'>): Promise<string> {
  const { dir, files, markers, isSubfolder } = found;
  const names = isSubfolder ? (await readdir(dir)).sort() : [...files, ...markers];
  const versions = names.map(async (name) => [name, await readFileVersion(join(dir, name))]);
  return JSON.stringify(await Promise.all(versions));
}

interface Imported {
  readonly problems: readonly RowProblem[];
  readonly result: ImportResult | null;
}

async function importExport(request: FolderRequest, found: FoundExport): Promise<Imported> {
  const { files, problems } = chooseFiles(found);
  if (problems.length === 0) {
    const result = await importFiles({ ...request, ...files });
    return { problems: result.problems, result };
  }
  const results: ImportResult[] = [];
  for (const file of listAlone(found))
    results.push(await importFiles({ ...request, ...file, onlyOffs: true }));
  return { problems, result: asRefused(results, problems) };
}

type ChosenFiles = Pick<ImportRequest, 'clients' | 'contacts' | 'records'>;
type FileUse = keyof ChosenFiles;
const USES: readonly FileUse[] = ['clients', 'contacts', 'records'];

/** `clients*.csv` with `contacts*.csv`, or `records*.ndjson` with both; .ndjson and .jsonl everywhere. */
function chooseFiles(found: FoundExport): { files: ChosenFiles; problems: readonly RowProblem[] } {
  const [clients = [], contacts = [], records = []] = USES.map((use) => namesOf(found, use));
  const refuse = (code: ProblemCode, names: readonly string[]) => ({
    files: {},
    problems: names.map((file) => fileProblem(code, file)),
  });
  const doubles = [clients, contacts, records].filter((names) => names.length > 1).flat();
  if (doubles.length > 0) return refuse('AMBIGUOUS_FILES', doubles);
  const mixed = records.filter(
    () => clients.length + contacts.length > 0 || chooseFormat(records[0] ?? '') === 'csv',
  );
  if (mixed.length > 0) return refuse('AMBIGUOUS_FILES', mixed);
  const unread = findUnread(found);
  if (unread.length > 0) return refuse('OTHER_FORMAT', unread);
  const files = listAlone(found).reduce<ChosenFiles>((all, file) => ({ ...all, ...file }), {});
  return Object.keys(files).length === 0 ? refuse('NO_FILES', [MARKER]) : { files, problems: [] };
}

function namesOf({ files }: FoundExport, use: FileUse): readonly string[] {
  return files.filter((name) => name.toLowerCase().startsWith(use) && chooseFormat(name) !== null);
}

/** Each of its files that can be read by itself. */
function listAlone(found: FoundExport): readonly ChosenFiles[] {
  return USES.flatMap((use) =>
    namesOf(found, use)
      .filter((name) => use !== 'records' || chooseFormat(name) !== 'csv')
      .map((name) => ({ [use]: join(found.dir, name) })),
  );
}

/** What its files took away, and nothing of what is wrong with their rows: they come again in another export. */
function asRefused(results: readonly ImportResult[], problems: readonly RowProblem[]): ImportResult | null {
  const [first, ...others] = results;
  if (first === undefined) return null;
  const sum = (kind: 'clients' | 'contacts') =>
    others.reduce((counts, other) => addCounts(counts, other[kind]), first[kind]);
  return {
    ...{ ...first, problems, problemCount: problems.length, asOf: null },
    ...{ clients: sum('clients'), contacts: sum('contacts') },
  };
}

/** Files of a kind of which none can be read: without a word they would be passed over, and what they switch off with them. */
function findUnread({ files }: FoundExport): string[] {
  return USES.flatMap((use) => {
    const named = files.filter((name) => name.toLowerCase().startsWith(use));
    return named.some((name) => chooseFormat(name) !== null) ? [] : named;
  });
}

function fileProblem(code: ProblemCode, file: string): RowProblem {
  return placeProblem({ code, field: 'file' }, { file });
}

async function putAside(
  request: FolderRequest,
  found: FoundExport,
  { problems, result }: Imported,
): Promise<Pick<FolderExport, 'name' | 'outcome'>> {
  const isAnother =
    problems.some(({ code }) => code === 'FILE_CHANGED') ||
    (await readExportVersion(found)) !== found.version;
  if (isAnother) return { name: null, outcome: 'left' };
  const outcome = result?.written === true ? 'processed' : 'rejected';
  const name = await moveExport(request, found, outcome);
  if (problems.length > 0) await writeProblems(join(request.dir, outcome, name), problems, result);
  return { name, outcome };
}

/** A sub-folder moves in one step. Loose files move one by one, the marker last: a second try finds what is left. */
async function moveExport(request: FolderRequest, found: FoundExport, outcome: string): Promise<string> {
  const stamp = stampOf(request.now);
  const parent = join(request.dir, outcome);
  await mkdir(parent, { recursive: true });
  const name = await chooseName(parent, found.isSubfolder ? `${basename(found.dir)}-${stamp}` : stamp);
  const target = join(parent, name);
  if (found.isSubfolder) {
    await rename(found.dir, target);
    return name;
  }
  await mkdir(target);
  for (const file of [...found.files, ...found.markers])
    await rename(join(found.dir, file), join(target, file));
  return name;
}

/** The end of the name of an export that was moved then; `prune-folder.ts` reads it. In the order of time. */
export function stampOf(time: Date): string {
  return time.toISOString().replace(/[-:]/g, '');
}

async function chooseName(parent: string, wish: string): Promise<string> {
  const taken = new Set(await readdir(parent));
  let name = wish;
  for (let count = 2; taken.has(name); count += 1) name = `${wish}-${count}`;
  return name;
}

async function writeProblems(
  dir: string,
  problems: readonly RowProblem[],
  result: ImportResult | null,
): Promise<void> {
  const report = { count: result?.problemCount ?? problems.length, problems };
  await writeFile(join(dir, 'problems.json'), `${JSON.stringify(report, null, 2)}\n`);
}
