namespace EdgeAgent.Templates.Jinja.Values;

/// <summary>A list, a tuple or a range: counted and indexed.</summary>
internal abstract class JinjaSequence
{
    public abstract string TypeName { get; }

    public abstract int Count { get; }

    public abstract object this[int index] { get; }

    /// <summary>The same kind of sequence over other elements (a slice).</summary>
    public abstract JinjaSequence With(object[] elements);

    public object[] ToArray()
    {
        object[] elements = new object[Count];
        for (int i = 0; i < elements.Length; i++) elements[i] = this[i];
        return elements;
    }
}

/// <summary>Python's tuple; also what <c>dict.items()</c> yields.</summary>
internal sealed class JinjaTuple(params object[] elements) : JinjaSequence
{
    public override string TypeName => "tuple";

    public override int Count => elements.Length;

    public override object this[int index] => elements[index];

    public override JinjaSequence With(object[] elements) => new JinjaTuple(elements);
}

/// <summary>Python's range: its elements are computed.</summary>
internal sealed class JinjaRange(long start, long stop, long step, int count) : JinjaSequence
{
    public long Start => start;

    public long Stop => stop;

    public long Step => step;

    public override string TypeName => "range";

    public override int Count => count;

    public override object this[int index] => Boxed.Integer(start + (index * step));

    public override JinjaSequence With(object[] elements) => new JinjaList(elements);
}
