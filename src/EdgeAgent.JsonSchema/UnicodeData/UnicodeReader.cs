using System.Text;

namespace EdgeAgent.JsonSchema.UnicodeData;

/// <summary>Reads the tables that make-unicode-data.mjs wrote: numbers in base 128, sets as distances between ranges.</summary>
internal sealed class UnicodeReader(byte[] bytes)
{
    private int _at;

    public static UnicodeReader Open(string resource)
    {
        using Stream stream = typeof(UnicodeReader).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource '{resource}' is not in the assembly.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new UnicodeReader(bytes);
    }

    public int Number()
    {
        int value = 0, shift = 0;
        byte b;
        do
        {
            b = bytes[_at++];
            value |= (b & 127) << shift;
            shift += 7;
        }
        while (b > 127);
        return value;
    }

    public string Text()
    {
        int length = Number();
        _at += length;
        return Encoding.ASCII.GetString(bytes, _at - length, length);
    }

    public (int First, int Last, int Value)[] Ranges(bool withValues)
    {
        (int First, int Last, int Value)[] ranges = new (int, int, int)[Number()];
        int at = 0;
        for (int i = 0; i < ranges.Length; i++)
        {
            int first = at + Number(), last = first + Number();
            ranges[i] = (first, last, withValues ? Number() : 0);
            at = last + 1;
        }
        return ranges;
    }

    /// <summary>Another reader at the same place.</summary>
    public UnicodeReader Copy() => new(bytes) { _at = _at };

    /// <summary>Where what follows is, to be read later; goes past it.</summary>
    public UnicodeReader Part(int length)
    {
        UnicodeReader part = Copy();
        _at += length;
        return part;
    }
}
