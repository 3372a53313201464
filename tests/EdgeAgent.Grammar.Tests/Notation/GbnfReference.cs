using System.Text;
using EdgeAgent.Grammar.Notation;

namespace EdgeAgent.Grammar.Tests.Notation;

/// <summary>The texts of a grammar, and what they begin with, up to a length: sets that grow until they do not. Bytes are written as Latin-1.</summary>
internal sealed class GbnfReference
{
    private readonly IReadOnlyList<GbnfNode> _rules;
    private readonly int _length;
    private readonly HashSet<string>[] _texts, _begun;
    private readonly bool[] _derives;

    public GbnfReference(IReadOnlyList<GbnfNode> rules, int length)
    {
        (_rules, _length) = (rules, length);
        (_texts, _begun, _derives) = ([.. rules.Select(_ => new HashSet<string>())], [.. rules.Select(_ => new HashSet<string>())], new bool[rules.Count]);
        for (bool grew = true; grew;)
        {
            grew = false;
            for (int i = 0; i < rules.Count; i++)
            {
                int before = _texts[i].Count + _begun[i].Count + (_derives[i] ? 1 : 0);
                _derives[i] |= Derives(rules[i]);
                _texts[i].UnionWith(Texts(rules[i]));
                _begun[i].UnionWith(Begun(rules[i]));
                grew |= _texts[i].Count + _begun[i].Count + (_derives[i] ? 1 : 0) > before;
            }
        }
    }

    public IReadOnlySet<string> RootTexts => _texts[0];

    public IReadOnlySet<string> RootBegun => _begun[0];

    private bool Derives(GbnfNode node) => node switch
    {
        GbnfNode.Rule rule => _derives[rule.Index],
        GbnfNode.Sequence sequence => sequence.Parts.All(Derives),
        GbnfNode.Choice choice => choice.Parts.Any(Derives),
        GbnfNode.Repeat repeat => repeat.Min == 0 || Derives(repeat.Part),
        GbnfNode.One one => !one.Set.IsEmpty,
        _ => true,
    };

    private HashSet<string> Texts(GbnfNode node) => node switch
    {
        GbnfNode.Text text => Short([Bytes(text.Value)]),
        GbnfNode.One one => Short(Characters(one)),
        GbnfNode.Rule rule => [.. _texts[rule.Index]],
        GbnfNode.Choice choice => [.. choice.Parts.SelectMany(Texts)],
        GbnfNode.Sequence sequence => sequence.Parts.Aggregate(new HashSet<string> { "" }, (all, part) => Then(all, Texts(part))),
        GbnfNode.Repeat repeat => Repeated(repeat, Texts(repeat.Part)).Texts,
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    /// <summary>What texts of a node begin with: a part may break off where the parts after it derive something.</summary>
    private HashSet<string> Begun(GbnfNode node)
    {
        if (!Derives(node)) return [];
        switch (node)
        {
            case GbnfNode.Text or GbnfNode.One: return [.. Whole(node).SelectMany(t => Enumerable.Range(0, Math.Min(t.Length, _length) + 1).Select(n => t[..n]))];
            case GbnfNode.Rule rule: return [.. _begun[rule.Index]];
            case GbnfNode.Choice choice: return [.. choice.Parts.SelectMany(Begun)];
            case GbnfNode.Repeat repeat when repeat.Max == 0 || !Derives(repeat.Part): return [""];
            case GbnfNode.Repeat repeat: return [.. Repeated(repeat, Texts(repeat.Part)).Before.SelectMany(t => Then([t], Begun(repeat.Part))), ""];
            case GbnfNode.Sequence sequence:
                HashSet<string> done = [""], all = [""];
                foreach (GbnfNode part in sequence.Parts)
                {
                    all.UnionWith(Then(done, Begun(part)));
                    done = Then(done, Texts(part));
                }
                return all;
            default: throw new ArgumentOutOfRangeException(nameof(node));
        }
    }

    /// <summary>The texts of a repetition; and what may stand before one more time.</summary>
    private (HashSet<string> Texts, HashSet<string> Before) Repeated(GbnfNode.Repeat repeat, HashSet<string> once)
    {
        HashSet<string> texts = [], before = [], some = [""];
        // More times than the length say nothing new, but where fewer are too few.
        int most = Math.Min(repeat.Max ?? int.MaxValue, Math.Max(repeat.Min, 0) + _length + 1);
        for (int times = 0; times <= most; times++)
        {
            if (times >= repeat.Min) texts.UnionWith(some);
            if (times < most) before.UnionWith(some);
            some = Then(some, once);
        }
        return (texts, before);
    }

    private HashSet<string> Then(HashSet<string> a, HashSet<string> b) => Short(a.SelectMany(x => b.Select(y => x + y)));

    private HashSet<string> Short(IEnumerable<string> texts) => [.. texts.Where(t => t.Length <= _length)];

    private static IEnumerable<string> Whole(GbnfNode node) => node is GbnfNode.Text text ? [Bytes(text.Value)] : Characters((GbnfNode.One)node);

    private static IEnumerable<string> Characters(GbnfNode.One one) =>
        one.Set.Ranges.SelectMany(r => Enumerable.Range(r.First, Math.Min(r.Last, 0xFF) - r.First + 1)).Where(c => c is 'a' or 'b' or 'é').Select(c => Bytes(char.ToString((char)c)));

    private static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
