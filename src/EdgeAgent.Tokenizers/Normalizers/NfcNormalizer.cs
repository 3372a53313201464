using System.Buffers;
using System.Text;
using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>Hugging Face's normalizer <c>NFC</c>: canonical composition, of Unicode 9.</summary>
/// <remarks>Source of the algorithm: Unicode Standard Annex 15 and section 3.11 of the standard.</remarks>
internal sealed class NfcNormalizer : Normalizer
{
    /// <summary>The first byte of U+0300: below it every character is composed and stands alone.</summary>
    private const byte FirstOfCombining = 0xCC;

    public override bool IsIdempotent => true;

    public override bool LeavesAsIs(ReadOnlySpan<byte> text) => IndexOfActive(text, out _) < 0;

    public override void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        var segment = new Segment(output);
        while (true)
        {
            int active = IndexOfActive(text, out int before);
            output.Write(active < 0 ? text : text[..before]);
            if (active < 0) return;
            text = WriteActive(text[before..], active - before, segment, output);
        }
    }

    /// <summary>Writes the beginning of a text up to the next character that nothing can change; returns the rest.</summary>
    /// <param name="text">The text: a character that the active ones may combine with, and those.</param>
    /// <param name="active">Where the first active one begins.</param>
    /// <param name="segment">Empty; left empty.</param>
    /// <param name="output">Where bytes go that are not UTF-8.</param>
    private static ReadOnlySpan<byte> WriteActive(ReadOnlySpan<byte> text, int active, Segment segment, IBufferWriter<byte> output)
    {
        int at = 0;
        while (at < text.Length)
        {
            bool character = Rune.DecodeFromUtf8(text[at..], out Rune rune, out int length) == OperationStatus.Done;
            if (at > active && character && NfcTables.IsInert(rune.Value)) break;
            if (character) segment.Add(rune.Value);
            else
            {
                segment.Flush();
                output.Write(text.Slice(at, length));
            }
            at += length;
        }
        segment.Flush();
        return text[at..];
    }

    /// <summary>Where the first character begins that normalizing may change or move, or -1.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="before">Where the character before it begins, if there is one: they may combine.</param>
    private static int IndexOfActive(ReadOnlySpan<byte> text, out int before)
    {
        before = 0;
        for (int at = 0; at < text.Length;)
        {
            int skip = text[at..].IndexOfAnyInRange(FirstOfCombining, (byte)0xFF);
            if (skip < 0) return -1;
            if (skip > 0)
            {
                at += skip;
                before = at - 1;
                while (before > 0 && (text[before] & 0xC0) == 0x80) before--;
            }
            bool character = Rune.DecodeFromUtf8(text[at..], out Rune rune, out int length) == OperationStatus.Done;
            if (character && !NfcTables.IsInert(rune.Value)) return at;
            before = at;
            at += length;
        }
        return -1;
    }

    /// <summary>A starter with what may combine with it, decomposed: ordered, composed and written when the next begins.</summary>
    private sealed class Segment(IBufferWriter<byte> output)
    {
        private readonly List<(int CodePoint, byte Class)> _characters = [];

        public void Add(int codePoint)
        {
            if (NfcTables.TryDecompose(codePoint, out int first, out int second))
            {
                Add(first);
                if (second != 0) Add(second);
                return;
            }
            byte combiningClass = NfcTables.CombiningClass(codePoint);
            if (combiningClass == 0 && !NfcTables.MayCompose(codePoint)) Flush();
            _characters.Add((codePoint, combiningClass));
        }

        public void Flush()
        {
            if (_characters.Count > 1)
            {
                Order();
                Compose();
            }
            foreach ((int codePoint, _) in _characters) Write(codePoint);
            _characters.Clear();
        }

        /// <summary>Sorts each run of combining characters by class; equal classes keep their order.</summary>
        private void Order()
        {
            for (int start = 0; start < _characters.Count; start++)
            {
                if (_characters[start].Class == 0) continue;
                int end = start + 1;
                while (end < _characters.Count && _characters[end].Class != 0) end++;
                if (end - start > 1)
                {
                    (int, byte)[] ordered = [.. _characters.GetRange(start, end - start).OrderBy(static character => character.Class)];
                    for (int i = 0; i < ordered.Length; i++) _characters[start + i] = ordered[i];
                }
                start = end;
            }
        }

        /// <summary>Joins each character with the last starter before it, unless one between them blocks it.</summary>
        private void Compose()
        {
            int starter = -1, kept = 0, lastClass = -1;   // lastClass: of the last character kept behind the starter; -1: none
            foreach ((int codePoint, byte combiningClass) in _characters.ToArray())
            {
                bool blocked = lastClass >= combiningClass;
                if (starter >= 0 && !blocked && NfcTables.TryCompose(_characters[starter].CodePoint, codePoint, out int composed))
                {
                    _characters[starter] = (composed, 0);
                    continue;
                }
                if (combiningClass == 0) (starter, lastClass) = (kept, -1);
                else lastClass = combiningClass;
                _characters[kept++] = (codePoint, combiningClass);
            }
            _characters.RemoveRange(kept, _characters.Count - kept);
        }

        private void Write(int codePoint)
        {
            Span<byte> utf8 = output.GetSpan(4);
            output.Advance(new Rune(codePoint).EncodeToUtf8(utf8));
        }
    }
}
