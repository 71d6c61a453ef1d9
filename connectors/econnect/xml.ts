// The little XML that the legacy service needs: texts written so that they cannot end their element, and single elements
// read by name. Nothing is resolved or fetched, and a document that declares entities of its own is not read. Pure.

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Control characters cannot stand in XML 1.0 at all. */
// eslint-disable-next-line no-control-regex -- finding them is what it is for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** One element, with a text or with other elements in it. */
export function element(name: string, content: string | boolean | readonly string[]): string {
  const inner = Array.isArray(content) ? content.join('') : escapeText(String(content));
  return `<${name}>${inner}</${name}>`;
}

export function escapeText(text: string): string {
  return text.replace(FORBIDDEN, '').replace(/[&<>"']/g, (character) => ESCAPED[character] ?? '');
}

/** The text of the first element with this name, whatever its prefix; null when there is none, or it holds elements. */
export function readElement(xml: string, name: string): string | null {
  if (/<!DOCTYPE/i.test(xml)) return null;
  const parts = markup(xml);
  const start = parts.findIndex((part) => nameOf(part) === name);
  if (start < 0) return null;
  if (parts[start]?.endsWith('/>') === true) return '';
  let text = '';
  for (const part of parts.slice(start + 1)) {
    if (part.startsWith('</')) return text;
    if (part.startsWith('<![CDATA[')) text += part.slice(9, -3);
    else if (part.startsWith('<')) return null;
    else text += unescapeText(part);
  }
  return null;
}

/** Tags, CDATA sections and the texts between them; comments left out. */
function markup(xml: string): readonly string[] {
  const parts = xml.match(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[^<>]*>|[^<]+/g) ?? [];
  return parts.filter((part) => !part.startsWith('<!--'));
}

function nameOf(tag: string): string | null {
  return /^<(?:[\w.-]+:)?([\w.-]+)[\s/>]/.exec(tag)?.[1] ?? null;
}

function unescapeText(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w{1,8});/gi, (whole, entity: string) => {
    if (!entity.startsWith('#')) return ENTITIES[entity] ?? whole;
    const isHex = entity.charAt(1).toLowerCase() === 'x';
    const code = Number.parseInt(entity.slice(isHex ? 2 : 1), isHex ? 16 : 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
