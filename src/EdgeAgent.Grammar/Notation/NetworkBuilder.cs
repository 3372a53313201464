using System.Runtime.CompilerServices;
using System.Text;
using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Notation;

/// <summary>Makes rules of automata: the largest regular parts become one terminal each, the rest is calls of rules.</summary>
internal sealed class NetworkBuilder
{
    private readonly GbnfGrammar _grammar;
    private readonly GbnfAnalysis _analysis;
    private readonly LanguageSpace _space;
    private readonly CancellationToken _cancellationToken;
    private readonly Language?[] _languages; // of regular rules
    private readonly int[] _numbers; // of the others; -1 where there is none yet
    private readonly Queue<int> _open = [];
    private readonly List<int[]> _first = [];
    private readonly List<(RulePlace Place, int Owner, List<int> Next)> _places = [(default, 0, [])];
    private long _steps;

    private NetworkBuilder(GbnfGrammar grammar, LanguageSpace space, CancellationToken cancellationToken)
    {
        (_grammar, _space, _cancellationToken) = (grammar, space, cancellationToken);
        _analysis = new GbnfAnalysis(grammar, cancellationToken);
        _languages = new Language?[grammar.Rules.Count];
        _numbers = new int[grammar.Rules.Count];
        Array.Fill(_numbers, -1);
    }

    /// <summary>What a part may begin and end with, as places; and whether it may be empty.</summary>
    private readonly record struct Fragment(List<int> First, List<int> Last, bool IsNullable);

    /// <summary>The rules of a grammar.</summary>
    /// <exception cref="GrammarException">They derive no text, or one begins with itself.</exception>
    /// <exception cref="LanguageTooLargeException">They need more states than are allowed.</exception>
    public static RuleNetwork Build(GbnfGrammar grammar, LanguageSpace space, CancellationToken cancellationToken)
    {
        NetworkBuilder builder = new(grammar, space, cancellationToken);
        GbnfNode root = new GbnfNode.Rule(grammar.Root, 0);
        if (builder._analysis.IsRegular(root)) return Build(space, builder.LanguageOf(root));
        builder.NumberOf(grammar.Root);
        while (builder._open.TryDequeue(out int rule)) builder.AddRule(rule);
        (RulePlace before, _, List<int> next) = builder._places[0];
        before.IsLast = builder._analysis.IsNullable(root);
        next.AddRange(builder._first[0]);
        builder._places[0] = (before, 0, next);
        return builder.Finish();
    }

    /// <summary>One rule of one terminal.</summary>
    public static RuleNetwork Build(LanguageSpace space, Language language)
    {
        RegularAutomaton automaton = space.Compile(language);
        RulePlace before = new() { Next = [1], IsLast = automaton.Accepts(RegularAutomaton.Start), Following = automaton.BytesOf(RegularAutomaton.Start) };
        return new RuleNetwork([before, new RulePlace { Automaton = automaton, Next = [], IsLast = true }], [[1]], [before.Following]);
    }

    private int NumberOf(int rule)
    {
        if (_numbers[rule] >= 0) return _numbers[rule];
        _numbers[rule] = _first.Count;
        _first.Add([]);
        _open.Enqueue(rule);
        return _numbers[rule];
    }

    private void AddRule(int rule)
    {
        int number = _numbers[rule], from = _places.Count;
        Fragment body = Add(_grammar.Rules[rule]);
        _first[number] = [.. body.First.Distinct()];
        for (int i = from; i < _places.Count; i++) _places[i] = _places[i] with { Owner = number };
        foreach (int last in body.Last)
        {
            (RulePlace place, int owner, List<int> next) = _places[last];
            place.IsLast = true;
            _places[last] = (place, owner, next);
        }
    }

