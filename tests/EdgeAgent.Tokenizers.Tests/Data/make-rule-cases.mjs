// Writes rules.json: small tokenizers that each show one pre-tokenizer, normalizer or model, with the ids and offsets that Hugging Face's library
// gives them.
//   npm install tokenizers@0.23.2        (the Rust library 0.23.2 for Node)
//   node make-rule-cases.mjs > rules.json
import { createRequire } from 'node:module';

const { Tokenizer } = createRequire(process.cwd() + '/')('tokenizers');

// --- models ---------------------------------------------------------------------------------------------------------------------------
const bpe = (vocab, merges, more) => ({ type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null,
    fuse_unk: false, byte_fallback: false, vocab, merges, ...more });
const index = tokens => Object.fromEntries(tokens.map((token, id) => [token, id]));

// The byte-level alphabet.
const printable = [...Array(256).keys()].filter(b => (b > 32 && b < 127) || (b > 160 && b !== 173));
const alphabet = [...Array(256).keys()].map(b => printable.includes(b) ? String.fromCharCode(b)
    : String.fromCharCode(256 + [...Array(b).keys()].filter(x => !printable.includes(x)).length));
const pairs = characters => characters.flatMap(x => characters.map(y => [x, y]));

// Every two neighbours merge: where a piece begins, the pairing begins anew.
const often = [...Buffer.from(" ab1.'s\n")].map(b => alphabet[b]);
const bytes = bpe(index([...alphabet, ...pairs(often).map(p => p.join(''))]), pairs(often));
const letters = [...' ab1.\'sé漢\u2581'];
const characters = bpe(index(['<unk>', ...letters, ...pairs(letters).map(p => p.join(''))]), pairs(letters), { unk_token: '<unk>', fuse_unk: true });

const corpus = `La luce della cucina resta accesa fino a mezzanotte, poi si spegne da sola. Quanti gradi ci sono nel salotto adesso?
Świeci słońce, a kot śpi na parapecie; żółta ćma krąży wokół lampy. Turn the heating on at 18:30 and close the shutters when it rains.
Die Tür ist offen, die Heizung läuft. 123 456 7890 a.b@c.it {"name": "open", "arguments": {"plate": "AB 123 CD"}} 漢字かな`;
const counts = new Map();
for (const word of corpus.split(/\s+/).map(w => '\u2581' + w)) {
    const chars = [...word];
    for (let i = 0; i < chars.length; i++)
        for (let j = i + 1; j <= Math.min(chars.length, i + 7); j++) {
            const piece = chars.slice(i, j).join('');
            counts.set(piece, (counts.get(piece) ?? 0) + 1);
        }
}
const total = [...counts.values()].reduce((a, b) => a + b);
const pieces = [...counts].filter(([p, n]) => [...p].length === 1 || n > 1).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([p, n]) => [p, Math.fround(Math.log(n / total))]);
const specials = [['<unk>', 0], ['<s>', 0], ['</s>', 0]];
const unigram = { type: 'Unigram', unk_id: 0, vocab: [...specials, ...pieces], byte_fallback: false };
const byteTokens = [...Array(256).keys()].map(b => [`<0x${b.toString(16).toUpperCase().padStart(2, '0')}>`, 0]);
const added = specials.map(([content], id) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }));
const models = {
    bytes, characters, unigram,
    unigramBytes: { ...unigram, vocab: [...specials, ...byteTokens, ...pieces], byte_fallback: true },
    // As many ties as possible; scores above zero; a piece given twice and an empty one; scores whose last bit depends on how they are read.
    unigramTies: { ...unigram, vocab: [...specials, ...pieces.map(([p]) => [p, -[...p].length])] },
    unigramAbove: { ...unigram, vocab: [...specials, ...pieces.map(([p, s]) => [p, s + 100]), ['ñû', 90], ['ûñ', 90]] },
    unigramTwice: { ...unigram, vocab: [...specials, ...pieces, ...pieces.filter((_, i) => i % 3 === 0).map(([p, s]) => [p, s - 1]), ['', -2]] },
    unigramDigits: { ...unigram, vocab: [...specials, ...pieces.map(([p], i) => [p, -(3 + ((i * 7919) % 1009) / 101.3)])] },
};

