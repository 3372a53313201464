using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.Grammar.Automata;

/// <summary>Names as JSON writes them, with their closing quote, in the order of their bytes: those that begin alike are a range.</summary>
/// <remarks>A range is one number, so that it fits a register: the first in the lower 16 bits, one past the last in the upper.</remarks>
internal sealed class NameTable
{
    public const int MaxNames = ushort.MaxValue;

    private readonly byte[][] _names;
    private readonly int[] _places;

    /// <summary>Makes a table.</summary>
    /// <param name="names">Escaped, with the closing quote (or, for texts of values, as they are): each once.</param>
    public NameTable(byte[][] names)
    {
        _names = names;
        _places = new int[names.Length];
        ulong[] heads = new ulong[names.Length];
        for (int i = 0; i < names.Length; i++) (_places[i], heads[i]) = (i, Head(names[i]));
        Array.Sort(heads, _places);
        for (int start = 0; start < names.Length;)
        {
            int end = start + 1;
            while (end < names.Length && heads[end] == heads[start]) end++;
            if (end - start > 1) _places.AsSpan(start, end - start).Sort((a, b) => names[a].AsSpan().SequenceCompareTo(names[b]));
            start = end;
        }
    }

    public int All => _names.Length << 16;

    /// <summary>The place that a name had in the list the table was made of.</summary>
    public int PlaceOf(int sorted) => _places[sorted];

    public ReadOnlySpan<byte> this[int sorted] => _names[_places[sorted]];

    public static (int First, int End) Split(int range) => (range & 0xFFFF, (int)((uint)range >> 16));

    /// <summary>Of the names of a range, which are alike up to a depth, those whose next byte is this one; 0 where there is none.</summary>
    public int Narrow(int range, int depth, byte b)
    {
        (int first, int end) = Split(range);
        if (end - first > 8)
        {
            first = LowerBound(first, end, depth, b);
            end = b == 255 ? end : LowerBound(first, end, depth, b + 1);
        }
        else
        {
            while (first < end && ByteAt(first, depth) < b) first++;
            int last = first;
            while (last < end && ByteAt(last, depth) == b) last++;
            end = last;
        }
        return first < end ? (end << 16) | first : 0;
    }

    /// <summary>The bytes that follow in the names of a range.</summary>
    public void AddNext(int range, int depth, ref ByteSet set)
    {
        (int first, int end) = Split(range);
        for (int i = first; i < end; i++)
            if (ByteAt(i, depth) is int b and >= 0) set.Add((byte)b);
    }

    /// <summary>Whether the only name of a range has just so many bytes.</summary>
    public bool IsComplete(int range, int length) => this[range & 0xFFFF].Length == length;

    /// <summary>The names that begin with some bytes, as a range; 0 where there is none.</summary>
    public int Find(ReadOnlySpan<byte> beginning)
    {
        int range = All;
        for (int i = 0; i < beginning.Length && range != 0; i++) range = Narrow(range, i, beginning[i]);
        return range;
    }

    /// <summary>A name escaped as RFC 8259 requires and no more, with its closing quote.</summary>
    public static byte[] Quoted(string name)
    {
        if (name.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && name.AsSpan().IndexOfAny('"', '\\') < 0)
        {
            byte[] plain = new byte[name.Length + 1];
            Encoding.ASCII.GetBytes(name, plain);
            plain[^1] = (byte)'"';
            return plain;
        }
        return [.. JsonText.Escaped(name), (byte)'"'];
    }

    private int LowerBound(int first, int end, int depth, int b)
    {
        while (first < end)
        {
            int middle = (first + end) >> 1;
            if (ByteAt(middle, depth) < b) first = middle + 1;
            else end = middle;
        }
        return first;
    }

    /// <summary>A byte of a name; -1 past its end, where a longer one goes on.</summary>
    private int ByteAt(int sorted, int depth)
    {
        byte[] name = _names[_places[sorted]];
        return depth < name.Length ? name[depth] : -1;
    }

    private static ulong Head(ReadOnlySpan<byte> name)
    {
        Span<byte> head = stackalloc byte[8];
        head.Clear();
        name[..Math.Min(8, name.Length)].CopyTo(head);
        return BinaryPrimitives.ReadUInt64BigEndian(head);
    }
}