    private Fragment Add(GbnfNode node)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new LanguageTooLargeException("it is nested too deeply");
        if (_analysis.IsRegular(node)) return Terminal(LanguageOf(node));
        switch (node)
        {
            case GbnfNode.Rule rule:
                int place = AddPlace(new RulePlace { Rule = NumberOf(rule.Index) });
                return new Fragment([place], [place], _analysis.IsNullable(rule));
            case GbnfNode.Choice choice: return AddChoice(choice);
            case GbnfNode.Sequence sequence: return AddSequence(sequence);
            case GbnfNode.Repeat repeat: return AddRepeat(repeat);
            default: throw new ArgumentOutOfRangeException(nameof(node));
        }
    }

    /// <summary>The regular alternatives are one terminal.</summary>
    private Fragment AddChoice(GbnfNode.Choice choice)
    {
        List<GbnfNode> regular = [.. choice.Parts.Where(_analysis.IsRegular)];
        Fragment all = Terminal(LanguageOf(new GbnfNode.Choice(regular)));
        foreach (GbnfNode part in choice.Parts)
            if (!_analysis.IsRegular(part)) all = Either(all, Add(part));
        return all;
    }

    /// <summary>Regular neighbours are one terminal.</summary>
    private Fragment AddSequence(GbnfNode.Sequence sequence)
    {
        Fragment all = new([], [], true);
        for (int i = 0; i < sequence.Parts.Count;)
        {
            int end = i;
            while (end < sequence.Parts.Count && _analysis.IsRegular(sequence.Parts[end])) end++;
            Fragment next = end > i ? Terminal(LanguageOf(new GbnfNode.Sequence([.. sequence.Parts.Skip(i).Take(end - i)]))) : Add(sequence.Parts[i]);
            all = Then(all, next);
            i = Math.Max(end, i + 1);
        }
        return all;
    }

    private Fragment AddRepeat(GbnfNode.Repeat repeat)
    {
        Fragment all = new([], [], true);
        if (repeat.Max is null)
        {
            all = Add(repeat.Part);
            foreach (int last in all.Last) Link(last, all.First);
            all = all with { IsNullable = all.IsNullable || repeat.Min == 0 };
        }
        // From the last to the first: x (x (x)?)? has fewer ways on than x x? x?.
        for (int i = repeat.Max ?? Math.Max(1, repeat.Min); i > (repeat.Max is null ? 1 : 0); i--)
        {
            all = Then(Add(repeat.Part), all);
            if (i > repeat.Min) all = all with { IsNullable = true };
        }
        return all;
    }

    private Fragment Terminal(Language language)
    {
        if (language == LanguageSpace.Nothing) return new Fragment([], [], false);
        if (language == LanguageSpace.Empty) return new Fragment([], [], true);
        int place = AddPlace(new RulePlace { Automaton = _space.Compile(language) });
        return new Fragment([place], [place], _space.IsNullable(language.Id));
    }

    private Fragment Either(Fragment a, Fragment b) => new(Join(a.First, b.First), Join(a.Last, b.Last), a.IsNullable || b.IsNullable);

    private Fragment Then(Fragment a, Fragment b)
    {
        foreach (int last in a.Last) Link(last, b.First);
        return new Fragment(a.IsNullable ? Join(a.First, b.First) : a.First, b.IsNullable ? Join(a.Last, b.Last) : b.Last, a.IsNullable && b.IsNullable);
    }

    private List<int> Join(List<int> a, List<int> b)
    {
        Spend(a.Count + b.Count);
        return a.Count == 0 ? b : b.Count == 0 ? a : [.. a, .. b];
    }

    private void Link(int place, List<int> next)
    {
        Spend(next.Count);
        _places[place].Next.AddRange(next);
    }

    private int AddPlace(RulePlace place)
    {
        Spend(1);
        _places.Add((place, 0, []));
        return _places.Count - 1;
    }

    private void Spend(int steps)
    {
        _steps += steps;
        if (_steps > 8L * _space.MaxStates || _places.Count > _space.MaxStates) throw new LanguageTooLargeException("its rules take too many steps");
        if ((_places.Count & 255) == 0) _cancellationToken.ThrowIfCancellationRequested();
    }

    private Language LanguageOf(GbnfNode node)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new LanguageTooLargeException("it is nested too deeply");
        if (!_analysis.Derives(node)) return LanguageSpace.Nothing; // what it refers to need not be regular
        switch (node)
        {
            case GbnfNode.Text text: return _space.Text(Encoding.UTF8.GetBytes(text.Value));
            case GbnfNode.One one: return _space.PlainCharacters(one.Set);
            case GbnfNode.Rule rule: return _languages[rule.Index] ??= LanguageOf(_grammar.Rules[rule.Index]);
            case GbnfNode.Choice choice: return new Language(_space.Union([.. choice.Parts.Select(p => LanguageOf(p).Id)]));
            case GbnfNode.Repeat repeat: return repeat.Max == 0 ? LanguageSpace.Empty : _space.Repeat(LanguageOf(repeat.Part), repeat.Min, repeat.Max);
            case GbnfNode.Sequence sequence:
                Language all = LanguageSpace.Empty;
                for (int i = sequence.Parts.Count - 1; i >= 0; i--) all = _space.Concat(LanguageOf(sequence.Parts[i]), all);
                return all;
            default: throw new ArgumentOutOfRangeException(nameof(node));
        }
    }

    private RuleNetwork Finish()
    {
        RulePlace[] places = [.. _places.Select(p => p.Place with { Next = [.. p.Next.Distinct()] })];
        ByteSet[] begins = new ByteSet[_first.Count];
        Settle(() =>
        {
            bool grew = false;
            for (int rule = begins.Length - 1; rule >= 0; rule--)
                foreach (int first in _first[rule]) grew |= begins[rule].Grow(BytesOf(places[first], begins));
            return grew;
        });
        ByteSet[] after = new ByteSet[_first.Count]; // by rule: what may follow it
        Settle(() =>
        {
            bool grew = false;
            for (int i = 0; i < places.Length; i++)
            {
                foreach (int next in places[i].Next) grew |= places[i].Following.Grow(BytesOf(places[next], begins));
                if (places[i].IsLast) grew |= places[i].Following.Grow(after[_places[i].Owner]);
                if (i > 0 && places[i].Automaton is null) grew |= after[places[i].Rule].Grow(places[i].Following);
            }
            return grew;
        });
        return new RuleNetwork(places, [.. _first], begins);
    }

    private static ByteSet BytesOf(in RulePlace place, ByteSet[] begins) => place.Automaton is RegularAutomaton automaton ? automaton.BytesOf(RegularAutomaton.Start) : begins[place.Rule];

    private void Settle(Func<bool> step)
    {
        while (step()) _cancellationToken.ThrowIfCancellationRequested();
    }
}
