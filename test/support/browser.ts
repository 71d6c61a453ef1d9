// A real browser for the tests, without a window: the one that comes from npm in the package @sparticuz/chromium, unpacked
// once, else Debian's. No other file starts one.
import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';
import { z } from 'zod';
import { keptFolder } from './kept-folder.ts';
import { Lacking } from './lacking.ts';
import { releaseAtEnd } from './released-at-end.ts';

const run = promisify(execFile);

interface BrowserProgram {
  readonly executablePath: string;
  readonly env?: Readonly<Record<string, string>>;
}

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-sync',
];

/** Closed with the test file. Throws Lacking where none starts: npm's is made for 64-bit Intel. */
export async function openBrowser(): Promise<Browser> {
  const failures: string[] = [];
  for (const find of [fromNpm, fromDebian]) {
    try {
      const browser = await chromium.launch({ ...(await find()), args: ARGS });
      releaseAtEnd(() => browser.close());
      return browser;
    } catch (error) {
      failures.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    }
  }
  throw new Lacking(`no browser: install chromium (${failures.join('; ')})`);
}

const fromDebian = (): Promise<BrowserProgram> => Promise.resolve({ executablePath: '/usr/bin/chromium' });

async function fromNpm(): Promise<BrowserProgram> {
  const packed = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../..');
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(packed, 'package.json'), 'utf8')));
  const folder = await keptFolder(`chromium-${version}`, (draft) => unpack(join(packed, 'bin'), draft));
  const { PATH = '', HOME = folder } = process.env;
  // Nothing of the machine's: it may have no such libraries and no fonts at all, without which every text is hidden.
  const libraries = { LD_LIBRARY_PATH: join(folder, 'lib'), FONTCONFIG_PATH: folder };
  const caches = { XDG_CACHE_HOME: join(folder, 'cache') };
  return { executablePath: join(folder, 'chromium'), env: { PATH, HOME, ...libraries, ...caches } };
}

const FONTS =
  '<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fonts</cachedir></fontconfig>\n';

async function unpack(packed: string, folder: string): Promise<void> {
  const inflate = (name: string, to: string, mode = 0o644) =>
    pipeline(
      createReadStream(join(packed, name)),
      createBrotliDecompress(),
      createWriteStream(join(folder, to), { mode }),
    );
  await inflate('chromium.br', 'chromium', 0o755);
  for (const name of ['al2023', 'fonts']) {
    await inflate(`${name}.tar.br`, `${name}.tar`);
    await run('tar', ['-xf', `${name}.tar`], { cwd: folder });
    await rm(join(folder, `${name}.tar`));
  }
  await writeFile(join(folder, 'fonts.conf'), FONTS);
}
