using System.Runtime.CompilerServices;

namespace EdgeAgent.Grammar.Notation;

/// <summary>What can be said of rules before automata are made of them; and the refusal of those that automata cannot be made of.</summary>
internal sealed class GbnfAnalysis
{
    private readonly GbnfGrammar _grammar;
    private readonly CancellationToken _cancellationToken;
    private readonly bool[] _derives, _nullable, _regular;
    private readonly int[] _low, _order; // of the search for cycles
    private readonly Stack<int> _open = [];
    private readonly bool[] _isOpen;
    private int _count;

    /// <exception cref="GrammarException">No text can be derived, or a rule begins with itself.</exception>
    public GbnfAnalysis(GbnfGrammar grammar, CancellationToken cancellationToken)
    {
        (_grammar, _cancellationToken) = (grammar, cancellationToken);
        int count = grammar.Rules.Count;
        (_derives, _nullable, _regular, _isOpen) = (new bool[count], new bool[count], new bool[count], new bool[count]);
        (_low, _order) = (new int[count], new int[count]);
        List<int>[] users = Users();
        Spread(_derives, Derives, users);
        Spread(_nullable, IsNullable, users);
        if (!_derives[grammar.Root]) throw Errors.NoText("The rule 'root' derives no text: each way to go on needs it again, or an empty class.", "the rule root");
        FindCycles(grammar.Root);
        RefuseLeftRecursion();
    }

    /// <summary>Whether some text can be derived.</summary>
    public bool Derives(GbnfNode node) => node switch
    {
        GbnfNode.Text => true,
        GbnfNode.One one => !one.Set.IsEmpty,
        GbnfNode.Rule rule => _derives[rule.Index],
        GbnfNode.Sequence sequence => sequence.Parts.All(Derives),
        GbnfNode.Choice choice => choice.Parts.Any(Derives),
        GbnfNode.Repeat repeat => repeat.Min == 0 || Derives(repeat.Part),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    /// <summary>Whether the empty text can be.</summary>
    public bool IsNullable(GbnfNode node) => node switch
    {
        GbnfNode.Text text => text.Value.Length == 0,
        GbnfNode.One => false,
        GbnfNode.Rule rule => _nullable[rule.Index],
        GbnfNode.Sequence sequence => sequence.Parts.All(IsNullable),
        GbnfNode.Choice choice => choice.Parts.Any(IsNullable),
        GbnfNode.Repeat repeat => repeat.Min == 0 || IsNullable(repeat.Part),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    /// <summary>Whether a part never comes to a rule that needs itself: it is one regular language.</summary>
    public bool IsRegular(GbnfNode node) => !Derives(node) || node switch
    {
        GbnfNode.Rule rule => _regular[rule.Index],
        GbnfNode.Sequence sequence => sequence.Parts.All(IsRegular),
        GbnfNode.Choice choice => choice.Parts.All(IsRegular),
        GbnfNode.Repeat repeat => repeat.Max == 0 || IsRegular(repeat.Part),
        _ => true,
    };

    /// <summary>Marks the rules of which something holds, until no more follow from those marked.</summary>
    private void Spread(bool[] marks, Predicate<GbnfNode> holds, List<int>[] users)
    {
        Queue<int> open = new(Enumerable.Range(0, marks.Length));
        while (open.TryDequeue(out int rule))
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (marks[rule] || !holds(_grammar.Rules[rule])) continue;
            marks[rule] = true;
            foreach (int user in users[rule]) open.Enqueue(user);
        }
    }

    private List<int>[] Users()
    {
        List<int>[] users = [.. _grammar.Rules.Select(_ => new List<int>())];
        for (int i = 0; i < users.Length; i++)
            foreach (GbnfNode.Rule called in Calls(_grammar.Rules[i], leftOnly: false, all: true))
                if (users[called.Index].Count == 0 || users[called.Index][^1] != i) users[called.Index].Add(i);
        return users;
    }

    /// <summary>The rules that a part refers to.</summary>
    /// <param name="node">The part.</param>
    /// <param name="leftOnly">Only where it may begin with them.</param>
    /// <param name="all">Also where no text can be derived.</param>
    private IEnumerable<GbnfNode.Rule> Calls(GbnfNode node, bool leftOnly, bool all = false)
    {
        if (!all && !Derives(node)) return [];
        return node switch
        {
            GbnfNode.Rule rule => [rule],
            GbnfNode.Choice choice => choice.Parts.SelectMany(p => Calls(p, leftOnly, all)),
            GbnfNode.Repeat repeat when repeat.Max != 0 => Calls(repeat.Part, leftOnly, all),
            GbnfNode.Sequence sequence => sequence.Parts.Take(leftOnly ? LeftParts(sequence) : sequence.Parts.Count).SelectMany(p => Calls(p, leftOnly, all)),
            _ => [],
        };
    }

    private int LeftParts(GbnfNode.Sequence sequence)
    {
        int count = 0;
        while (count < sequence.Parts.Count && IsNullable(sequence.Parts[count])) count++;
        return Math.Min(count + 1, sequence.Parts.Count);
    }

    /// <summary>Tarjan's search (1972) for rules that come back to themselves; what comes to none of them is regular.</summary>
    private void FindCycles(int rule)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw Errors.BadNotation("Rules refer to each other too deeply.", $"the rule {_grammar.Names[rule]}", "Join some of them");
        _cancellationToken.ThrowIfCancellationRequested();
        _order[rule] = _low[rule] = ++_count;
        _open.Push(rule);
        _isOpen[rule] = true;
        bool regular = true;
        foreach (GbnfNode.Rule called in Calls(_grammar.Rules[rule], leftOnly: false))
        {
            if (_order[called.Index] == 0) FindCycles(called.Index);
            if (_isOpen[called.Index])
            {
                _low[rule] = Math.Min(_low[rule], _low[called.Index]);
                regular = false; // it leads back to this one, or to one that this is needed by
            }
            else regular &= _regular[called.Index];
        }
        _regular[rule] = regular;
        if (_low[rule] != _order[rule]) return;
        while (_open.Pop() is int done)
        {
            _isOpen[done] = false;
            if (done == rule) return;
        }
    }

    private void RefuseLeftRecursion()
    {
        int[] states = new int[_grammar.Rules.Count]; // 1: open, 2: done
        for (int rule = 0; rule < states.Length; rule++)
            if (_order[rule] > 0 && !_regular[rule] && states[rule] == 0) Look(rule, states);
    }

    private void Look(int rule, int[] states)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw Errors.BadNotation("Rules refer to each other too deeply.", $"the rule {_grammar.Names[rule]}", "Join some of them");
        states[rule] = 1;
        foreach (GbnfNode.Rule called in Calls(_grammar.Rules[rule], leftOnly: true))
        {
            if (states[called.Index] == 1)
                throw Errors.BadNotation(
                    called.Index == rule ? $"The rule '{_grammar.Names[rule]}' begins with itself." : $"The rule '{_grammar.Names[called.Index]}' begins with itself, by way of '{_grammar.Names[rule]}'.",
                    GbnfGrammar.PlaceOf(_grammar.Text, called.At), "Write a repetition instead: a ::= b (\"+\" b)* and not a ::= a \"+\" b | b");
            if (states[called.Index] == 0 && !_regular[called.Index]) Look(called.Index, states);
        }
        states[rule] = 2;
    }
}
