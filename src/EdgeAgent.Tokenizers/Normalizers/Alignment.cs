namespace EdgeAgent.Tokenizers.Normalizers;

/// <summary>For each byte that a normalizer writes, the byte of its input that it stands for. Filled by one thread.</summary>
internal sealed class Alignment
{
    private readonly List<int> _sources = [];

    /// <summary>By byte written: an offset in the input; -1: nothing.</summary>
    public IReadOnlyList<int> Sources => _sources;

    /// <summary>The next bytes all stand for the input's byte at <paramref name="at"/>; -1: for nothing.</summary>
    public void Repeat(int at, int count)
    {
        for (int i = 0; i < count; i++) _sources.Add(at);
    }

    /// <summary>The next bytes are those of the input from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public void Keep(int start, int end)
    {
        for (int i = start; i < end; i++) _sources.Add(i);
    }
}
