using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>A starter with what may combine with it, decomposed: ordered, composed and written when the next begins.</summary>
/// <remarks>
/// A part knows how many characters of the text it takes the place of: the first of a decomposition one, the others none, a composed one
/// those of its parts together. In the order in which they are written, they stand for the text's characters in theirs.
/// </remarks>
internal sealed class NormalizationSegment(bool compatibility, bool composes, NormalizerOutput output)
{
    private readonly record struct Part(int CodePoint, byte Class, int Replaced);

    private readonly List<Part> _parts = [];
    private readonly List<int> _sources = [];   // where the text's characters begin that came since the last End
    private int _nextSource;                    // the first of them that no part written stands for

    /// <summary>Adds a character of the text.</summary>
    public void Add(int codePoint, int at)
    {
        _sources.Add(at);
        int replaced = 1;
        if (compatibility && CompatibilityTables.TryDecompose(codePoint, out ReadOnlySpan<int> parts))
            foreach (int part in parts) AddPart(part, ref replaced);
        else Decompose(codePoint, ref replaced);
    }

    /// <summary>Writes what is left.</summary>
    public void End()
    {
        Flush();
        _sources.Clear();
        _nextSource = 0;
    }

    private void Decompose(int codePoint, ref int replaced)
    {
        if (NfcTables.TryDecompose(codePoint, out int first, out int second))
        {
            Decompose(first, ref replaced);
            if (second != 0) Decompose(second, ref replaced);
        }
        else AddPart(codePoint, ref replaced);
    }

    private void AddPart(int codePoint, ref int replaced)
    {
        byte combiningClass = NfcTables.CombiningClass(codePoint);
        if (combiningClass == 0 && !(composes && NfcTables.MayCompose(codePoint))) Flush();
        _parts.Add(new(codePoint, combiningClass, replaced));
        replaced = 0;
    }

    private void Flush()
    {
        if (_parts.Count > 1)
        {
            Order();
            if (composes) Compose();
        }
        foreach (Part part in _parts)
        {
            int source = part.Replaced > 0 ? _nextSource : _nextSource - 1;
            output.Write(part.CodePoint, source < 0 ? _sources[0] - 1 : _sources[source]);
            _nextSource += part.Replaced;
        }
        _parts.Clear();
    }

    /// <summary>Sorts each run of combining characters by class; equal classes keep their order.</summary>
    private void Order()
    {
        for (int start = 0; start < _parts.Count; start++)
        {
            if (_parts[start].Class == 0) continue;
            int end = start + 1;
            while (end < _parts.Count && _parts[end].Class != 0) end++;
            if (end - start > 1)
            {
                Part[] ordered = [.. _parts.GetRange(start, end - start).OrderBy(static part => part.Class)];
                for (int i = 0; i < ordered.Length; i++) _parts[start + i] = ordered[i];
            }
            start = end;
        }
    }

    /// <summary>Joins each character with the last starter before it, unless one between them blocks it.</summary>
    private void Compose()
    {
        int starter = -1, kept = 0, lastClass = -1;   // lastClass: of the last character kept behind the starter; -1: none
        foreach (Part part in _parts.ToArray())
        {
            bool blocked = lastClass >= part.Class;
            if (starter >= 0 && !blocked && NfcTables.TryCompose(_parts[starter].CodePoint, part.CodePoint, out int composed))
            {
                _parts[starter] = new(composed, 0, _parts[starter].Replaced + part.Replaced);
                continue;
            }
            if (part.Class == 0) (starter, lastClass) = (kept, -1);
            else lastClass = part.Class;
            _parts[kept++] = part;
        }
        _parts.RemoveRange(kept, _parts.Count - kept);
    }
}
