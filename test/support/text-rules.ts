// What holds for texts in the code, read by the TypeScript compiler: each stands there in both languages, the two say the
// same of the same things, and nothing is said in one language alone.
import ts from 'typescript';

export interface Source {
  readonly path: string;
  readonly text: string;
}

type Language = 'en' | 'nl';
const OTHER: Readonly<Record<Language, Language>> = { en: 'nl', nl: 'en' };

/** Words that stand in hardly any text of the other language. */
const GIVE_AWAYS: Readonly<Record<Language, RegExp>> = {
  en: /\b(the|and|must|which|with|this|that|from|are|been|have|has|will|their|there|not|its|for|when|where|what|nothing|already|only|should|cannot)\b/i,
  nl: /\b(de|het|een|niet|van|wordt|worden|zijn|deze|naar|bij|voor|geen|ook|zodra|zolang)\b/i,
};

/** Where it is, and what is wrong with it. */
export function wrongPairs(files: readonly Source[]): readonly string[] {
  return files.flatMap(({ path, text }) => {
    const file = parse(path, text);
    return pairsIn(file).flatMap((pair) =>
      faultsOf(pair).map((fault) => `${placeOf(file, pair.node)}: ${fault}`),
    );
  });
}

export function countPairs(files: readonly Source[]): number {
  return files.reduce((sum, { path, text }) => sum + pairsIn(parse(path, text)).length, 0);
}

/** What is said to people in one language alone. `isNoText`: what has words and is none, such as a command to be typed. */
export function saidInOne(files: readonly Source[], isNoText: (text: string) => boolean): readonly string[] {
  return files.flatMap(({ path, text }) => {
    const file = parse(path, text);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (isApart(node)) return;
      const said = textOf(node);
      if (said !== null && isSaid(node, said) && !isNoText(said))
        found.push(`${placeOf(file, node)}: ${said}`);
      ts.forEachChild(node, visit);
    };
    visit(file);
    return found;
  });
}

