using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>Ids as they come, in a pooled array that grows; dispose it to give the array back.</summary>
/// <param name="limit">Most ids it takes; more is an error.</param>
internal struct IdBuffer(int limit) : IDisposable
{
    private int[] _ids = ArrayPool<int>.Shared.Rent(2048);

    /// <summary>How many ids it holds.</summary>
    public int Count { get; private set; }

    /// <summary>The ids.</summary>
    public readonly ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int id)
    {
        if (Count == _ids.Length || Count >= limit) Grow(1);
        _ids[Count++] = id;
    }

    public void AddRange(ReadOnlySpan<int> ids)
    {
        if (ids.Length > _ids.Length - Count || ids.Length > limit - Count) Grow(ids.Length);
        ids.CopyTo(_ids.AsSpan(Count));
        Count += ids.Length;
    }

    /// <summary>Where the next ids may be written: room for <paramref name="count"/> of them, whatever the limit, until
    /// <see cref="Take"/> counts those that were.</summary>
    public ref int Reserve(int count)
    {
        if (count > _ids.Length - Count) Enlarge(count);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_ids), Count);
    }

    /// <summary>Counts ids that were written behind the others.</summary>
    public void Take(int count)
    {
        if (count > limit - Count) throw TokenizerErrors.TooManyTokens(limit);
        Count += count;
    }

    /// <summary>Forgets the ids behind the first <paramref name="count"/>.</summary>
    public void Truncate(int count) => Count = count;

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_ids);
        _ids = [];
        Count = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int more)
    {
        if (more > limit - Count) throw TokenizerErrors.TooManyTokens(limit);
        if (more > _ids.Length - Count) Enlarge(more);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Enlarge(int more)
    {
        int[] larger = ArrayPool<int>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(2L * _ids.Length, (long)Count + more)));
        Ids.CopyTo(larger);
        ArrayPool<int>.Shared.Return(_ids);
        _ids = larger;
    }
}
