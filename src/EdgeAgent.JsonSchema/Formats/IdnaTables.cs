using EdgeAgent.JsonSchema.UnicodeData;

namespace EdgeAgent.JsonSchema.Formats;

/// <summary>What IDNA asks of characters (RFC 5892), drawn from Unicode 17; read at the first use.</summary>
internal sealed class IdnaTables
{
    private static readonly Lazy<IdnaTables> Loaded = new(() => new IdnaTables());

    private readonly (int First, int Last, int Value)[] _characters;
    private readonly (int First, int Last, int Value)[] _classes;

    private IdnaTables()
    {
        UnicodeReader reader = UnicodeReader.Open("idna.bin");
        _characters = reader.Ranges(withValues: true);
        _classes = reader.Ranges(withValues: true);
        for (int i = reader.Number(); i > 0; i--)
        {
            (int first, int second, int composed) = (reader.Number(), reader.Number(), reader.Number());
            Compositions.Add((first, second), composed);
            Decompositions.Add(composed, (first, second));
        }
    }

    public static IdnaTables Instance => Loaded.Value;

    /// <summary>Canonical compositions of characters that labels may have, Hangul syllables apart.</summary>
    public Dictionary<(int First, int Second), int> Compositions { get; } = [];

    public Dictionary<int, (int First, int Second)> Decompositions { get; } = [];

    public IdnaCharacter Of(int c) => new(Find(_characters, c));

    public int CombiningClass(int c) => Find(_classes, c);

    private static int Find((int First, int Last, int Value)[] ranges, int c)
    {
        int low = 0, high = ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            (int first, int last, int value) = ranges[middle];
            if (c < first) high = middle - 1;
            else if (c > last) low = middle + 1;
            else return value;
        }
        return 0;
    }
}
