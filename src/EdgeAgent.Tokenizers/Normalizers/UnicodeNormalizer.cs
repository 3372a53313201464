using System.Buffers;
using System.Text;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Hugging Face's normalizers <c>NFC</c>, <c>NFD</c>, <c>NFKC</c>, <c>NFKD</c>, of Unicode 9.</summary>
/// <remarks>Source of the algorithm: Unicode Standard Annex 15 and section 3.11 of the standard.</remarks>
internal sealed class UnicodeNormalizer : Normalizer
{
    private static readonly Lazy<CodePointBits>[] s_active =
    [
        new(static () => NfcTables.ActiveCharacters(compatibility: false, composes: true)),
        new(static () => NfcTables.ActiveCharacters(compatibility: false, composes: false)),
        new(static () => NfcTables.ActiveCharacters(compatibility: true, composes: true)),
        new(static () => NfcTables.ActiveCharacters(compatibility: true, composes: false)),
    ];

    private readonly bool _compatibility, _composes;
    private readonly CodePointBits _active;   // what may change or join what stands before it; any other character stays as it is
    private readonly byte _firstActive;      // the lowest first byte of those

    public UnicodeNormalizer(UnicodeForm form)
    {
        _compatibility = form is UnicodeForm.Nfkc or UnicodeForm.Nfkd;
        _composes = form is UnicodeForm.Nfc or UnicodeForm.Nfkc;
        _active = s_active[(int)form].Value;
        _firstActive = (byte)(form == UnicodeForm.Nfc ? 0xCC : 0xC2);   // of U+0300: below it every character is composed and stands alone
    }

    public override bool IsIdempotent => true;

    public override bool MakesSpaces => _compatibility;

    public override bool LeavesAsIs(ReadOnlySpan<byte> text) => NextActive(text, 0) < 0;

    public override void Write(ReadOnlySpan<byte> text, NormalizerOutput output)
    {
        var segment = new NormalizationSegment(_compatibility, _composes, output);
        int done = 0;
        for (int next; (next = NextActive(text, done)) >= 0;)
        {
            // It may join the character before it, which alone would stay as it is.
            if (next > done && Rune.DecodeLastFromUtf8(text[done..next], out _, out int before) == OperationStatus.Done) next -= before;
            output.Keep(text, done, next);
            done = WriteSegment(text, next, segment);
        }
        output.Keep(text, done, text.Length);
    }

    /// <summary>Writes the character at <paramref name="start"/> and the active ones behind it; returns where they end.</summary>
    private int WriteSegment(ReadOnlySpan<byte> text, int start, NormalizationSegment segment)
    {
        int at = start;
        while (Rune.DecodeFromUtf8(text[at..], out Rune rune, out int length) == OperationStatus.Done
            && (at == start || _active.Contains(rune.Value)))
        {
            segment.Add(rune.Value, at);
            at += length;
        }
        segment.End();
        return at;
    }

    private int NextActive(ReadOnlySpan<byte> text, int from)
    {
        while (from < text.Length)
        {
            int skip = text[from..].IndexOfAnyInRange(_firstActive, (byte)0xFF);
            if (skip < 0) return -1;
            for (from += skip; from < text.Length && text[from] >= _firstActive;)
            {
                if (Rune.DecodeFromUtf8(text[from..], out Rune rune, out int length) == OperationStatus.Done && _active.Contains(rune.Value))
                    return from;
                from += length;
            }
        }
        return -1;
    }
}
