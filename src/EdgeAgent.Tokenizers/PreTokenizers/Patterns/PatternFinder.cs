namespace EdgeAgent.Tokenizers.PreTokenizers.Patterns;

/// <summary>Finds the places of a text that a pre-tokenizer's rule is about. Immutable and thread-safe.</summary>
internal abstract class PatternFinder
{
    // A rule may look far ahead at every place, and still be sound; what needs more than this by and by is quadratic.
    private const int StepsPerByte = 256, LeastSteps = 1 << 24;

    /// <summary>How many steps may be taken over a text of a length.</summary>
    public static long Budget(int length) => LeastSteps + (long)length * StepsPerByte;

    /// <summary>Whether it asks what lies before a match.</summary>
    public abstract bool LooksBack { get; }

    /// <summary>Finds the first match at or behind <paramref name="from"/>, other than an empty one right there.</summary>
    /// <param name="text">The whole text: places, look-ahead and look-behind see all of it.</param>
    /// <param name="from">An offset at which a character begins, or the text's end.</param>
    /// <param name="budget">How many steps may still be taken; what is taken is subtracted.</param>
    /// <param name="start">Where the match begins; the text's end if there is none.</param>
    /// <param name="end">Where it ends: at its beginning, if it is empty.</param>
    /// <exception cref="TokenizerException">EA3104: the budget is used up.</exception>
    public abstract bool TryFind(ReadOnlySpan<byte> text, int from, ref long budget, out int start, out int end);
}
