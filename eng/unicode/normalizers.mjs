// Writes CompatibilityData.cs, LowercaseData.cs and MarkData.cs in src/EdgeAgent.Tokenizers/Unicode: asks Hugging Face's library about every
// code point, which is right by definition and says what Unicode version each of its tables is of (see their remarks).
//   npm install tokenizers@0.23.2 && node normalizers.mjs .../src/EdgeAgent.Tokenizers/Unicode
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
const { Tokenizer } = createRequire(process.cwd() + '/')('tokenizers');

const hex = c => c.toString(16).toUpperCase();

/** What the library makes of each code point, where that is not the code point itself. */
function ask(normalizer) {
  const asked = Tokenizer.fromString(JSON.stringify({ version: '1.0', added_tokens: [], normalizer,
    model: { type: 'BPE', vocab: {}, merges: [] } })).getNormalizer();
  const answers = new Map();
  for (let c = 0; c < 0x110000; c++) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const text = String.fromCodePoint(c), answer = asked.normalizeString(text);
    if (answer !== text) answers.set(c, [...answer].map(a => a.codePointAt(0)));
  }
  return answers;
}

/** A run from index i: entries with this step between code points whose single targets differ from them alike. */
function run(entries, i, step) {
  let end = i + 1;
  const [c, [target]] = entries[i];
  while (end < entries.length && entries[end][1].length === 1 && entries[end][0] === c + step * (end - i)
    && entries[end][1][0] - entries[end][0] === target - c) end++;
  return end - i;
}

function mappings(entries, steps) {
  const words = [];
  for (let i = 0; i < entries.length;) {
    const [c, target] = entries[i];
    let [length, step] = [1, 1];
    if (target.length === 1)
      for (const s of steps) if (run(entries, i, s) > length) [length, step] = [run(entries, i, s), s];
    words.push(`${hex(c)}${length > 1 ? '-' + hex(entries[i + length - 1][0]) : ''}${step > 1 ? '/' + step : ''}=${target.map(hex).join('+')}`);
    i += length;
  }
  return words;
}

function ranges(codePoints) {
  const found = [];
  for (const c of codePoints)
    if (found.length && found.at(-1)[1] === c - 1) found.at(-1)[1] = c;
    else found.push([c, c]);
  return found.map(([first, last]) => first === last ? hex(first) : `${hex(first)}-${hex(last)}`);
}

function constant(name, summary, words) {
  const lines = [''];
  for (const word of words) {
    if (lines.at(-1).length + word.length >= 130) lines.push('');
    lines[lines.length - 1] += (lines.at(-1) && ' ') + word;
  }
  return `    /// <summary>${summary}</summary>\n    public const string ${name} = """\n${lines.map(line => '        ' + line).join('\n')}\n        """;\n`;
}

function write(name, summary, remarks, constants) {
  writeFileSync(`${process.argv[2]}/${name}.cs`, `namespace EdgeAgent.Tokenizers.Unicode;\n\n/// <summary>${summary}</summary>\n/// <remarks>${remarks}</remarks>
internal static class ${name}\n{\n${constants.join('\n')}}\n`);
}

const nfd = ask({ type: 'NFD' });
const compatible = [...ask({ type: 'NFKD' })].filter(([c, answer]) => String(answer) !== String(nfd.get(c) ?? [c]));
write('CompatibilityData', 'What compatibility normalization (NFKC, NFKD) takes apart beyond <see cref="NfcData"/>, in Unicode 9.',
  `From the Unicode Character Database (UnicodeData.txt; Unicode License v3), written by eng/unicode/normalizers.mjs: Hugging Face's
/// library was asked for the NFKD and NFD of every code point; here stand those where the two differ.`,
  [constant('Decompositions', 'Decompositions in full, in hexadecimal: <c>B4=20+301</c>; <c>1D400-1D419=41</c> are characters in a row for\n    /// characters in a row.',
    mappings(compatible, [1]))]);
write('LowercaseData', 'The lower case of single characters in Unicode 17, the version of the Rust that Hugging Face\'s library is built with.',
  `From the Unicode Character Database (UnicodeData.txt; Unicode License v3), written by eng/unicode/normalizers.mjs, which asked the
/// library about every code point. .NET's own mapping is another version's and, outside invariant mode, the machine's.`,
  [constant('Mappings', 'In hexadecimal: <c>D8-DE=F8</c> are characters in a row for characters in a row, <c>100-12E/2=101</c> is every\n    /// second one. U+0130, which becomes two characters, is not here.',
    mappings([...ask({ type: 'Lowercase' })].filter(([, answer]) => answer.length === 1), [1, 2]))]);
const vanished = answers => ranges([...answers].filter(([, answer]) => answer.length === 0).map(([c]) => c));
write('MarkData', 'The marks that normalizers take away.',
  `From the Unicode Character Database (DerivedGeneralCategory.txt; Unicode License v3), written by eng/unicode/normalizers.mjs, which
/// asked Hugging Face's library about every code point: it takes the two sets from two crates of different age.`,
  [constant('Marks', '<c>\\p{M}</c> in Unicode 9, in hexadecimal: what <c>StripAccents</c> takes away.', vanished(ask({ type: 'StripAccents' }))),
    constant('NonspacingMarks', '<c>\\p{Mn}</c> in Unicode 8, in hexadecimal: what <c>BertNormalizer</c> takes away.',
      vanished(ask({ type: 'BertNormalizer', clean_text: false, handle_chinese_chars: false, strip_accents: true, lowercase: false })))]);
