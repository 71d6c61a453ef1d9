// Reads what was sent to the SOAP service as elements with their namespaces, in order. Whatever is not well-formed, or has a
// document type, is null.
import { XMLParser } from 'fast-xml-parser';

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  readonly namespace: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  ignoreDeclaration: true,
  parseTagValue: false,
  parseAttributeValue: false,
  htmlEntities: true,
});

export function parseXml(text: string): XmlElement | null {
  if (/<!DOCTYPE/i.test(text)) return null;
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- or what was cut short would be read; it goes with the next major
    const [root, ...more] = elementsOf(parser.parse(text, true), new Map());
    return root === undefined || more.length > 0 ? null : root;
  } catch {
    return null;
  }
}

const isNode = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function elementsOf(nodes: unknown, outer: ReadonlyMap<string, string>): readonly XmlElement[] {
  return (Array.isArray(nodes) ? nodes : []).flatMap((node: unknown) => {
    const tag = isNode(node)
      ? Object.keys(node).find((name) => name !== ':@' && !name.startsWith('#'))
      : undefined;
    return isNode(node) && tag !== undefined ? [elementOf(tag, node, outer)] : [];
  });
}

function elementOf(
  tag: string,
  node: Record<string, unknown>,
  outer: ReadonlyMap<string, string>,
): XmlElement {
  const namespaces = new Map(outer);
  for (const [name, value] of Object.entries(isNode(node[':@']) ? node[':@'] : {})) {
    if (name === 'xmlns' || name.startsWith('xmlns:')) namespaces.set(name.slice(6), String(value));
  }
  const [name = '', prefix = ''] = tag.split(':').reverse();
  const inner = node[tag];
  const texts = (Array.isArray(inner) ? inner : []).map((each: unknown) =>
    isNode(each) ? each['#text'] : undefined,
  );
  const text = texts.filter((each) => typeof each === 'string').join('');
  return { name, namespace: namespaces.get(prefix) ?? '', children: elementsOf(inner, namespaces), text };
}

export function childOf(element: XmlElement | null | undefined, name: string): XmlElement | null {
  return element?.children.find((child) => child.name === name) ?? null;
}