// --- normalizer: a map of characters, as SentencePiece writes it -----------------------------------------------------------------------
function characterMap(map) {
    const units = new Array(256).fill(0);
    const values = new Map();
    let replacements = Buffer.alloc(0);
    const trie = new Map();
    for (const [from, to] of Object.entries(map)) {
        let node = trie;
        for (const b of Buffer.from(from)) node = node.get(b) ?? node.set(b, new Map()).get(b);
        node.set(-1, to);
    }
    const place = (node, at, label) => {
        const block = units.length;   // a block of its own for each node's children
        units.push(...new Array(256).fill(0));
        units[at] = ((at ^ block) << 10 | label | (node.has(-1) ? 0x100 : 0)) >>> 0;
        for (const [b, child] of node) {
            if (b !== -1) { place(child, block ^ b, b); continue; }
            if (!values.has(child)) {
                values.set(child, replacements.length);
                replacements = Buffer.concat([replacements, Buffer.from(child + '\0')]);
            }
            units[block] = (0x80000000 | values.get(child)) >>> 0;
        }
    };
    place(trie, 0, 0);
    const head = Buffer.alloc(4 + units.length * 4);
    head.writeUInt32LE(units.length * 4);
    units.forEach((unit, i) => head.writeUInt32LE(unit, 4 + i * 4));
    return Buffer.concat([head, replacements]).toString('base64');
}
const map = characterMap({ 'A': 'a', '\r': ' ', '\n': ' ', '\t': ' ', '\u00a0': ' ', '\u3000': ' ', '\x01': '', 'ﬁ': 'fi', '①': '1', 'e\u0301': 'é', 'e': 'e',
    '½': '1\u20442', '…': '...' });

// --- rules -----------------------------------------------------------------------------------------------------------------------------
const level = more => ({ type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false, ...more });
const split = (regex, behavior = 'Isolated', invert = false) => ({ type: 'Split', pattern: { Regex: regex }, behavior, invert });
const fixed = (text, behavior, invert = false) => ({ type: 'Split', pattern: { String: text }, behavior, invert });
const sequence = (...pretokenizers) => ({ type: 'Sequence', pretokenizers });
const space = (prepend_scheme, cut = true) => ({ type: 'Metaspace', replacement: '\u2581', prepend_scheme, split: cut });
const behaviors = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'];
const upper = '[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}', lower = '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}';
const end = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?", rest = '\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
const gpt4o = `${upper}]*${lower}]+${end}|${upper}]+${lower}]*${end}|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|${rest}`;
const notHan = '&&[^\\p{Han}]';

const rules = {
    'ByteLevel': [level({ use_regex: true }), level({ add_prefix_space: true }), level({ add_prefix_space: true, use_regex: true }),
        sequence({ type: 'Digits', individual_digits: true }, level({ add_prefix_space: true })),
        sequence({ type: 'Punctuation', behavior: 'Contiguous' }, level({ use_regex: true }), { type: 'Digits', individual_digits: false }, split('[0-9][0-9][0-9]')),
        sequence(level({ use_regex: true }), fixed('Ġ', 'MergedWithPrevious')), sequence(level({}), split('\\b\\w', 'Isolated'))],
    'GPT-4o': [sequence(split(gpt4o), level())],
    'Tekken': [sequence(split(`${upper}]*${lower}]+|${upper}]+${lower}]*|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|${rest}`), level())],
    'DeepSeek V3': [sequence(split('\\p{N}{1,3}'), split('[一-龥\u3040-ゟ゠-ヿ]+'),
        split(`[!"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_\`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+`), level())],
    'DeepSeek Coder': [sequence(split('[\r\n]'), split('\\s?\\p{L}+'), split('\\s?\\p{P}+'), split('[一-龥ࠀ-一가-\ud7ff]+'),
        { type: 'Digits', individual_digits: true }, level())],
    'BLOOM': [sequence(split(' ?[^(\\s|[.,!?…。，、।۔،])]+'), level())],
    'Ling': [sequence(split("'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+"), level())],
    'Kimi K2': [sequence(split(`[\\p{Han}]+|${upper}${notHan}]*${lower}${notHan}]+${end}|${upper}${notHan}]+${lower}${notHan}]*${end}|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|${rest}`), level())],
    'SuperBPE': [sequence(split('\\p{N}+'), split('(?=(\\d{3})+(?!\\d))'), level())],
    'Tiny Aya': [sequence(split('\\d{1,3}(?=(?:\\d{3})*\\b)'), split(gpt4o), level())],
    'Whitespace': [{ type: 'Whitespace' }, { type: 'WhitespaceSplit' }, { type: 'BertPreTokenizer' }],
    'Punctuation': behaviors.map(behavior => ({ type: 'Punctuation', behavior })),
    'Split': behaviors.flatMap(b => [false, true].flatMap(i => [split('a|\\d', b, i), fixed('ab', b, i), split('(?=a)|b+', b, i)])),
    'Digits, CharDelimiterSplit, FixedLength': [{ type: 'Digits', individual_digits: false }, { type: 'Digits', individual_digits: true },
        { type: 'CharDelimiterSplit', delimiter: 'a' }, { type: 'FixedLength', length: 3 }, { type: 'FixedLength' }],
    'Metaspace': ['always', 'first', 'never'].flatMap(s => [space(s), space(s, false), sequence({ type: 'WhitespaceSplit' }, space(s)),
        sequence({ type: 'Digits', individual_digits: true }, space(s)), sequence(space(s), { type: 'Punctuation', behavior: 'Isolated' }, { type: 'Digits', individual_digits: true }),
        sequence(space(s, false), split('\u2581?[a-z]+'))]),
    'Regex': ['^a|b$', '\\Aa|\\Z', '(?<=a)b|(?<!a)\\d', '(?i:a\'s|[k-s])+', 'a(?i)b|c', '(?m:.)b', '\\bs|\\B1', '(?>a+)b|a', 'a{2}+|a{,1}b', '(?:a??b)+?1', '[[^a]&&\\w]+',
        '\\x41|\\u00e9|\\x{6F22}', '(?<name>a|b)\\1'.slice(0, 12), '[\\s\\S]{3}', '\\w+|\\W', '[^\\W]+', '(?:a|ab)(?:c|b1)?', '\\h{2}', '(?#comment)\\p{^L}+', '\\P{Letter}'].map(r => split(r)),
};

