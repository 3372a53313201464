using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>Filters that walk, sort and cut sequences.</summary>
internal static class SequenceFilters
{
    public static IEnumerable<(string Name, Filter Filter)> All =>
    [
        ("list", new Filter("list", [], (state, value, _) => new JinjaList([.. Iteration.Collect(state, value)]))),
        ("first", new Filter("first", [], First)),
        ("last", new Filter("last", [], Last)),
        ("reverse", new Filter("reverse", [], Reverse)),
        ("join", new Filter("join", ["d", "attribute"], Join)),
        ("items", new Filter("items", [], Items)),
        ("dictsort", new Filter("dictsort", ["case_sensitive", "by", "reverse"], DictSort)),
        ("sort", new Filter("sort", ["reverse", "case_sensitive", "attribute"], Sort)),
        ("unique", new Filter("unique", ["case_sensitive", "attribute"], Unique)),
        ("min", new Filter("min", ["case_sensitive", "attribute"], (state, value, p) => Extreme(state, value, p, largest: false))),
        ("max", new Filter("max", ["case_sensitive", "attribute"], (state, value, p) => Extreme(state, value, p, largest: true))),
        ("sum", new Filter("sum", ["attribute", "start"], Sum)),
        ("batch", new Filter("batch", ["linecount", "fill_with"], Batch)),
        ("slice", new Filter("slice", ["slices", "fill_with"], Slice)),
        ("groupby", new Filter("groupby", ["attribute", "default", "case_sensitive"], GroupBy)),
    ];

    private static object First(RenderState state, object value, ParameterValues _)
    {
        if (value is JinjaSequence { Count: > 0 } sequence) return sequence[0];
        foreach (object element in Iteration.Over(state, value)) return element;
        return Undefined.Because("There is no first item: the sequence is empty");
    }

    private static object Last(RenderState state, object value, ParameterValues _)
    {
        if (value is Generator or LoopState) throw state.BadValue($"A {PythonType.NameOf(value)} cannot be walked from its end.");
        if (value is JinjaSequence { Count: > 0 } sequence) return sequence[sequence.Count - 1];
        IReadOnlyList<object> elements = Iteration.Collect(state, value);
        return elements.Count > 0 ? elements[^1] : Undefined.Because("There is no last item: the sequence is empty");
    }

    private static object Reverse(RenderState state, object value, ParameterValues p)
    {
        IEnumerable<object> reversed = Iteration.Collect(state, value).Reverse();
        return PythonPrint.TryText(value, out _) ? string.Concat(reversed) : new Generator(reversed);
    }

    private static string Join(RenderState state, object value, ParameterValues p)
    {
        string separator = p[0] is null ? "" : PythonPrint.Str(state, p[0]!);
        Func<object, object> key = AttributePath.Getter(state, p[1]);
        PromptBuffer output = state.Output;
        int mark = output.Length;
        bool any = false;
        foreach (object element in Iteration.Over(state, value))
        {
            state.Step();
            if (any) output.Append(separator);
            any = true;
            output.AppendValue(key(element));
        }
        return output.Cut(mark);
    }

    private static Generator Items(RenderState state, object value, ParameterValues p) => value switch
    {
        JinjaDict dict => new Generator(DictView.Pairs(dict)),
        Undefined => new Generator([]),
        _ => throw state.BadValue($"'items' wants a dict, not a {PythonType.NameOf(value)}."),
    };

    private static JinjaList DictSort(RenderState state, object value, ParameterValues p)
    {
        if (value is Undefined undefined) throw state.UndefinedUse(undefined);
        if (value is not JinjaDict dict) throw state.BadValue($"'dictsort' wants a dict, not a {PythonType.NameOf(value)}.");
        string by = p[1] is null ? "key" : p.Text(1, "dictsort");
        if (by is not ("key" or "value")) throw state.BadValue($"'dictsort' sorts by key or value, not by '{by}'.");
        int position = by == "key" ? 0 : 1;
        bool caseSensitive = p.Flag(0);
        return new JinjaList(PythonOrder.Sort(state, DictView.Pairs(dict), pair => Fold(((JinjaTuple)pair)[position], caseSensitive),
            p.Flag(2)));
    }

