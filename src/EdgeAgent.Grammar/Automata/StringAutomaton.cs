namespace EdgeAgent.Grammar.Automata;

/// <summary>What may stand inside a JSON string, byte by byte: UTF-8 as RFC 3629 has it, and escapes only where RFC 8259 requires them.</summary>
/// <remarks>No overlong forms, no surrogates, nothing above U+10FFFF; <c>\" \\ \b \f \n \r \t</c>, other control characters as <c>\u00xx</c> in lower case.</remarks>
internal static class StringAutomaton
{
    /// <summary>Between two characters: only here may the string end.</summary>
    public const int Boundary = 0;

    public const int StateCount = 14;

    /// <summary>Step: the byte is not allowed.</summary>
    public const byte Dead = 255;

    /// <summary>Step: the byte is the closing quote.</summary>
    public const byte Close = 254;

    // The states: how many continuation bytes are missing, with the lead bytes whose first continuation is restricted apart; then escapes.
    private const byte More1 = 1, More2 = 2, AfterE0 = 3, AfterEd = 4, More3 = 5, AfterF0 = 6, AfterF4 = 7, Escape = 8, Hex1 = 9, Hex2 = 10, Hex3 = 11, Hex4After0 = 12, Hex4After1 = 13;

    /// <summary>By state × 256 + byte: the next state, <see cref="Dead"/> or <see cref="Close"/>.</summary>
    public static readonly byte[] Next = Build();

    private static byte[] Build()
    {
        byte[] next = new byte[StateCount * 256];
        Array.Fill(next, Dead);
        Set(Boundary, 0x20, 0x7F, Boundary);
        Set(Boundary, '"', '"', Close);
        Set(Boundary, '\\', '\\', Escape);
        Set(Boundary, 0xC2, 0xDF, More1);
        Set(Boundary, 0xE0, 0xE0, AfterE0);
        Set(Boundary, 0xE1, 0xEF, More2);
        Set(Boundary, 0xED, 0xED, AfterEd);
        Set(Boundary, 0xF0, 0xF0, AfterF0);
        Set(Boundary, 0xF1, 0xF3, More3);
        Set(Boundary, 0xF4, 0xF4, AfterF4);
        Set(More1, 0x80, 0xBF, Boundary);
        Set(More2, 0x80, 0xBF, More1);
        Set(AfterE0, 0xA0, 0xBF, More1);
        Set(AfterEd, 0x80, 0x9F, More1);
        Set(More3, 0x80, 0xBF, More2);
        Set(AfterF0, 0x90, 0xBF, More2);
        Set(AfterF4, 0x80, 0x8F, More2);
        foreach (char c in "\"\\bfnrt") Set(Escape, c, c, Boundary);
        Set(Escape, 'u', 'u', Hex1);
        Set(Hex1, '0', '0', Hex2);
        Set(Hex2, '0', '0', Hex3);
        Set(Hex3, '0', '0', Hex4After0);
        Set(Hex3, '1', '1', Hex4After1);
        foreach (char c in "01234567be") Set(Hex4After0, c, c, Boundary); // 08 09 0a 0c 0d have short forms
        Set(Hex4After0, 'f', 'f', Boundary);
        foreach (char c in "0123456789abcdef") Set(Hex4After1, c, c, Boundary);
        return next;

        void Set(int state, int from, int to, byte target) => next.AsSpan((state << 8) + from, to - from + 1).Fill(target);
    }
}
