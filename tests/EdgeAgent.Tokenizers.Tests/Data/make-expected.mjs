// Makes expected.json: what Hugging Face's library says of ids and offsets, as SHA-256 sums over many texts.
//   npm install tokenizers@0.23.2        (the Rust library 0.23.2 for Node)
//   node make-expected.mjs [goldens/tokenizers folder of the shared goldens] > expected.json
// ExpectedTexts.cs makes the same texts and sums.
import { createRequire } from 'node:module';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
const { Tokenizer } = createRequire(process.cwd() + '/')('tokenizers');

const parts = {
  NFC: { normalizer: { type: 'NFC' } },
  NFD: { normalizer: { type: 'NFD' } },
  NFKC: { normalizer: { type: 'NFKC' } },
  NFKD: { normalizer: { type: 'NFKD' } },
  Lowercase: { normalizer: { type: 'Lowercase' } },
  StripAccents: { normalizer: { type: 'StripAccents' } },
  Nmt: { normalizer: { type: 'Nmt' } },
  ByteLevel: { normalizer: { type: 'ByteLevel' } },
  StripLeft: { normalizer: { type: 'Strip', strip_left: true, strip_right: false } },
  StripRight: { normalizer: { type: 'Strip', strip_left: false, strip_right: true } },
  StripBoth: { normalizer: { type: 'Strip', strip_left: true, strip_right: true } },
  Prepend: { normalizer: { type: 'Prepend', prepend: '\u2581\u00e9' } },
  ReplaceString: { normalizer: { type: 'Replace', pattern: { String: '\u0301' }, content: '<\u00e9>' } },
  ReplaceByNothing: { normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '' } },
  ReplaceSpaces: { normalizer: { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' } },
  ReplaceTwoSpaces: { normalizer: { type: 'Replace', pattern: { Regex: ' {2,}' }, content: '\u2581' } },
  ReplaceCounted: { normalizer: { type: 'Replace', pattern: { Regex: '[a-z]\\s{1,2}' }, content: '-' } },
  ReplaceExact: { normalizer: { type: 'Replace', pattern: { Regex: 'e[\\u0300-\\u036f]{2}'.replace(/\\u(....)/g, (_, h) => String.fromCodePoint(parseInt(h, 16))) }, content: 'E' } },
  ReplaceSet: { normalizer: { type: 'Replace', pattern: { Regex: '[!"\\#\\$%\\&\'\\(\\)\\*\\+,\\-\\.:;=\\?@\\[\\\\\\]\\^_`\\{\\|\\}\\~]' }, content: '' } },
  ReplaceOthers: { normalizer: { type: 'Replace', pattern: { Regex: '[^ -~\\s]' }, content: '??' } },
  BertAll: { normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true } },
  BertNone: { normalizer: { type: 'BertNormalizer', clean_text: false, handle_chinese_chars: false, strip_accents: null, lowercase: false } },
  BertClean: { normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: false, strip_accents: false, lowercase: true } },
  BertChinese: { normalizer: { type: 'BertNormalizer', clean_text: false, handle_chinese_chars: true, strip_accents: true, lowercase: false } },
  Sequence: { normalizer: { type: 'Sequence', normalizers: [{ type: 'NFKC' }, { type: 'Sequence', normalizers: [{ type: 'Lowercase' },
    { type: 'NFD' }, { type: 'StripAccents' }] }, { type: 'Strip', strip_left: true, strip_right: true },
    { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' }, { type: 'Prepend', prepend: '\u2581' }] } },
  TrimOffsets: { pre_tokenizer: byteLevel(true), post_processor: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true } },
  TrimOffsetsKeepPrefix: { pre_tokenizer: byteLevel(true), post_processor: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true } },
  Roberta: { pre_tokenizer: byteLevel(true), normalizer: { type: 'NFKC' },
    post_processor: { type: 'RobertaProcessing', sep: ['</s>', 65], cls: ['<s>', 66], trim_offsets: true, add_prefix_space: true } },
  RobertaUntrimmed: { post_processor: { type: 'RobertaProcessing', sep: ['</s>', 65], cls: ['<s>', 66], trim_offsets: false, add_prefix_space: false } },
  Bert: { post_processor: { type: 'BertProcessing', sep: ['[SEP]', 65], cls: ['[CLS]', 66] } },
  BertThenTrim: { pre_tokenizer: byteLevel(true), post_processor: { type: 'Sequence', processors: [
    { type: 'BertProcessing', sep: ['[SEP]', 65], cls: ['[CLS]', 66] }, { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true }] } },
  AddedTokens: { normalizer: { type: 'Sequence', normalizers: [{ type: 'NFKD' }, { type: 'Lowercase' }] }, pre_tokenizer: byteLevel(true),
    post_processor: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    added_tokens: [added(256, 'ab'), added(257, ' ', { lstrip: true, rstrip: true }), added(258, 'Cd', { normalized: true, rstrip: true }),
      added(259, 'ea', { normalized: true, single_word: true }), added(260, '\u2167', { normalized: true, lstrip: true })] },
};

function byteLevel(useRegex) { return { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: useRegex }; }

function added(id, content, more) {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: false, ...more };
}

