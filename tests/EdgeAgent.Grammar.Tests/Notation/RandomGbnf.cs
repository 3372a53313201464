using EdgeAgent.Grammar.Notation;
using EdgeAgent.Grammar.Regex;

namespace EdgeAgent.Grammar.Tests.Notation;

/// <summary>Small grammars over a, b and é, and how they are written.</summary>
internal sealed class RandomGbnf(Random random)
{
    private int _rules;

    public List<GbnfNode> Next()
    {
        _rules = random.Next(1, 5);
        return [.. Enumerable.Range(0, _rules).Select(_ => Node(3))];
    }

    /// <summary>The grammar's text; the rules after the first are called r1, r2, …</summary>
    public static string Write(IReadOnlyList<GbnfNode> rules) => string.Join('\n', rules.Select((r, i) => $"{Name(i)} ::= {Write(r, inGroup: false)}"));

    private static string Name(int rule) => rule == 0 ? "root" : $"r{rule}";

    private GbnfNode Node(int depth)
    {
        switch (random.Next(depth > 0 ? 14 : 6))
        {
            case 0: return new GbnfNode.Text(Pick("", "a", "b", "ab", "é"));
            case 1 or 2: return new GbnfNode.Text(Pick("a", "b", "ba"));
            case 3: return new GbnfNode.One(CodePoints.Of(random.Next(4) switch { 0 => [('a', 'b')], 1 => [('b', 'b'), ('é', 'é')], 2 => [('a', 'a')], _ => [] }));
            case 4: return new GbnfNode.Rule(random.Next(_rules), 0);
            case 5: return new GbnfNode.Sequence([new GbnfNode.Text(Pick("a", "b", "é")), new GbnfNode.Rule(random.Next(_rules), 0), new GbnfNode.Text(Pick("", "a", "b"))]);
            case 6 or 7 or 8: return new GbnfNode.Sequence([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Node(depth - 1))]);
            case 9 or 10: return new GbnfNode.Choice([.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Node(depth - 1))]);
            case 11:
                int min = random.Next(3);
                return new GbnfNode.Repeat(Node(depth - 1), min, random.Next(2) == 0 ? null : min + random.Next(3));
            default: return new GbnfNode.Sequence([new GbnfNode.Text(Pick("a", "b")), Node(depth - 1), new GbnfNode.Rule(random.Next(_rules), 0)]);
        }
    }

    private string Pick(params string[] texts) => texts[random.Next(texts.Length)];

    private static string Write(GbnfNode node, bool inGroup = true) => node switch
    {
        GbnfNode.Text text => $"\"{text.Value}\"",
        GbnfNode.One one => $"[{string.Concat(one.Set.Ranges.Select(r => r.First == r.Last ? $"{(char)r.First}" : $"{(char)r.First}-\\x{r.Last:x2}"))}]",
        GbnfNode.Rule rule => Name(rule.Index),
        GbnfNode.Sequence sequence => Group(string.Join(' ', sequence.Parts.Select(p => Write(p))), inGroup),
        GbnfNode.Choice choice => Group(string.Join(" | ", choice.Parts.Select(p => Write(p))), inGroup),
        GbnfNode.Repeat repeat => Write(repeat.Part) + (repeat.Min, repeat.Max) switch
        {
            (0, null) => "*",
            (1, null) => "+",
            (0, 1) => "?",
            (int n, null) => $"{{{n},}}",
            (int n, int m) when n == m => $"{{{n}}}",
            _ => $" {{{repeat.Min}, {repeat.Max}}}",
        },
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    private static string Group(string text, bool inGroup) => inGroup ? $"({text})" : text;
}