/** The first word that gives away that a text is in the other language. Names in quotes and what is typed count for nothing. */
export function foreignWord(text: string, lang: Language): string | null {
  const own = text
    .replace(
      /`[^`]*`|"[^"]*"|--[\w-]+|<[^>]*>|\{\w+\}|https?:\S+|\b[\w-]+\/[\w./-]+|\b(?:koppel|\$) .*/g,
      ' ',
    )
    .replace(/\b[A-Z]{2,}\b|\b(?:[a-z]{2}, )+[a-z]{2}\b/g, ' ');
  return GIVE_AWAYS[OTHER[lang]].exec(own)?.[0] ?? null;
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
}

function placeOf(file: ts.SourceFile, node: ts.Node): string {
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

interface Pair {
  readonly node: ts.Node;
  readonly en: ts.Expression | undefined;
  readonly nl: ts.Expression | undefined;
}

/** Objects with a member `en` or `nl` that holds words. */
function pairsIn(file: ts.SourceFile): readonly Pair[] {
  const pairs: Pair[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const en = memberOf(node, 'en');
      const nl = memberOf(node, 'nl');
      if ([en, nl].some((side) => side !== undefined && wordsOf(side).length > 0))
        pairs.push({ node, en, nl });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return pairs;
}

function memberOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const found = node.properties.find((one) => one.name !== undefined && nameOf(one.name) === name);
  return found !== undefined && ts.isPropertyAssignment(found) ? found.initializer : undefined;
}

function nameOf(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : name.getText();
}

function faultsOf({ en, nl }: Pair): readonly string[] {
  if (en === undefined || nl === undefined) return [`has no ${en === undefined ? 'English' : 'Dutch'}`];
  const faults: string[] = [];
  if (shapeOf(en) !== shapeOf(nl)) faults.push('the languages have different parts');
  const isNothing = isSilent(en) && isSilent(nl);
  if (!isNothing) faults.push(...faultsIn('en', en), ...faultsIn('nl', nl));
  const [inEnglish, inDutch] = [mentionedIn(en), mentionedIn(nl)];
  if (inEnglish !== inDutch) faults.push(`speaks of "${inEnglish}" in English and of "${inDutch}" in Dutch`);
  if (en.getText() === nl.getText() && wordsOf(en).some((text) => /\w+ \w+ \w+/.test(text)))
    faults.push('is the same in both languages');
  return faults;
}

function faultsIn(lang: Language, side: ts.Expression): readonly string[] {
  const foreign = wordsOf(side)
    .map((text) => foreignWord(text, lang))
    .find((word) => word !== null);
  return [
    ...(isSilent(side) ? [`says nothing in ${lang}`] : []),
    ...(foreign === undefined ? [] : [`${lang} has "${foreign}"`]),
  ];
}

function isSilent(side: ts.Expression): boolean {
  return wordsOf(side).every((text) => text.trim() === '');
}

/** Names of the members, in order, of an object of texts. */
function shapeOf(side: ts.Expression): string {
  if (!ts.isObjectLiteralExpression(side))
    return ts.isArrayLiteralExpression(side) ? `[${side.elements.length}]` : '';
  return side.properties
    .map((one) => {
      const name = one.name === undefined ? '' : nameOf(one.name);
      return ts.isPropertyAssignment(one) ? `${name}{${shapeOf(one.initializer)}}` : name;
    })
    .join(',');
}

/** The pieces of text in it. */
function wordsOf(side: ts.Node): readonly string[] {
  const words: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyName(node) && ts.isPropertyAssignment(node.parent) && node.parent.name === node) return;
    if (isKey(node)) return;
    const text = textOf(node);
    if (text !== null) words.push(text);
    ts.forEachChild(node, visit);
  };
  visit(side);
  return words;
}

/** A string that is compared, looked up or given to a function is none that is said. */
function isKey(node: ts.Node): boolean {
  if (!ts.isStringLiteralLike(node)) return false;
  const { parent } = node;
  if (ts.isBinaryExpression(parent))
    return parent.operatorToken.kind !== ts.SyntaxKind.PlusToken && !isOr(parent, node);
  return ts.isElementAccessExpression(parent) || ts.isCallExpression(parent);
}

function isOr({ operatorToken, right }: ts.BinaryExpression, node: ts.Node): boolean {
  const { kind } = operatorToken;
  const isChoice = kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken;
  return isChoice && right === node;
}

/** Of a template with its holes left out. */
function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' … ');
}

/** What both languages must speak of alike: values, placeholders, commands, options and variables. */
function mentionedIn(side: ts.Expression): string {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateSpan(node)) for (const name of identifiersIn(node.expression)) names.add(name);
    ts.forEachChild(node, visit);
  };
  visit(side);
  const text = wordsOf(side).join(' ');
  for (const [found] of text.matchAll(
    /\{\w+\}|(?<![\w-])--[a-z][\w-]*|\bkoppel [a-z-]+(?= |`|\.|,|;|:|$)|\b(?:KOPPEL|DATABASE|REDIS)_[A-Z_]+\b/g,
  ))
    if (!/^koppel (is|kan|heeft|looks|sees|reads)\b/.test(found)) names.add(found.trim());
  return [...names].sort().join(' ');
}

function identifiersIn(node: ts.Node): readonly string[] {
  const found: string[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isIdentifier(one) && !['en', 'nl', 'lang'].includes(one.text))
      found.push(one.text.replace(/(En|Nl)$/, ''));
    ts.forEachChild(one, visit);
  };
  visit(node);
  return found;
}

/** Not looked into: one of the languages, what is no text, and what only a bug shows. */
function isApart(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return true;
  if (ts.isPropertyAssignment(node)) return ['en', 'nl', 'examples'].includes(nameOf(node.name));
  return ts.isNewExpression(node) && node.expression.getText() === 'Error';
}

const SAYERS = /\.(line|note|table|write)$|^confirm$/;

/** Several words anywhere, or one that is given to what prints it. */
function isSaid(node: ts.Node, text: string): boolean {
  const words = text.replace(/--[\w-]+|\bkoppel:/g, '');
  if (/[a-z]{2,} [a-z]{2,}/i.test(words)) return true;
  const call = ts.isArrayLiteralExpression(node.parent) ? node.parent.parent : node.parent;
  return ts.isCallExpression(call) && SAYERS.test(call.expression.getText()) && /[a-z]{3,}/i.test(words);
}
