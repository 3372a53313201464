using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers.Patterns;

/// <summary>Reads character classes: <c>[a-z\p{L}]</c>, <c>[^…]</c>, <c>[a[b]]</c>, <c>[a&amp;&amp;b]</c>.</summary>
internal sealed class PatternClassReader(PatternScanner scanner, bool ignoreCase)
{
    private const int Deepest = 50;

    private int _depth;

    /// <summary>Reads a class whose bracket comes next.</summary>
    public CodePointRanges Read()
    {
        int start = scanner.At++;
        if (++_depth > Deepest) throw scanner.Unsupported("a class nested this deep", start);
        bool not = scanner.Skip("^");
        if (scanner.Sees("]")) throw scanner.Unsupported("a class that is empty or begins with ']' (write \\])", start);
        if (not && ignoreCase && _depth > 1) throw scanner.Unsupported("a negated class within another that ignores case", start);
        CodePointRanges? all = null;
        List<(int First, int Last)> part = [];
        while (!scanner.Skip("]"))
        {
            if (scanner.AtEnd) throw scanner.Malformed("A class has no end.", start);
            if (scanner.Skip("&&"))
            {
                EndPart();
                continue;
            }
            ReadItem(part);
        }
        EndPart();
        _depth--;
        return not ? all!.Not() : all!;

        void EndPart()
        {
            CodePointRanges ranges = CodePointRanges.Of(part);
            all = all?.And(ranges) ?? ranges;
            part.Clear();
        }
    }

    private void ReadItem(List<(int First, int Last)> part)
    {
        int start = scanner.At;
        if (scanner.Sees("[:")) throw scanner.Unsupported("a POSIX bracket", start);
        if (scanner.Sees("["))
        {
            part.AddRange(Read().Ranges);
            return;
        }
        (CodePointRanges characters, int first) = ReadOne();
        if (!scanner.Sees("-") || scanner.Sees("-]"))
        {
            if (ignoreCase && first < 0) throw scanner.Unsupported("a set of characters within a class that ignores case", start);
            part.AddRange((ignoreCase ? Folded(first, first, start) : characters).Ranges);
            return;
        }
        scanner.At++;
        if (first == '-' || scanner.Sees("-") || scanner.Sees("[") || scanner.Sees("&&"))
            throw scanner.Unsupported("a hyphen that may be a range's (write \\-)", start);
        if (scanner.AtEnd) throw scanner.Malformed("A class has no end.", start);
        int last = ReadOne().One;
        if (first < 0 || last < first) throw scanner.Malformed("A range has no end, no beginning, or ends before it begins.", start);
        part.AddRange((ignoreCase ? Folded(first, last, start) : CodePointRanges.Of(first, last)).Ranges);
        if (scanner.Sees("-") && !scanner.Sees("-]")) throw scanner.Unsupported("a hyphen that may be a range's (write \\-)", scanner.At);
    }

    private (CodePointRanges Characters, int One) ReadOne()
    {
        if (scanner.Skip("\\b")) return (CodePointRanges.Of('\b', '\b'), '\b');
        if (scanner.Next == '\\') return scanner.Escape(inClass: true);
        int c = scanner.Character();
        return (CodePointRanges.Of(c, c), c);
    }

    private CodePointRanges Folded(int first, int last, int at)
        => CaseFolding.Find(CodePointRanges.Of(first, last)) ?? throw scanner.Unsupported("characters beyond ASCII that ignore case", at);
}
