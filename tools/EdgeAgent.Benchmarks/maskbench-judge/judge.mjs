// A second opinion by npm's ajv, run by hand: `npm install`, then
//
//   node judge.mjs failures --data FILE.jsonl.gz --failures FILE.jsonl
//     FILE.jsonl is what `mask --failures` wrote: for each instance that was refused or accepted against MaskBench's verdict, ajv's verdict.
//     One JSON line an instance; the last lines list the ids where ajv sides with EdgeAgent.
//   node judge.mjs walks --schemas FILE.jsonl.gz --walks FILE.jsonl [--walks FILE.jsonl ...]
//     FILE.jsonl is what `walks --out` wrote: each document is validated. One JSON line for each that ajv finds invalid, then a summary.
//     Several files are read side by side, as each goes schema by schema: a schema is compiled once for all of them.
//
// Both exit with 1 where ajv is against EdgeAgent anywhere. A schema that names no draft is compiled as 2020-12, draft-07 and draft-04: for
// failures ajv's verdict counts where those that compile agree, for walks the first of them that compiles decides. Formats are asserted;
// unknown keywords and formats are annotations. Where ajv departs from the specifications it is set right, as far as that is a matter of
// options (`engine` and `withoutSiblings` say how); its numbers stay doubles.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { Script } from 'node:vm';
import Ajv from 'ajv';
import Ajv2019 from 'ajv/dist/2019.js';
import Ajv2020 from 'ajv/dist/2020.js';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';

const require = createRequire(import.meta.url);
const engines = {
  'draft-04': Ajv04.default ?? Ajv04,
  'draft-06': Ajv.default ?? Ajv,
  'draft-07': Ajv.default ?? Ajv,
  '2019-09': Ajv2019.default ?? Ajv2019,
  '2020-12': Ajv2020.default ?? Ajv2020,
};

async function* lines(path) {
  const file = createReadStream(path);
  const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) if (line.trim() !== '') yield JSON.parse(line);
}

function draftsOf(schema, stated) {
  if (stated) return [stated];
  const named = typeof schema?.$schema === 'string' ? /draft-0[467]|2019-09|2020-12/.exec(schema.$schema)?.[0] : undefined;
  return named ? [named] : ['2020-12', 'draft-07', 'draft-04'];
}

const shared = new Map();

// The formats of the specifications; ajv-formats has others, among them `url`, `int64` and `password`.
const formats = ['date', 'time', 'date-time', 'duration', 'uri', 'uri-reference', 'uri-template', 'email', 'hostname', 'ipv4', 'ipv6', 'regex', 'uuid',
  'json-pointer', 'relative-json-pointer'];

