namespace EdgeAgent.Grammar.Regular;

/// <summary>Collects ranges of bytes in ascending order; neighbours with the same target become one.</summary>
internal ref struct RowBuilder(Span<byte> last, Span<int> targets)
{
    private readonly Span<byte> _last = last;
    private readonly Span<int> _targets = targets;
    private int _count;

    public void Add(byte to, int target)
    {
        if (_count > 0 && _targets[_count - 1] == target) _last[_count - 1] = to;
        else (_last[_count], _targets[_count++]) = (to, target);
    }

    public readonly Row ToRow() => _count == 1 && _targets[0] == 0 ? Row.Dead : new Row(_last[.._count].ToArray(), _targets[.._count].ToArray());
}
