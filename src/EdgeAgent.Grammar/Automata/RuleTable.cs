namespace EdgeAgent.Grammar.Automata;

/// <summary>A list that grows under a lock and is read without one: an item is there before its index is known to anyone.</summary>
/// <param name="sync">The lock that its writers hold.</param>
internal sealed class RuleTable<T>(Lock sync)
    where T : class
{
    private T?[] _items = new T?[8];

    public int Count { get; private set; }

    /// <summary>An item; null where its place was only reserved.</summary>
    public T? Find(int index)
    {
        T?[] items = _items;
        if ((uint)index < (uint)items.Length && items[index] is T item) return item;
        // Another thread has made it and this one does not see it yet, or it is not made.
        lock (sync) return _items[index];
    }

    public T this[int index] => Find(index)!;

    public int Add(T? item)
    {
        if (Count == _items.Length)
        {
            T?[] larger = new T?[Count * 2];
            _items.CopyTo(larger, 0);
            _items = larger;
        }
        _items[Count] = item;
        return Count++;
    }

    public void Set(int index, T item) => _items[index] = item;
}
