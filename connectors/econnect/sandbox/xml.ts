// The little of XML that four SOAP calls need: elements, namespaces, text. No DTD, so no entities but the five of XML and
// character references.

export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly children: XmlElement[];
  text: string;
}

const PIECE =
  /<\?[^]*?\?>|<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const XMLNS = /\sxmlns(?::([\w.-]+))?\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

interface Open {
  readonly element: XmlElement;
  readonly tag: string;
  readonly namespaces: ReadonlyMap<string, string>;
}

/** null when the text is not well-formed, or more than is needed here. */
export function parseXml(text: string): XmlElement | null {
  const root: Open = {
    element: { name: '', namespace: '', children: [], text: '' },
    tag: '',
    namespaces: new Map(),
  };
  const stack: Open[] = [root];
  const source = text.replace(/^\uFEFF/, '').trim();
  for (let at = 0; at < source.length; at = PIECE.lastIndex) {
    PIECE.lastIndex = at;
    const found = PIECE.exec(source);
    const top = stack.at(-1);
    if (found === null || top === undefined || !take(stack, top, found)) return null;
  }
  const [document] = root.element.children;
  const isWhole = stack.length === 1 && root.element.children.length === 1 && root.element.text.trim() === '';
  return isWhole && document !== undefined ? document : null;
}

function take(stack: Open[], top: Open, found: RegExpExecArray): boolean {
  const [, cdata, closing, opening, attributes = '', selfClosing, characters] = found;
  if (cdata !== undefined) top.element.text += cdata;
  if (characters !== undefined) top.element.text += unescapeXml(characters);
  if (closing !== undefined) {
    stack.pop();
    return closing === top.tag;
  }
  if (opening === undefined) return true;
  const opened = open(opening, attributes, top.namespaces);
  top.element.children.push(opened.element);
  if (selfClosing !== '/') stack.push(opened);
  return true;
}

function open(tag: string, attributes: string, outer: ReadonlyMap<string, string>): Open {
  const namespaces = new Map(outer);
  for (const [, prefix = '', double, single] of attributes.matchAll(XMLNS)) {
    namespaces.set(prefix, unescapeXml(double ?? single ?? ''));
  }
  const [local = '', prefix = ''] = tag.split(':').reverse();
  const element = { name: local, namespace: namespaces.get(prefix) ?? '', children: [], text: '' };
  return { element, tag, namespaces };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = name.startsWith('#x') ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

export function escapeXml(text: string): string {
  const names: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
  return text.replace(/[<>&"]/g, (character) => names[character] ?? character);
}

export function childOf(element: XmlElement | null | undefined, name: string): XmlElement | null {
  return element?.children.find((child) => child.name === name) ?? null;
}
