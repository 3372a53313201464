using System.Collections.Concurrent;

namespace EdgeAgent.Grammar;

/// <summary>What a tokenizer makes of forced texts, asked once: the same few come again with every call, and asking allocates.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="canonicalize">The tokenizer.</param>
internal sealed class CanonicalRuns(Canonicalizer canonicalize)
{
    /// <summary>So many texts of at most so many bytes are kept; then all are forgotten.</summary>
    private const int MaxKept = 4096, MaxBytes = 512;

    private readonly ConcurrentDictionary<Key, int[]> _kept = new(new Comparer());

    /// <summary>The tokens of a text after a token.</summary>
    public ReadOnlySpan<int> Of(ReadOnlySpan<byte> text, int previousId)
    {
        if (text.Length > MaxBytes) return canonicalize(text, previousId);
        if (_kept.GetAlternateLookup<Run>().TryGetValue(new Run(text, previousId), out int[]? known)) return known;
        if (_kept.Count >= MaxKept) _kept.Clear();
        return _kept.GetOrAdd(new Key(text.ToArray(), previousId), [.. canonicalize(text, previousId)]);
    }

    private sealed record Key(byte[] Text, int PreviousId);

    private readonly ref struct Run(ReadOnlySpan<byte> text, int previousId)
    {
        public readonly ReadOnlySpan<byte> Text = text;
        public readonly int PreviousId = previousId;
    }

    private sealed class Comparer : IEqualityComparer<Key>, IAlternateEqualityComparer<Run, Key>
    {
        public Key Create(Run alternate) => new(alternate.Text.ToArray(), alternate.PreviousId);

        public bool Equals(Key? x, Key? y) => x is null ? y is null : y is not null && Equals(new Run(x.Text, x.PreviousId), y);

        public bool Equals(Run alternate, Key other) => alternate.PreviousId == other.PreviousId && alternate.Text.SequenceEqual(other.Text);

        public int GetHashCode(Key obj) => GetHashCode(new Run(obj.Text, obj.PreviousId));

        public int GetHashCode(Run alternate)
        {
            HashCode hash = default;
            hash.Add(alternate.PreviousId);
            hash.AddBytes(alternate.Text);
            return hash.ToHashCode();
        }
    }
}
