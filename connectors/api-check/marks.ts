// The marks of a connector's own description, and what the settings of a connection make of them. Pure.
import { fieldsOf, listOf, own, type Fields } from './open-api.ts';

export function markOf(fields: Fields, name: string): string | null {
  const mark = own(fields, name);
  return typeof mark === 'string' ? mark : null;
}

/** `x-when`: `name` where that setting is given, `name=value` where it is this. */
export function isUsed(fields: Fields, settings: unknown): boolean {
  const when = markOf(fields, 'x-when');
  if (when === null) return true;
  const [name = '', value] = when.split('=');
  const set = settingAt(settings, name);
  return value === undefined ? set !== null && set !== undefined : set === value;
}

export interface SettingUse {
  readonly setting: string | null;
  /** What the setting says, else what is built in. Empty: it says to leave the field out. */
  readonly values: readonly string[];
  readonly aliases: readonly string[];
}

/** `builtIn`: the values that hold where the setting says nothing. */
export function valueBy(fields: Fields, settings: unknown, builtIn: readonly unknown[]): SettingUse {
  const { set, ...use } = settingOf(fields, settings, 'x-setting');
  return {
    ...use,
    values: typeof set === 'string' ? [set] : builtIn.filter((value) => typeof value === 'string'),
  };
}

/** `key`: the name where no setting gives another. */
export function nameBy(fields: Fields, settings: unknown, key: string): SettingUse {
  const { set, ...use } = settingOf(fields, settings, 'x-name-setting');
  if (use.setting !== null && set === null) return { ...use, values: [] };
  return { ...use, values: [typeof set === 'string' ? set : key] };
}

function settingOf(fields: Fields, settings: unknown, mark: string) {
  const setting = markOf(fields, mark);
  const aliases = listOf(own(fields, 'x-aliases')).filter((alias) => typeof alias === 'string');
  return { setting, aliases, set: setting === null ? undefined : settingAt(settings, setting) };
}

function settingAt(settings: unknown, path: string): unknown {
  let at: unknown = settings;
  for (const name of path.split('.')) at = own(fieldsOf(at), name);
  return at;
}
