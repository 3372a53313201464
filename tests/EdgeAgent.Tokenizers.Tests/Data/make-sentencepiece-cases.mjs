// Writes sentencepiece-unigram.json: unigram models of SentencePiece's own format, made from the pieces of rules.json, with the ids that
// SentencePiece itself gives. Run where the npm package @sctg/sentencepiece-js 1.3.3 (SentencePiece compiled to WebAssembly) is installed:
// node make-sentencepiece-cases.mjs > sentencepiece-unigram.json
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const { SentencePieceProcessor } = await import(process.argv[2] ? pathToFileURL(process.argv[2]) : '@sctg/sentencepiece-js');
const rules = JSON.parse(readFileSync(join(here, 'rules.json'), 'utf8'));
const map = Buffer.from(rules.cases.find(c => c.name === 'Precompiled bytes').normalizer.precompiled_charsmap, 'base64');

// Protobuf: https://protobuf.dev/programming-guides/encoding/
const varint = n => n < 128 ? [n] : [n & 127 | 128, ...varint(Math.floor(n / 128))];
const bytes = (field, content) => [...varint(field << 3 | 2), ...varint(content.length), ...content];
const number = (field, value) => [...varint(field << 3), ...varint(value)];
const single = (field, value) => { const b = Buffer.alloc(4); b.writeFloatLE(value); return [field << 3 | 5, ...b]; };
const piece = ([text, score], type) => bytes(1, [...bytes(1, Buffer.from(text)), ...single(2, score), ...number(3, type)]);
const Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6;

function model(pieces, { charsmap = true, prefix = true, extra = true, escape = true, fallback = false }) {
    return Buffer.from([...pieces.flatMap(([p, type]) => piece(p, type)), ...bytes(2, [...number(3, 1), ...number(35, fallback ? 1 : 0)]),
        ...bytes(3, [...(charsmap ? bytes(2, map) : []), ...number(3, prefix ? 1 : 0), ...number(4, extra ? 1 : 0), ...number(5, escape ? 1 : 0)])]);
}
const head = [[['<unk>', 0], Unknown], [['<s>', 0], Control], [['</s>', 0], Control]];
const pieces = rules.models.unigram.vocab.slice(3).map(p => [p, Normal]);
const fallback = rules.models.unigramBytes.vocab.slice(3, 259).map(p => [p, Byte]);
const models = {
    all: model([...head, ...pieces], {}),
    'no map': model([...head, ...pieces], { charsmap: false }),
    'spaces kept': model([...head, ...pieces], { charsmap: false, extra: false }),
    'no prefix': model([...head, ...pieces], { prefix: false }),
    'no marks': model([...head, ...pieces.map(([[p, s], t]) => [[p.replaceAll('\u2581', ' '), s], t])], { escape: false }),
    bytes: model([...head, ...fallback, ...pieces], { fallback: true }),
    unused: model([...head, ...pieces.map(([p, t], i) => [p, i % 5 === 2 ? Unused : t])], {}),
    ties: model([...head, ...pieces.map(([[p], t]) => [[p, -[...p].length], t])], {}),
    'user-defined': model([...head, [['<end>', 0], UserDefined], ...pieces], {}),
};
const texts = [...rules.texts.filter(text => !/<|\0/.test(text)), '  two  spaces  ', '\u3000 \u00a0', '\x01', '\u2581 a \u2581', 'luce<end>'];
const cases = [];
for (const [name, bytes] of Object.entries(models)) {
    const processor = new SentencePieceProcessor();
    await processor.loadFromB64StringModel(bytes.toString('base64'));
    cases.push({ name, model: bytes.toString('base64'), ids: texts.map(text => Array.from(processor.encodeIds(text))) });
}
console.log(`{"texts": ${JSON.stringify(texts)},\n"cases": [\n${cases.map(c => JSON.stringify(c)).join(',\n')}\n]}`);
