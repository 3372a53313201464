using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Automata;

/// <summary>Makes the rules of shapes, each when it is first asked for.</summary>
/// <remarks>Thread-safe: one lock for whatever is made. The space of languages is not used by anything else once the program is there.</remarks>
internal sealed class RuleMaker(GrammarOptions options, LanguageSpace space)
{
    private readonly Lock _sync = space.Lock; // what it compiles takes states from the space, as automata in use do
    private readonly Dictionary<Shape, int> _known = [];
    private readonly List<Shape> _shapes = [];
    private readonly Dictionary<Language, int> _languages = [];
    private readonly Dictionary<(long, long), int> _bounds = [];
    private readonly Dictionary<ObjectShape, int> _objects = [];
    private readonly Dictionary<ArrayShape, int> _arrays = [];

    public RuleTable<ValueRule> Values => field ??= new RuleTable<ValueRule>(_sync);

    public RuleTable<ObjectRule> Objects => field ??= new RuleTable<ObjectRule>(_sync);

    public RuleTable<FreeRule> Free => field ??= new RuleTable<FreeRule>(_sync);

    public RuleTable<ArrayRule> Arrays => field ??= new RuleTable<ArrayRule>(_sync);

    public RuleTable<RegularAutomaton> Automata => field ??= new RuleTable<RegularAutomaton>(_sync);

    public RuleTable<LengthBounds> Lengths => field ??= new RuleTable<LengthBounds>(_sync);

    /// <summary>The index of a shape's rule, which is made later.</summary>
    public int IndexOf(Shape shape)
    {
        if (_known.TryGetValue(shape, out int index)) return index;
        _known.Add(shape, index = Values.Add(null));
        _shapes.Add(shape);
        return index;
    }

    /// <summary>Makes a value's rule if it is not there.</summary>
    public ValueRule Make(int index)
    {
        lock (_sync)
        {
            if (Values.Find(index) is ValueRule known) return known;
            ValueRule rule = Make(_shapes[index]);
            Values.Set(index, rule);
            return rule;
        }
    }

    private ValueRule Make(Shape shape)
    {
        ByteSet first = default;
        int numbers = shape.Numbers == LanguageSpace.Nothing ? -1 : AutomatonOf(shape.Numbers);
        if (shape.Null) first.Add((byte)'n');
        if (shape.True) first.Add((byte)'t');
        if (shape.False) first.Add((byte)'f');
        for (int b = '-'; numbers >= 0 && b <= '9'; b++)
            if (Automata[numbers].Next(RegularAutomaton.Start, (byte)b) >= 0) first.Add((byte)b);
        Strand[] strings = [.. shape.Strings.Select(StringStart)];
        int[] objects = [.. shape.Objects.Select(ObjectIndex).Where(i => Objects[i].Height < Shape.Never)];
        int[] arrays = [.. shape.Arrays.Select(ArrayIndex).Where(i => Arrays[i].Height < Shape.Never)];
        if (strings.Length > 0) first.Add((byte)'"');
        if (objects.Length > 0) first.Add((byte)'{');
        if (arrays.Length > 0) first.Add((byte)'[');
        return new ValueRule { Begins = first, Numbers = numbers, Strings = strings, Objects = objects, Arrays = arrays };
    }

    /// <summary>The index of a language's automaton.</summary>
    public int AutomatonOf(Language language)
    {
        if (_languages.TryGetValue(language, out int index)) return index;
        _languages.Add(language, index = Automata.Add(space.Compile(language)));
        return index;
    }

    /// <summary>The strand after a string's opening quote.</summary>
    private Strand StringStart(StringShape shape)
    {
        if (shape.Contents is Language contents) return new Strand { State = Strand.Of(StateKind.Regular, AutomatonOf(contents)), A = RegularAutomaton.Start };
        if (!_bounds.TryGetValue((shape.MinLength, shape.MaxLength), out int index))
            _bounds.Add((shape.MinLength, shape.MaxLength), index = Lengths.Add(new LengthBounds(shape.MinLength, shape.MaxLength)));
        StateKind kind = shape.Binding switch { SpanBinding.Require => StateKind.Span, SpanBinding.Prefer => StateKind.PreferredSpan, _ => StateKind.String };
        return new Strand { State = Strand.Of(kind, index), B = StringAutomaton.Boundary };
    }

    private int ObjectIndex(ObjectShape shape)
    {
        if (_objects.TryGetValue(shape, out int index)) return index;
        if (shape.Members.Count > NameTable.MaxNames) throw Errors.TooLarge(null, NameTable.MaxNames);
        index = Objects.Add(null);
        _objects.Add(shape, index);
        int[] free = new int[shape.Free.Count];
        CallGroup[][] freeGroups = [.. shape.Free.Select(f => Groups(f.Values))];
        for (int i = 0; i < free.Length; i++)
        {
            int automaton = shape.Free[i].Names is Language names ? AutomatonOf(names) : -1;
            int height = freeGroups[i].Length == 0 ? Shape.Never : freeGroups[i].Min(g => g.Height);
            free[i] = Free.Add(new FreeRule(index, i, automaton, freeGroups[i], height));
        }
        CallGroup[][] groups = [.. shape.Members.Select(m => Groups(m.Values))];
        Objects.Set(index, new ObjectRule(shape, groups, free, freeGroups, options.KeyOrder == KeyOrder.Declared));
        return index;
    }

    private int ArrayIndex(ArrayShape shape)
    {
        if (_arrays.TryGetValue(shape, out int index)) return index;
        CallGroup[][] prefix = [.. shape.Prefix.Select(Groups)];
        CallGroup[] items = Groups(shape.Items);
        UniqueItems? unique = shape.Unique ? new UniqueItems(shape, space) : null;
        index = Arrays.Add(new ArrayRule(prefix, items, shape.MinItems, shape.MaxItems, new Counts(shape.Counts), unique));
        _arrays.Add(shape, index);
        return index;
    }

    /// <summary>Values that count alike go together; those that cannot be are left out.</summary>
    private CallGroup[] Groups(IReadOnlyList<CountedShape> values)
    {
        if (values.Count == 1)
            return values[0].Value.IsEmpty ? [] : [new CallGroup(values[0].CountsFor, [(IndexOf(values[0].Value), values[0].Value.Height)], values[0].Value.Height)];
        List<CallGroup> groups = [];
        foreach (IGrouping<ulong, CountedShape> alike in values.Where(v => !v.Value.IsEmpty).GroupBy(v => v.CountsFor))
        {
            (int, int)[] calls = [.. alike.Select(v => (IndexOf(v.Value), v.Value.Height)).Distinct()];
            groups.Add(new CallGroup(alike.Key, calls, alike.Min(v => v.Value.Height)));
        }
        return [.. groups];
    }
}
