namespace EdgeAgent.JsonSchema.Formats;

/// <summary>What the rules for labels ask of one character; the bits are those of make-unicode-data.mjs.</summary>
internal readonly struct IdnaCharacter(int bits)
{
    /// <summary>Whether a label may have it, if only where a rule for its context holds.</summary>
    public bool IsValid => (bits & 2048) != 0;

    public bool NeedsContext => (bits & 1024) != 0;

    /// <summary>Greek, or Hebrew, or one of Hiragana, Katakana and Han; 0 for any other script.</summary>
    public IdnaScript Script => (IdnaScript)((bits >> 8) & 3);

    public bool JoinsNext => ((bits >> 5) & 5) == 1;

    public bool JoinsPrevious => ((bits >> 5) & 6) == 2;

    public bool IsTransparent => ((bits >> 5) & 4) != 0;

    public bool IsVirama => (bits & 16) != 0;

    public bool IsMark => (bits & 8) != 0;

    public IdnaDirection Direction => (IdnaDirection)(bits & 7);
}