function* alphabet() {
  let next = 256;
  for (let b = 0; b < 256; b++)
    yield String.fromCodePoint((b >= 33 && b <= 126) || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE ? b : next++);
}

function tokenizer(some) {
  const vocab = Object.fromEntries([...alphabet()].map((c, b) => [c, b]));
  return Tokenizer.fromString(JSON.stringify({ version: '1.0', truncation: null, padding: null, added_tokens: [], normalizer: null,
    pre_tokenizer: byteLevel(false), post_processor: null, decoder: byteLevel(true),
    model: { type: 'BPE', vocab, merges: [] }, ...some }));
}

const forEveryCharacter = new Set(['NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase', 'StripAccents', 'Nmt', 'ReplaceSpaces', 'BertAll', 'BertChinese', 'TrimOffsets']);

// Every code point, 256 to a text, an x before each.
function* everyCharacter() {
  for (let first = 0; first < 0x110000; first += 256) {
    if (first >= 0xD800 && first < 0xE000) continue;
    let text = '';
    for (let c = first; c < first + 256; c++) text += 'x' + String.fromCodePoint(c);
    yield text;
  }
}

const pools = [[0x20, 0x20], [0x61, 0x65], [0x00, 0x7F], [0x80, 0x24F], [0x300, 0x36F], [0x300, 0x328], [0x370, 0x3FF], [0x590, 0x6FF], [0x900, 0xDFF],
  [0xE00, 0xFFF], [0x1100, 0x11FF], [0xAC00, 0xAC80], [0x1AB0, 0x1B44], [0x1D00, 0x1FFF], [0x2000, 0x218F], [0x2E80, 0x30FF], [0x3130, 0x33FF],
  [0x4E00, 0x4E80], [0xA640, 0xABFF], [0xF900, 0xFFFF], [0x10A00, 0x116FF], [0x1D100, 0x1D7FF], [0x1E000, 0x1E8FF], [0x1F100, 0x1F2FF],
  [0x2F800, 0x2FA1F], [0xE0000, 0xE01FF]];

// Random characters of a few pools, so that they meet.
function* randomTexts() {
  let state = 1;
  const random = n => { state = (Math.imul(state, 1103515245) + 12345) >>> 0; return (state >>> 8) % n; };
  for (let i = 0; i < 8000; i++) {
    const some = [random(pools.length), random(pools.length), random(6)];
    let text = '';
    for (let n = 1 + random(24); n > 0; n--) {
      const [first, last] = pools[some[random(3)]];
      text += String.fromCodePoint(first + random(last - first + 1));
    }
    yield text;
  }
}

async function sum(tokenizer, texts, addSpecialTokens) {
  const hash = createHash('sha256');
  for (const text of texts) {
    const encoding = await tokenizer.encode(text, null, { addSpecialTokens });
    const ids = encoding.getIds(), offsets = encoding.getOffsets();   // of code points
    const bytes = [0];
    for (const c of text) bytes.push(bytes[bytes.length - 1] + Buffer.byteLength(c));
    const numbers = [ids.length];
    ids.forEach((id, i) => numbers.push(id, bytes[offsets[i][0]], bytes[offsets[i][1]]));
    hash.update(Buffer.from(Int32Array.from(numbers).buffer));
  }
  return hash.digest('hex');
}

const result = { parts: {}, files: {}, goldens: {} };
for (const [name, some] of Object.entries(parts)) {
  const t = tokenizer(some);
  result.parts[name] = { ...some, random: await sum(t, randomTexts(), true) };
  if (forEveryCharacter.has(name)) result.parts[name].characters = await sum(t, everyCharacter(), false);
}
const lines = text => text.split('\n').filter(line => line).map(line => JSON.parse(line).text);
const here = new URL('.', import.meta.url).pathname;
for (const name of ['gpt2-nfc', 'digits-grouped-ignore-merges', 'unknown-fused', 'unknown-single'])
  result.files[name] = await sum(Tokenizer.fromFile(`${here}${name}.tokenizer.json`), lines(readFileSync(`${here}${name}.cases.jsonl`, 'utf8')), true);
const goldens = process.argv[2];
const unzip = path => gunzipSync(readFileSync(path)).toString();
// Characters of which SmolLM2's vocabulary lacks a byte vanish, and the library shifts what follows.
const vanishes = /[\x04\x06\x13\x14\x16\x1D\u{40000}-\u{BFFFF}]/u;
if (goldens)
  for (const name of ['smollm2', 'llama3', 'qwen3', 'llama2', 'mistral', 'polish', 'polish-metaspace']) {
    const texts = lines(unzip(`${goldens}/${name}.goldens.jsonl.gz`)).filter(text => name !== 'smollm2' || !vanishes.test(text));
    const t = Tokenizer.fromString(unzip(`${goldens}/${name}.tokenizer.json.gz`));
    result.goldens[name] = { cases: texts.length, sum: await sum(t, texts, true) };
  }
const rows = object => Object.entries(object).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(',\n');
console.log(`{\n${Object.entries(result).map(([kind, object]) => ` "${kind}": {\n${rows(object)}\n }`).join(',\n')}\n}`);
