using System.Runtime.InteropServices;
using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar;

public sealed partial class GrammarMatcher
{
    private const int MaxForcedBytes = 4096;

    private readonly List<int> _forced = [];
    private readonly List<byte> _forcedBytes = [];
    private (int First, int Count) _forcedEnd; // the strands after the forced bytes

    /// <summary>The tokens that must come next because the grammar leaves one text only, in the tokenizer's own segmentation.</summary>
    /// <remarks>
    /// Empty in free text and wherever there is a choice. A last token that might grow together with what follows is held back. Where nothing but the
    /// end may follow, the first end id is the last token. Accepting them in order always succeeds. Nothing is accepted by asking. At most 4,096 bytes at once.
    /// </remarks>
    /// <returns>Token ids, valid until the matcher is used again.</returns>
    public ReadOnlySpan<int> ForcedTokens()
    {
        _forced.Clear();
        Step now = Now;
        if (now.Ended) return default;
        _machine.OpensPreferred = false;
        MachineMark mark = _machine.Mark;
        try
        {
            FindForced(now);
        }
        catch (LanguageTooLargeException e)
        {
            throw Errors.TooManyStates(e);
        }
        finally
        {
            _machine.Mark = mark;
        }
        return CollectionsMarshal.AsSpan(_forced);
    }

    private void FindForced(Step now)
    {
        bool mustEnd = FindForcedBytes(now);
        if (_forcedBytes.Count > 0)
        {
            mustEnd &= Segment(CollectionsMarshal.AsSpan(_forcedBytes), now.Token);
            if (!mustEnd) HoldBack(now.Length, now.Token);
        }
        else if (!mustEnd && OnlySpecial(now) is int id and >= 0) _forced.Add(id);
        if (mustEnd && _grammar.Vocabulary.EndIds.Length > 0) _forced.Add(_grammar.Vocabulary.EndIds[0]);
    }

    /// <summary>Follows the only byte there is as long as there is only one.</summary>
    /// <returns>Whether nothing but the end may follow.</returns>
    private bool FindForcedBytes(Step now)
    {
        _forcedBytes.Clear();
        (int start, int count) = (now.FirstStrand, now.StrandCount);
        while (_forcedBytes.Count < MaxForcedBytes)
        {
            _forcedEnd = (start, count);
            int offset = now.Length + _forcedBytes.Count;
            bool mayEnd = _machine.MayEnd(start, count);
            _machine.ReserveText(offset + WalkBytes);
            int only = OnlyByte(start, count, offset, stopAtFirst: mayEnd);
            if (only < 0) return mayEnd && only == -1 && _machine.FindSpecials(start, count, default).Count == 0;
            if (_machine.FindSpecials(start, count, default).Count > 0) return false;
            int next = _machine.Top;
            count = _machine.Step(start, count, (byte)only, offset);
            start = next;
            _forcedBytes.Add((byte)only);
        }
        _forcedEnd = (start, count);
        return false;
    }

    /// <summary>The special token that must come next, or -1.</summary>
    private int OnlySpecial(Step now)
    {
        (int count, int first) = _machine.FindSpecials(now.FirstStrand, now.StrandCount, default);
        return count == 1 && !_machine.MayEnd(now.FirstStrand, now.StrandCount) && OnlyByte(now.FirstStrand, now.StrandCount, now.Length, stopAtFirst: true) == -1 ? first : -1;
    }

    /// <summary>The only byte that may follow; -1 where none may, -2 where there are several.</summary>
    private int OnlyByte(int start, int count, int offset, bool stopAtFirst)
    {
        int only = -1;
        MachineMark mark = _machine.Mark;
        ByteSet candidates = default;
        _machine.AddNext(start, count, offset, ref candidates);
        while (candidates.Take() is int b and >= 0)
        {
            bool allowed = _machine.Step(start, count, (byte)b, offset) > 0;
            _machine.Mark = mark;
            if (!allowed) continue;
            if (only >= 0 || stopAtFirst) return -2;
            only = b;
        }
        return only;
    }

    /// <returns>Whether the tokens reach the end of the text.</returns>
    private bool Segment(ReadOnlySpan<byte> bytes, int previousId)
    {
        if (_grammar.Vocabulary.Canonical is CanonicalRuns canonical)
        {
            _forced.AddRange(canonical.Of(bytes, previousId));
            if (Spells(bytes)) return true;
            _forced.Clear();
        }
        while (!bytes.IsEmpty)
        {
            (int token, int length) = LongestMatch(bytes);
            if (token < 0) return false; // only longer tokens lead on from here, and they may begin before: the mask decides
            _forced.Add(token);
            bytes = bytes[length..];
        }
        return true;
    }

    private bool Spells(ReadOnlySpan<byte> bytes)
    {
        foreach (int id in _forced)
        {
            ReadOnlySpan<byte> token = (uint)id < (uint)_grammar.Vocabulary.Size ? _trie.BytesOf(id) : default;
            if (token.IsEmpty || !bytes.StartsWith(token)) return false;
            bytes = bytes[token.Length..];
        }
        return bytes.IsEmpty;
    }

    private (int Token, int Length) LongestMatch(ReadOnlySpan<byte> bytes)
    {
        (int token, int length) = (-1, 0);
        for (int i = 0, node = _trie.Child(0, bytes[0]); node >= 0; node = i < bytes.Length ? _trie.Child(node, bytes[i]) : -1)
        {
            i++;
            if (_trie.Nodes[node].Token >= 0) (token, length) = (_trie.Nodes[node].Token, i);
        }
        return (token, length);
    }

    /// <summary>Drops tokens from the first one on in whose place, or inside which, another token is allowed that reaches beyond the forced text.</summary>
    private void HoldBack(int length, int previousId)
    {
        int at = 0;
        for (int i = 0; i < _forced.Count; i++)
        {
            int end = at + _trie.BytesOf(_forced[i]).Length;
            for (int from = Math.Max(at, _forcedBytes.Count - _trie.MaxTokenBytes); from < end; from++)
            {
                int node = Leading(from);
                // Inside a token another begins only where the tokenizer spells a longer text so: a space and a quote stay together whatever follows.
                if (node < 0 || (from > at && !MayBreak(at, from, node, previousId)) || !MayCross(node, length + from)) continue;
                _forced.RemoveRange(i, _forced.Count - i);
                return;
            }
            (at, previousId) = (end, _forced[i]);
        }
    }

    /// <summary>The node of the trie to which the forced text from some byte on leads, if tokens go on from there; else -1.</summary>
    private int Leading(int from)
    {
        int node = 0;
        for (int i = from; i < _forcedBytes.Count && node >= 0; i++) node = _trie.Child(node, _forcedBytes[i]);
        return node < 0 || _trie.Nodes[node].End == node + 1 ? -1 : node;
    }

    private bool MayBreak(int at, int from, int node, int previousId) =>
        _grammar.Vocabulary.Canonical is CanonicalRuns canonical && canonical.MayBreak(CollectionsMarshal.AsSpan(_forcedBytes)[at..], from - at, node, previousId);

    private bool MayCross(int node, int offset)
    {
        MachineMark mark = _machine.Mark;
        bool found = Descend(node, _forcedEnd.First, _forcedEnd.Count, offset, default);
        _machine.Mark = mark;
        return found;
    }
}
