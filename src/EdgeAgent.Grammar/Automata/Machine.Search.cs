using System.Runtime.CompilerServices;

namespace EdgeAgent.Grammar.Automata;

/// <summary>Tries what can be read until an item is found that its array has not, where nothing simpler tells whether there is one.</summary>
internal sealed partial class Machine
{
    /// <summary>The search for an item gives up after so many bytes, and then supposes that there is one.</summary>
    private const int MaxSearch = 4000;

    private bool _searches; // white space that need not be is left out, and members come in one order
    private int _searchedFrom; // the offset
    private bool _wantsEnd; // an array is searched for, not an item

    private bool FindsEnd(in Strand strand, int end, int depth)
    {
        _wantsEnd = true;
        try
        {
            return Finds(strand, end, depth, 1);
        }
        finally
        {
            _wantsEnd = false;
        }
    }

    /// <summary>Looks for items that the array has not, by trying what a strand can read.</summary>
    /// <param name="strand">In or before the item.</param>
    /// <param name="end">The offset after the byte read last.</param>
    /// <param name="depth">Of the array: where a strand is as deep as that, the item is complete.</param>
    /// <param name="wanted">How many there must be.</param>
    private bool Finds(in Strand strand, int end, int depth, int wanted)
    {
        (MachineMark mark, int from, int budget) = (Mark, _from, MaxSearch);
        try
        {
            (_searches, _searchedFrom) = (true, end);
            int start = _top;
            Push(strand);
            return Search(start, 1, end, depth, ref wanted, ref budget);
        }
        finally
        {
            _searches = false;
            Mark = mark;
            _from = from;
        }
    }

    private bool Search(int start, int count, int offset, int depth, ref int wanted, ref int budget)
    {
        ByteSet next = default;
        AddNext(start, count, offset, ref next);
        // What closes comes first: the shortest way to the end.
        return Try((byte)'}', ref next, ref wanted, ref budget) || Try((byte)']', ref next, ref wanted, ref budget) || Rest(ref next, ref wanted, ref budget);

        bool Rest(ref ByteSet next, ref int wanted, ref int budget)
        {
            for (int b = 0; b < 256; b++)
                if (b is not ('}' or ']') && Try((byte)b, ref next, ref wanted, ref budget)) return true;
            return false;
        }

        bool Try(byte b, ref ByteSet next, ref int wanted, ref int budget)
        {
            if (!next.Has(b)) return false;
            if (--budget < 0) return true;
            if (offset >= _text.Length) Grow(ref _text, offset + 1);
            (MachineMark mark, int first) = (Mark, _top);
            bool found = Step(start, count, b, offset) is int following and > 0 && IsFound(first, following, offset + 1, depth, ref wanted, ref budget);
            if (!found) Mark = mark;
            return found;
        }
    }

    private bool IsFound(int first, int count, int offset, int depth, ref int wanted, ref int budget)
    {
        for (int i = first; i < first + count; i++)
        {
            Strand strand = _strands[i];
            if (_wantsEnd)
            {
                if (DepthOf(strand.Stack) < depth || strand.Kind == StateKind.End) return true;
                continue;
            }
            if (DepthOf(strand.Stack) <= depth) return --wanted <= 0;
            if (IsFree(strand, wanted)) return true;
        }
        // Long texts without a choice are deep: where the stack ends the search gives up, too.
        return !RuntimeHelpers.TryEnsureSufficientExecutionStack() || Search(first, count, offset, depth, ref wanted, ref budget);
    }
}
