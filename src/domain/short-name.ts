// What practices and connections are called in addresses, commands and logs.

export function isShortName(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,39}$/.test(text);
}