    private static JinjaList Sort(RenderState state, object value, ParameterValues p)
    {
        bool caseSensitive = p.Flag(1);
        Func<object, object>[] keys = p.IsNoneOrMissing(2)
            ? [element => element]
            : [.. PythonPrint.Str(state, p[2]!).Split(',').Select(a => AttributePath.Getter(state, a))];
        object Key(object element) => keys.Length == 1
            ? Fold(keys[0](element), caseSensitive)
            : new JinjaTuple([.. keys.Select(k => Fold(k(element), caseSensitive))]);
        return new JinjaList(PythonOrder.Sort(state, Iteration.Collect(state, value), Key, p.Flag(0)));
    }

    private static Generator Unique(RenderState state, object value, ParameterValues p)
    {
        bool caseSensitive = p.Flag(0);
        Func<object, object> key = AttributePath.Getter(state, p[1]);
        HashSet<object> seen = new(PythonEquality.KeyComparer);
        bool IsNew(object element) => seen.Add(Hashable(state, Fold(key(element), caseSensitive)));
        return new Generator(Iteration.Collect(state, value).Where(IsNew));
    }

    private static object Hashable(RenderState state, object key)
    {
        Access.CheckKey(state, key);
        return key;
    }

    private static object Extreme(RenderState state, object value, ParameterValues p, bool largest)
    {
        bool caseSensitive = p.Flag(0);
        Func<object, object> key = AttributePath.Getter(state, p[1]);
        (object Element, object Key)? best = null;
        foreach (object element in Iteration.Over(state, value))
        {
            state.Step();
            object own = Fold(key(element), caseSensitive);
            int? order = best is null ? null : PythonOrder.Compare(state, own, best.Value.Key);
            if (best is null || (largest ? order > 0 : order < 0)) best = (element, own);
        }
        return best?.Element ?? Undefined.Because("There is no item: the sequence is empty");
    }

    private static object Sum(RenderState state, object value, ParameterValues p)
    {
        Func<object, object> key = AttributePath.Getter(state, p[0]);
        object sum = p[1] ?? Boxed.Integer(0);
        foreach (object element in Iteration.Over(state, value))
        {
            state.Step();
            sum = Arithmetic.Add(state, sum, key(element));
        }
        return sum;
    }

    private static Generator Batch(RenderState state, object value, ParameterValues p)
    {
        int size = (int)Math.Clamp(p.Integer(0, "batch"), 1, int.MaxValue);
        IEnumerable<object[]> rows = Iteration.Collect(state, value).Chunk(size);
        if (p.IsNoneOrMissing(1)) return new Generator(rows.Select(row => new JinjaList(row)));
        state.ChargeElements(size);
        return new Generator(rows.Select(row => new JinjaList([.. row, .. Enumerable.Repeat(p[1]!, size - row.Length)])));
    }

    private static Generator Slice(RenderState state, object value, ParameterValues p)
    {
        IReadOnlyList<object> elements = Iteration.Collect(state, value);
        long slices = p.Integer(0, "slice");
        if (slices <= 0) throw state.BadValue("'slice' wants at least one slice.");
        state.ChargeElements(slices);
        (int each, int longer) = Math.DivRem(elements.Count, (int)slices);
        List<object> rows = [];
        for (int row = 0, from = 0; row < slices; row++)
        {
            int count = each + (row < longer ? 1 : 0);
            object[] part = [.. elements.Skip(from).Take(count)];
            rows.Add(new JinjaList(!p.IsNoneOrMissing(1) && row >= longer && longer > 0 ? [.. part, p[1]!] : part));
            from += count;
        }
        return new Generator(rows);
    }

    private static JinjaList GroupBy(RenderState state, object value, ParameterValues p)
    {
        bool caseSensitive = p.Flag(2);
        Func<object, object> get = AttributePath.Getter(state, p.Required(0, "groupby"), p[1]);
        object[] sorted = PythonOrder.Sort(state, Iteration.Collect(state, value), e => Fold(get(e), caseSensitive), reverse: false);
        List<object> groups = [];
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            object key = Fold(get(sorted[from]), caseSensitive);
            for (to = from + 1; to < sorted.Length && PythonEquality.AreEqual(state, key, Fold(get(sorted[to]), caseSensitive));) to++;
            groups.Add(new JinjaTuple(get(sorted[from]), new JinjaList(sorted[from..to])));
        }
        return new JinjaList([.. groups]);
    }

    private static object Fold(object key, bool caseSensitive)
        => !caseSensitive && PythonPrint.TryText(key, out string text) ? PythonCasing.Lower(text) : key;
}
