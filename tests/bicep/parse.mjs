// Parses every Bicep file of the checkout, and says where one is wrong. This is a parser: types and linter rules are checked by
// `az bicep build`, which needs to be downloaded.
//
//   node tests/bicep/parse.mjs [FILE...]

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Language, Parser } from 'web-tree-sitter';

const root = path.resolve(import.meta.dirname, '../..');
const notOurs = new Set(['.git', '.etl', 'artifacts', 'bin', 'node_modules', 'obj']);

// What a compiler that is a year old does not know, or what is not in this repository.
const refused = [
  { pattern: /^\s*\.\.\./, name: 'the spread operator' },
  { pattern: /\bresource(Input|Output)\s*</, name: 'a type taken from a resource' },
  { pattern: /'br[:/]/, name: 'a module of a registry' },
];

function* bicepFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory() && !notOurs.has(entry.name)) {
      yield* bicepFiles(file);
    } else if (entry.isFile() && /\.bicep(param)?$/.test(entry.name)) {
      yield file;
    }
  }
}

// The grammar has no assignment of parameters. It has variables, which look the same.
function textOf(file) {
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.bicepparam') ? text.replace(/^param /gm, 'var ') : text;
}

function* faults(node) {
  if (node.isMissing || node.isError) {
    const what = node.isMissing ? `${node.type} is missing` : `can't be read: ${node.text.split('\n')[0].slice(0, 60)}`;
    yield { row: node.startPosition.row, what };
    return;
  }
  for (const child of node.children) {
    if (child.hasError || child.isMissing) {
      yield* faults(child);
    }
  }
}

function problemsOf(file, parser) {
  const text = textOf(file);
  const problems = [...faults(parser.parse(text).rootNode)];
  text.split('\n').forEach((line, row) => {
    for (const { pattern, name } of refused) {
      if (pattern.test(line)) {
        problems.push({ row, what: `${name} is not used here` });
      }
    }
  });
  return problems.map(({ row, what }) => `${path.relative(root, file)}:${row + 1}: ${what}`);
}

await Parser.init();
const grammar = createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');
const parser = new Parser();
parser.setLanguage(await Language.load(grammar));

const given = process.argv.slice(2);
const files = given.length > 0 ? given.map((file) => path.resolve(file)) : [...bicepFiles(root)];
const problems = files.flatMap((file) => problemsOf(file, parser));
problems.forEach((problem) => console.error(problem));
console.log(`${files.length} Bicep files, ${problems.length} problems`);
process.exitCode = files.length > 0 && problems.length === 0 ? 0 : 1;
