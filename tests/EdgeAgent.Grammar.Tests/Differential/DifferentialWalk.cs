using System.Numerics;
using System.Text;

namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>Walks a text token by token and compares, at every prefix, what a matcher says with what the reference reads.</summary>
internal sealed class DifferentialWalk(GrammarMatcher matcher, Reading start, Random random)
{
    private const int MaxForced = 40;

    private readonly ulong[] _words = new ulong[SmallVocabulary.Grammar.WordCount];
    private List<Reading> _readings = [start];
    private List<Reading> _last = [];
    private ulong[] _allowed = [];

    /// <summary>Prefixes compared.</summary>
    public int Prefixes { get; private set; }

    /// <summary>Whether the reference reads the text to its end.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Walks as far as the reference reads.</summary>
    /// <returns>The first difference; null where there is none.</returns>
    public string? Run(byte[] text)
    {
        for (int at = 0; ;)
        {
            Prefixes++;
            if (Compare() is string difference) return $"{difference} after {Encoding.UTF8.GetString(text.AsSpan(0, at))}";
            if (at == text.Length) break;
            List<int> fitting = TokenNode.Root.Fitting(text.AsSpan(at));
            int token = fitting[random.Next(fitting.Count)];
            if (!matcher.TryAccept(token)) return IsAllowed(token) ? $"TryAccept refuses {token}" : null;
            foreach (byte b in SmallVocabulary.Tokens[token]) _readings = Reading.Next(_readings, b);
            at += SmallVocabulary.Tokens[token].Length;
        }
        IsRead = _readings.Any(r => r.MayEnd);
        return null;
    }

    private string? Compare()
    {
        if (!_readings.SequenceEqual(_last)) _allowed = Allowed(_readings); // inside free strings it stays the same
        _last = _readings;
        matcher.FillMask(_words);
        for (int id = 0; id < _words.Length * 64 && !_words.AsSpan().SequenceEqual(_allowed); id++)
            if (Has(_words, id) != IsAllowed(id)) return $"the token {Show(id)} is {(IsAllowed(id) ? "forbidden" : "allowed")} and should not be";
        int count = _allowed.Sum(BitOperations.PopCount);
        if (matcher.AllowedCount != count) return $"AllowedCount is {matcher.AllowedCount}, not {count}";
        if (matcher.IsAccepting != _readings.Any(r => r.MayEnd)) return $"IsAccepting is {matcher.IsAccepting}";
        for (int i = 0; i < 3; i++)
        {
            int id = random.Next(SmallVocabulary.End + 1);
            if (matcher.TryAccept(id) != IsAllowed(id)) return $"TryAccept takes {Show(id)}: {!IsAllowed(id)}";
            if (IsAllowed(id)) matcher.Rollback(1);
        }
        return random.Next(4) == 0 ? CompareForced() : null;
    }

    /// <summary>Forced tokens spell the only text there is, as far as no token reaches beyond it.</summary>
    private string? CompareForced()
    {
        byte[] only = OnlyText(_readings);
        int[] ids = matcher.ForcedTokens().ToArray();
        bool ends = ids.Length > 0 && ids[^1] == SmallVocabulary.End;
        byte[] forced = [.. ids.Where(id => id != SmallVocabulary.End).SelectMany(id => SmallVocabulary.Tokens[id])];
        List<Reading> after = _readings;
        foreach (byte b in forced)
        {
            List<int> next = NextBytes(after);
            if (next.Count != 1 || next[0] != b || after.Any(r => r.MayEnd)) return $"'{Encoding.UTF8.GetString(forced)}' is forced and there is a choice";
            after = Reading.Next(after, b);
        }
        bool mustEnd = after.Any(r => r.MayEnd) && NextBytes(after).Count == 0;
        if (ends != mustEnd) return $"the end is {(ends ? "" : "not ")}forced";
        if (ends || forced.Length >= only.Length) return null;
        byte[] rest = only[forced.Length..];
        ulong[] then = Allowed(after);
        bool crosses = Enumerable.Range(0, SmallVocabulary.End).Any(id => Has(then, id) && SmallVocabulary.Tokens[id].Length > rest.Length && SmallVocabulary.Tokens[id].AsSpan().StartsWith(rest));
        return crosses || only.Length == MaxForced ? null : $"'{Encoding.UTF8.GetString(forced)}' is forced and not '{Encoding.UTF8.GetString(only)}'";
    }

    /// <summary>The bytes that come next where nothing else may.</summary>
    private static byte[] OnlyText(List<Reading> readings)
    {
        List<byte> text = [];
        while (text.Count < MaxForced && !readings.Any(r => r.MayEnd) && NextBytes(readings) is [int only])
        {
            text.Add((byte)only);
            readings = Reading.Next(readings, (byte)only);
        }
        return [.. text];
    }

    /// <summary>The bytes that may come next: all of them, or the first two.</summary>
    private static List<int> NextBytes(List<Reading> readings) => [.. Enumerable.Range(0, 256).Where(b => Reading.Next(readings, (byte)b).Count > 0).Take(2)];

    private static ulong[] Allowed(List<Reading> readings)
    {
        ulong[] allowed = new ulong[SmallVocabulary.Grammar.WordCount];
        TokenNode.Root.Collect(readings, allowed);
        if (readings.Any(r => r.MayEnd)) allowed[SmallVocabulary.End / 64] |= 1UL << (SmallVocabulary.End % 64);
        return allowed;
    }

    private static bool Has(ulong[] allowed, int id) => (allowed[id / 64] >> (id % 64) & 1) != 0;

    private bool IsAllowed(int id) => Has(_allowed, id);

    private static string Show(int id) => id < SmallVocabulary.End ? $"{id} '{Encoding.UTF8.GetString(SmallVocabulary.Tokens[id])}'" : $"{id}";
}
