using System.Text;
using EdgeAgent.Grammar.Regex;
using EdgeAgent.Grammar.Schemas;

namespace EdgeAgent.Grammar.Automata;

/// <summary>Automata over characters become automata over the bytes in which JSON writes them: UTF-8, and escapes where they are required.</summary>
internal sealed partial class ProgramBuilder
{
    /// <summary>Ranges of bytes one after the other, and the state after the last.</summary>
    private readonly record struct Spelling((byte First, byte Last)[] Bytes, int Target);

    private State Pattern(TextAutomaton automaton)
    {
        int first = Reserve(automaton.Edges.Length);
        Dictionary<string, int> shared = new(StringComparer.Ordinal);
        for (int i = 0; i < automaton.Edges.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<Spelling> spellings = [];
            foreach ((int from, int to, int target) in automaton.Edges[i]) Spell(from, to, first + target, spellings);
            if (automaton.Accepts[i]) spellings.Add(new Spelling([((byte)'"', (byte)'"')], Pop));
            _states[first + i] = Bytes(spellings, 0, shared);
        }
        return new State { Kind = StateKind.Byte, Value = (byte)'"', Next = first };
    }

    /// <summary>The state that reads what is left of some spellings. Of two of them the next ranges are equal or separate.</summary>
    private State Bytes(List<Spelling> spellings, int depth, Dictionary<string, int> shared)
    {
        List<Edge> edges = [];
        foreach (IGrouping<(byte First, byte Last), Spelling> group in spellings.GroupBy(s => s.Bytes[depth]).OrderBy(g => g.Key.First))
        {
            List<Spelling> rest = [.. group];
            int target = rest[0].Bytes.Length == depth + 1 ? rest[0].Target : Shared(rest, depth + 1, shared);
            if (edges.Count > 0 && edges[^1].Last == group.Key.First - 1 && edges[^1].Target == target) edges[^1] = edges[^1] with { Last = group.Key.Last };
            else edges.Add(new Edge(group.Key.First, group.Key.Last, target));
        }
        if (!edges.Any(e => vocabulary.CanSpellOneOf(e.First, e.Last))) throw Errors.CannotSpell("that the pattern asks for", edges[0].First);
        return Ranges(edges) with { Local = 1 };
    }

    private int Shared(List<Spelling> rest, int depth, Dictionary<string, int> shared)
    {
        StringBuilder key = new();
        foreach (Spelling s in rest) key.Append(Convert.ToHexString([.. s.Bytes.Skip(depth).SelectMany(b => new[] { b.First, b.Last })])).Append('>').Append(s.Target).Append(' ');
        if (shared.TryGetValue(key.ToString(), out int known)) return known;
        int state = Reserve(1);
        _states[state] = Bytes(rest, depth, shared);
        shared.Add(key.ToString(), state);
        return state;
    }

    /// <summary>How the characters of a range are written: those that JSON escapes one by one, the others in UTF-8.</summary>
    private static void Spell(int first, int last, int target, List<Spelling> spellings)
    {
        while (first <= last)
        {
            int next = first <= '"' ? '"' : first <= '\\' ? '\\' : int.MaxValue; // the next character from here on, above the controls, that is escaped
            if (first < ' ' || first == next)
            {
                byte[] escape = JsonText.Escaped(((char)first).ToString());
                spellings.Add(new Spelling([.. escape.Select(b => (b, b))], target));
                first++;
            }
            else
            {
                int end = Math.Min(last, next - 1);
                SpellUtf8(first, end, target, spellings);
                first = end + 1;
            }
        }
    }

    /// <summary>
    /// Splits a range until each part is a product of byte ranges: at the lengths' limits, and where the bits below a byte are not all of 0 to all of 1
    /// (the way of Plan 9's grep, as in many engines since).
    /// </summary>
    private static void SpellUtf8(int first, int last, int target, List<Spelling> spellings)
    {
        foreach (int limit in (ReadOnlySpan<int>)[0x7F, 0x7FF, 0xFFFF])
            if (first <= limit && last > limit)
            {
                SpellUtf8(first, limit, target, spellings);
                SpellUtf8(limit + 1, last, target, spellings);
                return;
            }
        for (int bits = 6; bits < 21 && last > 0x7F; bits += 6)
        {
            int low = (1 << bits) - 1;
            if ((first & ~low) == (last & ~low)) break;
            int cut = (first & low) != 0 ? (first | low) + 1 : (last & low) != low ? last & ~low : -1;
            if (cut < 0) continue;
            SpellUtf8(first, cut - 1, target, spellings);
            SpellUtf8(cut, last, target, spellings);
            return;
        }
        Span<byte> a = stackalloc byte[4], b = stackalloc byte[4];
        int length = new Rune(first).EncodeToUtf8(a);
        _ = new Rune(last).EncodeToUtf8(b);
        (byte, byte)[] bytes = new (byte, byte)[length];
        for (int i = 0; i < length; i++) bytes[i] = (a[i], b[i]);
        spellings.Add(new Spelling(bytes, target));
    }
}
