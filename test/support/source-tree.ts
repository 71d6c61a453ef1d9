// Reads a tree of TypeScript files as the architecture rules see it: which file imports what, and whether it reads the
// process environment. Imports are found by the TypeScript compiler, so that comments and texts do not count.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import ts from 'typescript';

export interface SourceFile {
  /** Path below the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Files of the tree, as paths below the root. */
  readonly imports: readonly string[];
  /** Names of packages, `node:` modules left out. */
  readonly packages: readonly string[];
  readonly readsEnvironment: boolean;
}

export function readTree(root: string, folders: readonly string[]): readonly SourceFile[] {
  return readTexts(root, folders).map(({ path, text }) => toSourceFile(path, text));
}

/** The files alone, where nobody asks what they import: reading that takes seconds. */
export function readTexts(
  root: string,
  folders: readonly string[],
): readonly Pick<SourceFile, 'path' | 'text'>[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({
        path: relative(root, file).split(sep).join('/'),
        text: readFileSync(file, 'utf8'),
      })),
  );
}

/** A made-up tree: text by path. */
export function madeUpTree(texts: Readonly<Record<string, string>>): readonly SourceFile[] {
  return Object.entries(texts).map(([path, text]) => toSourceFile(path, text));
}

function toSourceFile(path: string, text: string): SourceFile {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const imports: string[] = [];
  const packages = new Set<string>();
  let readsEnvironment = false;
  const visit = (node: ts.Node): void => {
    const imported = specifierOf(node);
    if (imported?.startsWith('.') === true) imports.push(normalize(join(dirname(path), imported)));
    else if (imported !== null && !imported.startsWith('node:')) packages.add(packageOf(imported));
    readsEnvironment ||= isEnvironment(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { path, text, imports, packages: [...packages], readsEnvironment };
}

/** What an import, a re-export, an `import('…')` of a module or of a type names. */
function specifierOf(node: ts.Node): string | null {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)
      ? node.moduleSpecifier.text
      : null;
  }
  const argument = importedArgument(node);
  return argument !== undefined && ts.isStringLiteralLike(argument) ? argument.text : null;
}

function importedArgument(node: ts.Node): ts.Node | undefined {
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return node.arguments[0];
  return ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** `process.env`, `process['env']` or `{ env } = process`, or an import of node:process. */
function isEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return isProcess(node.expression) && node.name.text === 'env';
  if (ts.isElementAccessExpression(node)) {
    const { argumentExpression: name } = node;
    return isProcess(node.expression) && ts.isStringLiteralLike(name) && name.text === 'env';
  }
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name)) {
    const names = node.name.elements.map((element) => (element.propertyName ?? element.name).getText());
    return node.initializer !== undefined && isProcess(node.initializer) && names.includes('env');
  }
  return ts.isImportDeclaration(node) && specifierOf(node) === 'node:process';
}

function isProcess(node: ts.Node): boolean {
  return ts.isIdentifier(node) && node.text === 'process';
}
