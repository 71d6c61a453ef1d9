// `koppel source`: practice software that Koppel reads by itself.
import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { SOURCE_IDS } from '../../../sources/registry.ts';
import { paragraphs } from '../frame/paragraphs.ts';
import type { OutputOptions } from '../frame/output.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { ConnectOptions } from './source-connect.ts';
import type { HintOptions } from './source-hint.ts';

const EXIT_CODES =
  'Exit codes: 0 done; 1 failed; 2 given wrongly; 4 the configuration is wrong; 5 the answer is no.';

export function addSourceCommands(program: Command, run: CommandRun): void {
  const source = program
    .command('source')
    .summary('connect, list, read and look after practice software')
    .description('Practice software that Koppel reads by itself, instead of waiting for exports.');
  addConnect(source, run);
  source
    .command('list')
    .description('Lists the practices whose software is read, and how that stands.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', `\n${EXIT_CODES}`)
    .action((options: OutputOptions) =>
      runCommand(run, options, async (context) => (await import('./source-status.ts')).listSources(context)),
    );
  source
    .command('sync')
    .summary('read now')
    .description('Reads what changed now, whatever the schedule; with --full, everything.')
    .argument('<practice>', 'whose')
    .option('--full', 'read everything, as at first')
    .option('--json', 'print one JSON object')
    .addHelpText('after', `\n${EXIT_CODES}`)
    .action((practice: string, options: OutputOptions & { full?: boolean }) =>
      runCommand(run, options, async (context) =>
        (await import('./source-sync.ts')).syncSource(context, practice, { full: options.full === true }),
      ),
    );
  source
    .command('status')
    .summary('how reading stands, and what was refused')
    .description(
      'Shows when the software was read, what may still be asked of it, and the records that were refused.',
    )
    .argument('<practice>', 'whose')
    .option('--prove', 'show on its own data, reading only, that what is assumed of its calls holds there')
    .option('--json', 'print one JSON object')
    .addHelpText('after', `\n${EXIT_CODES}`)
    .action((practice: string, options: OutputOptions & { prove?: boolean }) =>
      runCommand(run, options, async (context) =>
        (await import('./source-status.ts')).showSource(context, practice, { prove: options.prove === true }),
      ),
    );
  addHint(source, run);
}

function addConnect(source: Command, run: CommandRun): void {
  source
    .command('connect')
    .summary('let Koppel into the practice software')
    .description(
      paragraphs(`Prints the address at which a person of the firm signs in and agrees, and takes from standard input the code, or the
whole address, that the software sends them back with. Where Koppel is reached at KOPPEL_PUBLIC_URL the software brings it by
itself. Given again, it signs in anew; what is left out stays.`),
    )
    .argument('<practice>', 'whose')
    .addArgument(new Argument('[software]', 'which; needed the first time').choices(SOURCE_IDS))
    .option('--region <region>', 'where the firm is at home: nl, be, de, fr, es, co.uk or com (default: nl)')
    .option('--url <url>', 'another base address, such as that of a sandbox')
    .option('--credentials <from>', '@file or env:NAME with the JSON of the app')
    .option('--settings <json>', 'settings of the source: JSON, @file')
    .option('--redirect-uri <url>', 'as it is registered (default: KOPPEL_PUBLIC_URL and /oauth/callback)')
    .option('--no-wait', 'print the address and end; the software brings the code')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Example:
  $ koppel source connect jansen exact-online --region nl --credentials @exact.json

docs/sources.md says what the firm does in the software before. ${EXIT_CODES}`,
    )
    .action((practice: string, software: string | undefined, options: ConnectOptions & OutputOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./source-connect.ts')).connectSource(context, { practice, software }, options),
      ),
    );
}

function addHint(source: Command, run: CommandRun): void {
  source
    .command('hint')
    .summary('take calls of any software as a reason to look')
    .description(
      paragraphs(`Prints, once, the address and the secret with which any software can say that something changed. What it says is not
believed: Koppel looks into the source of the practice, which it needs to have.`),
    )
    .argument('<practice>', 'whose')
    .option('--header <name>', 'header that holds the secret or the signature', 'x-koppel-secret')
    .addOption(
      new Option('--by <how>', 'secret: the header holds it; hmac: a signature of the body')
        .choices(['secret', 'hmac'])
        .default('secret'),
    )
    .addOption(
      new Option('--algorithm <name>', 'of the hmac').choices(['sha256', 'sha512']).default('sha256'),
    )
    .addOption(new Option('--encoding <name>', 'of the hmac').choices(['hex', 'base64']).default('hex'))
    .option('--prefix <text>', 'stands before it in the header, such as sha256=', '')
    .option('--pointer <pointer>', 'where in the JSON of the body the key is, such as /data/id', parsePointer)
    .addOption(
      new Option('--kind <kind>', 'whose key that is').choices(['client', 'contact', 'any']).default('any'),
    )
    .option('--secret <from>', '@file or env:NAME with the secret, where the software makes it')
    .option('--json', 'print one JSON object')
    .addHelpText('after', `\n${EXIT_CODES}`)
    .action((practice: string, options: HintOptions & OutputOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./source-hint.ts')).setHint(context, practice, options),
      ),
    );
}

function parsePointer(text: string): string {
  if (!/^(\/([^~/]|~[01])*)+$/.test(text))
    throw new InvalidArgumentError('It is a JSON pointer, such as /data/id (RFC 6901).');
  return text;
}