const texts = ["Hello world, it's 12345 o'clock!", ' a  b   c ', "ab aab's abab1 11a.1b", '', '   ', 'a\n\nb \r\n c\t\n', 'Łódź é e\u0301 ﬁ\u0301 ½ ① …', '漢字かなカタカナ 한국어 123,456.7',
    "AB's ABC'LL it'ſ K1 ssst", '1234567890 1 22 333 4444', '{"name": "open", "arguments": {"plate": "AB 123 CD"}}', '\u2581a \u2581b\u2581\u2581', '\u00a0\u3000\u2003x\u0085y\u200bz', '👩‍👩‍👧 👍🏽 🇮🇹',
    '²³¹¼½ ⅧⅣ ④ x²', '...!?!…。، ؟', 'aAa bBb ÀÉÎ ǅ ʰ ﷺ', 'La luce è accesa: 18,5°', 'ñûñûñû ûñ', 'żółta ćma śpi', 'camelCase snake_case PascalCase HTTPServer', '\x00\x01\x7f', 'path/to//file.txt\n/x/\n',
    '<s>a</s> b<unk>c'];

const cases = [];
async function add(name, parts) {
    const tokenizer = Tokenizer.fromString(JSON.stringify({ version: '1.0', truncation: null, padding: null, added_tokens: [], normalizer: null,
        pre_tokenizer: null, post_processor: null, decoder: null, ...parts, model: models[parts.model] }));
    const ids = [], offsets = [];
    for (const text of texts) {
        const encoding = await tokenizer.encode(text, null, { addSpecialTokens: false });
        const chars = [...text].reduce((at, c) => [...at, at.at(-1) + c.length], [0]);   // by code point: its offset in UTF-16
        ids.push(encoding.getIds());
        offsets.push(encoding.getOffsets().flat().map(at => chars[at]));
    }
    cases.push({ name, ...parts, ids, offsets });
}

const fuse = { type: 'Sequence', decoders: [{ type: 'Fuse' }] };
for (const [group, list] of Object.entries(rules)) {
    for (const [i, pre_tokenizer] of list.entries()) {
        const isBytes = JSON.stringify(pre_tokenizer).includes('ByteLevel');
        await add(`${group} ${i + 1}`, { model: isBytes ? 'bytes' : 'characters', pre_tokenizer, decoder: isBytes ? level() : fuse });
    }
}
const metaspace = { added_tokens: added, pre_tokenizer: space('always'), decoder: space('always') };
for (const model of Object.keys(models).filter(name => name.startsWith('unigram')))
    for (const cut of [true, false]) await add(`${model} ${cut ? 'split' : 'whole'}`, { model, ...metaspace, pre_tokenizer: space('always', cut) });
await add('unigram T5', { model: 'unigram', ...metaspace, pre_tokenizer: sequence({ type: 'WhitespaceSplit' }, space('always')) });
await add('unigram first', { model: 'unigram', ...metaspace, pre_tokenizer: space('first') });
await add('unigram bare', { model: 'unigram', added_tokens: added, decoder: fuse });
const precompiled = { type: 'Precompiled', precompiled_charsmap: map };
await add('Precompiled unigram', { model: 'unigram', ...metaspace, normalizer: precompiled });
await add('Precompiled bytes', { model: 'bytes', normalizer: precompiled, pre_tokenizer: level(), decoder: level() });

console.log(`{"texts": ${JSON.stringify(texts)},\n"models": ${JSON.stringify(models)},\n"cases": [\n${cases.map(c => JSON.stringify(c)).join(',\n')}\n]}`);
