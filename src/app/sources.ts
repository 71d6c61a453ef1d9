// The practice software that can be read. The only file, beside the demo, that knows which sources exist.
import { loadSources } from '../../sources/registry.ts';
import type { Source } from '../../sources/source.ts';
import { ConfigError } from '../errors.ts';

const SOURCES = await loadSources();

/** Throws ConfigError for software that this version does not know. */
export function sourceOf(software: string): Source {
  const source = SOURCES.find(({ id }) => id === software);
  if (source === undefined)
    throw new ConfigError([
      { en: `There is no source named ${software}.`, nl: `Er is geen bron met de naam ${software}.` },
    ]);
  return source;
}