function engine(draft, unicodeRegExp, remotes) {
  // Without a precision ajv finds that 0.94 is no multiple of 0.01, and no number from 1e21 on one of 1; without the other, that every object
  // has a member `constructor`.
  const ajv = new engines[draft]({ strict: false, logger: false, unicodeRegExp, validateFormats: true, multipleOfPrecision: 6, ownProperties: true });
  (addFormats.default ?? addFormats)(ajv, { mode: 'full', formats });
  // RFC 5321 lets a local part be quoted, a domain be one label or an address in brackets; RFC 3986 a URI's path be empty.
  const matches = (format, text) => (format instanceof RegExp ? format.test(text) : (format.validate ?? format)(text));
  const widen = (name, also) => {
    const strict = ajv.formats[name];
    ajv.addFormat(name, text => matches(strict, text) || also.test(text));
  };
  widen('email', new RegExp('^(?:[a-z0-9!#$%&\'*+/=?^_`{|}~-]+(?:\\.[a-z0-9!#$%&\'*+/=?^_`{|}~-]+)*|"(?:[ !#-\\[\\]-~]|\\\\[ -~])*")@'
    + '(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\\[[!-Z^-~]+\\])$', 'i'));
  widen('uri', /^[a-z][a-z0-9+.-]*:(?:\?(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9a-f]{2})*)?(?:#(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9a-f]{2})*)?$/i);
  if (draft === 'draft-06') ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
  for (const [uri, remote] of remotes) {
    try { ajv.addSchema(remote, uri); } catch { /* one of another draft; a schema that needs it does not compile */ }
  }
  return ajv;
}

// What says nothing about values, and stands beside a reference in any draft.
const silent = new Set(['$ref', '$schema', '$id', 'id', '$comment', 'title', 'description', 'default', 'examples', 'definitions', '$defs']);

/** The schema without what stands beside `$ref`, which the drafts before 2019-09 ignore and ajv does not. */
function withoutSiblings(value, named = false) {
  if (Array.isArray(value)) return value.map(item => withoutSiblings(item));
  if (value === null || typeof value !== 'object') return value;
  const refers = !named && typeof value.$ref === 'string';
  return Object.fromEntries(Object.entries(value).filter(([name]) => !refers || silent.has(name)).map(([name, inner]) => [name,
    !named && ['enum', 'const', 'default', 'examples'].includes(name) ? inner
      : withoutSiblings(inner, !named && ['properties', 'patternProperties', 'definitions', '$defs', 'dependencies'].includes(name))]));
}

function compile(schema, draft, remotes) {
  // The draft is chosen here, and names of other meta-schemas would be looked up.
  const read = draft.startsWith('draft') ? withoutSiblings(schema) : schema;
  const bare = read !== null && typeof read === 'object' && !Array.isArray(read) ? { ...read } : read;
  if (typeof bare === 'object') delete bare.$schema;
  let error;
  for (const unicodeRegExp of [true, false]) {
    // An engine takes long to make; schemas with names of their own would meet in a shared one.
    const key = `${draft} ${unicodeRegExp}`, named = remotes.length > 0 || /"(\$id|id|\$anchor|\$dynamicAnchor)":"/.test(JSON.stringify(bare));
    if (!named && !shared.has(key)) shared.set(key, engine(draft, unicodeRegExp, []));
    const ajv = named ? engine(draft, unicodeRegExp, remotes) : shared.get(key);
    try { return { draft, validate: ajv.compile(bare) }; } catch (e) { error = e; } finally { if (!named) ajv.removeSchema(bare); }
  }
  return { draft, error: error.message };
}

// JavaScript's expressions try one way after another: of some patterns a document takes years.
const patience = { timeout: 1000 }, mostWaits = 5, asked = new Script('judge()');

/** Whether a value is valid; undefined where that takes too long, and of a schema of which it did again and again. */
function isValid(v, value) {
  if (v.waits >= mostWaits) return undefined;
  globalThis.judge = () => v.validate(value);
  try { return asked.runInThisContext(patience); } catch (e) {
    if (e.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw e;
    v.waits = (v.waits ?? 0) + 1;
    return undefined;
  }
}

/** What ajv says: true or false where all drafts that compile agree, else null; and the words. */
function verdict(validators, value) {
  const said = [], refused = [];
  for (const v of validators) {
    const valid = v.validate ? isValid(v, value) : undefined;
    if (valid !== undefined) said.push({ draft: v.draft, valid, errors: v.validate.errors ?? [] });
    else refused.push(`${v.draft}: ${v.error ?? 'takes too long'}`);
  }
  const valid = said.length > 0 && said.every(s => s.valid === said[0].valid) ? said[0].valid : null;
  const errors = s => s.errors.slice(0, 3).map(e => `${e.instancePath || '#'} ${e.message} (${e.schemaPath})`).join(', ');
  const why = said.length === 0 ? refused.join('; ') : said.map(s => `${s.draft}: ${s.valid ? 'valid' : errors(s)}`).join('; ');
  return { valid, why };
}

async function failures(data, path) {
  const wanted = new Map();
  for await (const f of lines(path))
    if (f.test !== undefined && ['valid_rejected', 'invalid_accepted', 'valid_unfinished'].includes(f.class)) wanted.set(f.id, [...wanted.get(f.id) ?? [], f]);
  const sides = { us: new Map(), maskbench: new Map(), unknown: new Map() };
  for await (const row of lines(data)) {
    if (!wanted.has(row.id)) continue;
    const validators = draftsOf(row.schema).map(draft => compile(row.schema, draft, []));
    for (const f of wanted.get(row.id)) {
      const { valid, why } = verdict(validators, row.tests[f.test].data);
      const side = valid === null ? 'unknown' : valid === row.tests[f.test].valid ? 'maskbench' : 'us';
      sides[side].set(row.id, f.class);
      console.log(JSON.stringify({ id: row.id, test: f.test, class: f.class, ajv: valid, sides_with: side, why }));
    }
  }
  for (const side of ['us', 'unknown']) console.log(JSON.stringify({ ajv_sides_with: side, ids: Object.fromEntries(sides[side]) }));
  console.log(JSON.stringify({ schemas: wanted.size, with_us: sides.us.size, with_maskbench: sides.maskbench.size, unknown: sides.unknown.size }));
  return sides.maskbench.size === 0;
}

/** The documents of files that all go schema by schema, in the same order, one or more times round. */
async function* documents(paths, ids) {
  const files = await Promise.all(paths.map(async path => {
    const rest = lines(path);
    return { rest, next: (await rest.next()).value };
  }));
  while (files.some(f => f.next !== undefined)) {
    const strange = files.find(f => f.next !== undefined && !ids.has(f.next.id));
    if (strange) throw new Error(`There is no schema ${strange.next.id}.`);
    for (const id of ids.keys())
      for (const f of files)
        for (; f.next?.id === id; f.next = (await f.rest.next()).value) yield f.next;
  }
}

async function walks(schemas, paths) {
  const rows = new Map(), remotes = [];
  for await (const row of lines(schemas)) {
    if (row.kind === 'remote') remotes.push([row.uri, row.schema]);
    else rows.set(row.id ?? `${row.draft}/${row.file}/${row.index}`, row);
  }
  const suiteDrafts = { draft4: 'draft-04', draft6: 'draft-06', draft7: 'draft-07', 'draft2019-09': '2019-09', 'draft2020-12': '2020-12', v1: '2020-12' };
  const count = { documents: 0, valid: 0, invalid: 0, unknown: 0 }, invalid = {}, unknown = {};
  let current, compiled;
  for await (const { id, text } of documents(paths, rows)) {
    count.documents++;
    if (id !== current) {
      const row = rows.get(id);
      for (const draft of draftsOf(row.schema, suiteDrafts[row.draft])) {
        const made = compile(row.schema, draft, remotes);
        if (made.validate || id !== current) [current, compiled] = [id, made];
        if (made.validate) break;
      }
    }
    const { valid, why } = verdict([compiled], JSON.parse(text));
    count[valid === null ? 'unknown' : valid ? 'valid' : 'invalid']++;
    if (valid === null) unknown[id] = why;
    if (valid !== false) continue;
    invalid[id] = (invalid[id] ?? 0) + 1;
    console.log(JSON.stringify({ id, why, text: text.slice(0, 2000) }));
  }
  console.log(JSON.stringify({ not_judged: unknown }));
  console.log(JSON.stringify({ invalid }));
  console.log(JSON.stringify(count));
  return count.invalid === 0;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, failures: { type: 'string' }, schemas: { type: 'string' }, walks: { type: 'string', multiple: true } },
});
let agreed;
if (positionals[0] === 'failures' && values.data && values.failures) agreed = await failures(values.data, values.failures);
else if (positionals[0] === 'walks' && values.schemas && values.walks) agreed = await walks(values.schemas, values.walks);
else {
  console.error('usage: node judge.mjs failures --data FILE --failures FILE | walks --schemas FILE --walks FILE...');
  process.exit(2);
}
process.exitCode = agreed ? 0 : 1;
