using System.Buffers;

namespace EdgeAgent.Tokenizers.Bpe;

/// <summary>A binary heap of merge candidates: the lowest rank first, of equal ranks the leftmost. Dispose it to give its array
/// back.</summary>
/// <param name="capacity">How many candidates to make room for at first.</param>
internal struct MergeHeap(int capacity) : IDisposable
{
    private ulong[] _items = ArrayPool<ulong>.Shared.Rent(Math.Max(16, capacity));   // rank above, position below: one compare orders both
    private int _count;

    public void Push(int rank, int position)
    {
        if (_count == _items.Length) Grow();
        ulong item = ((ulong)(uint)rank << 32) | (uint)position;
        int at = _count++;
        while (at > 0)
        {
            int parent = (at - 1) >> 1;
            if (_items[parent] <= item) break;
            _items[at] = _items[parent];
            at = parent;
        }
        _items[at] = item;
    }

    public bool TryPop(out int rank, out int position)
    {
        (rank, position) = (0, 0);
        if (_count == 0) return false;
        ulong top = _items[0];
        (rank, position) = ((int)(top >> 32), (int)(uint)top);
        SinkFromTop(_items[--_count]);
        return true;
    }

    public void Dispose()
    {
        ArrayPool<ulong>.Shared.Return(_items);
        _items = [];
        _count = 0;
    }

    private readonly void SinkFromTop(ulong item)
    {
        int at = 0;
        while (true)
        {
            int child = 2 * at + 1;
            if (child >= _count) break;
            if (child + 1 < _count && _items[child + 1] < _items[child]) child++;
            if (_items[child] >= item) break;
            _items[at] = _items[child];
            at = child;
        }
        _items[at] = item;
    }

    private void Grow()
    {
        ulong[] larger = ArrayPool<ulong>.Shared.Rent(_items.Length * 2);
        _items.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<ulong>.Shared.Return(_items);
        _items = larger;
    }
}
