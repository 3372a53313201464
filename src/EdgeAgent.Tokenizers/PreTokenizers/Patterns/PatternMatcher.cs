namespace EdgeAgent.Tokenizers.PreTokenizers.Patterns;

/// <summary>A compiled pattern: finds the leftmost match, of those the one that backtracking finds first.</summary>
/// <typeparam name="TText">What the bytes of its texts mean.</typeparam>
internal sealed class PatternMatcher<TText> : PatternFinder where TText : struct, IPatternText
{
    private readonly PatternInstruction[] _steps;
    private readonly int _slots;
    private readonly bool[]? _firstBytes;   // of a match; null where it may be empty

    /// <param name="node">The pattern.</param>
    /// <param name="tooLarge">Makes the error for a pattern of too many steps.</param>
    public PatternMatcher(PatternNode node, Func<TokenizerException> tooLarge)
    {
        var compiler = new PatternCompiler<TText>(tooLarge);
        _steps = compiler.Compile(node);
        _slots = compiler.Slots;
        LooksBack = node.LooksBack;
        _firstBytes = PatternCompiler<TText>.FirstBytes(node);
    }

    public override bool LooksBack { get; }

    public override bool TryFind(ReadOnlySpan<byte> text, int from, ref long budget, out int start, out int end)
    {
        var run = new PatternRun<TText>(text, _steps, _slots, ref budget);
        for (start = from; start <= text.Length; start += Length(text, start))
        {
            if (_firstBytes is not null)
                while (start < text.Length && !_firstBytes[text[start]]) start += Length(text, start);
            end = run.Match(start);
            if (end > from) return true;
            if (start >= text.Length) break;
        }
        (start, end) = (text.Length, text.Length);
        return false;
    }

    private static int Length(ReadOnlySpan<byte> text, int at)
    {
        TText.Decode(text, at, out int length);
        return length;
    }
}
