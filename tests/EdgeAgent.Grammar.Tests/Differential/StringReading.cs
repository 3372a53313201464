using System.Buffers;
using System.Text;

namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>The inside of a string of so many characters.</summary>
/// <param name="min">The least number of characters still to come.</param>
/// <param name="max">The greatest.</param>
/// <param name="after">What follows the closing quote.</param>
/// <param name="partial">The bytes of a character that is not complete.</param>
/// <param name="except">What may not come now, as it is written, to the closing quote.</param>
internal sealed class StringReading(long min, long max, Reading after, byte[] partial, List<byte[]> except) : Reading
{
    /// <summary>The escapes that RFC 8259 requires, short where there is a short form, else in lower case.</summary>
    private static readonly byte[][] s_escapes = [.. Enumerable.Range(0, 32).Append('"').Append('\\').Select(c => Encoding.ASCII.GetBytes(c switch
    {
        '"' => "\\\"", '\\' => "\\\\", '\b' => "\\b", '\f' => "\\f", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", _ => $"\\u{c:x4}",
    }))];

    public override IEnumerable<Reading> Next(byte b)
    {
        if (partial.Length == 0 && b == '"') return min <= 0 && !except.Any(e => e.Length == 0) ? [after] : [];
        if (max == 0) return [];
        List<byte[]> left = [.. except.Where(e => e.Length > 0 && e[0] == b).Select(e => e[1..])];
        if (max == 1 && left.Any(e => e.Length == 0)) return []; // it would have to end here, and may not
        byte[] character = [.. partial, b];
        if (IsCharacter(character)) return [max == long.MaxValue && min <= 0 && partial.Length == 0 && except.Count == 0 ? this : new StringReading(min - 1, max == long.MaxValue ? max : max - 1, after, [], left)];
        return BeginsCharacter(character) ? [new StringReading(min, max, after, character, left)] : [];
    }

    /// <summary>Whether some bytes spell one character of a string.</summary>
    public static bool IsCharacter(byte[] bytes) => bytes[0] is >= 0x20 and not (byte)'"' and not (byte)'\\'
        ? Rune.DecodeFromUtf8(bytes, out _, out int read) == OperationStatus.Done && read == bytes.Length
        : s_escapes.Any(e => e.AsSpan().SequenceEqual(bytes));

    /// <summary>Whether some bytes begin the spelling of a character and do not end it.</summary>
    public static bool BeginsCharacter(byte[] bytes) => bytes[0] is >= 0x20 and not (byte)'"' and not (byte)'\\'
        ? Rune.DecodeFromUtf8(bytes, out _, out _) == OperationStatus.NeedMoreData
        : s_escapes.Any(e => e.Length > bytes.Length && e.AsSpan().StartsWith(bytes));
}
