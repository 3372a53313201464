using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace EdgeAgent.JsonSchema.Checking;

/// <summary>Numbers names: an index for each different one, found by a member's UTF-8 as it stands in the JSON text.</summary>
internal sealed class NameTable
{
    private const int Few = 6;

    private readonly List<byte[]> _names = [];
    private readonly Dictionary<byte[], int> _indexes = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public NameTable(IEnumerable<string> names)
    {
        foreach (string name in names) Add(name);
        _lookup = _indexes.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count => _names.Count;

    /// <summary>The name's index, a new one where it was not there. For building only.</summary>
    public int Add(string name)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        if (_indexes.TryGetValue(utf8, out int index)) return index;
        _indexes.Add(utf8, _names.Count);
        _names.Add(utf8);
        return _names.Count - 1;
    }

    public string NameAt(int index) => Encoding.UTF8.GetString(_names[index]);

    /// <summary>The index of a member's name, or -1.</summary>
    public int IndexOf(JsonProperty member)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8PropertyName(member);
        return raw.Contains((byte)'\\') ? IndexOf(Encoding.UTF8.GetBytes(member.Name)) : IndexOf(raw);
    }

    /// <summary>The index of a string's text, or -1.</summary>
    public int IndexOfText(JsonElement text)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(text)[1..^1];
        return raw.Contains((byte)'\\') ? IndexOf(Encoding.UTF8.GetBytes(text.GetString()!)) : IndexOf(raw);
    }

    private int IndexOf(ReadOnlySpan<byte> utf8)
    {
        if (_names.Count > Few) return _lookup.TryGetValue(utf8, out int index) ? index : -1;
        for (int i = 0; i < _names.Count; i++)
            if (utf8.SequenceEqual(_names[i])) return i;
        return -1;
    }

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static Utf8Comparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode((ReadOnlySpan<byte>)obj);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            HashCode hash = default; // seeded anew in each process: names cannot be chosen to collide
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
