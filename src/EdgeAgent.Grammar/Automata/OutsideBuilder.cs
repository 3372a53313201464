using System.Text;

namespace EdgeAgent.Grammar.Automata;

/// <summary>Makes the states outside of values: the trigger, and the fixed texts around calls.</summary>
internal sealed class OutsideBuilder
{
    private const int MaxTriggerBytes = 200;

    private readonly GrammarVocabulary _vocabulary;
    private readonly ToolCallSyntax _syntax;
    private readonly bool _mayCall;
    private readonly List<FixedText> _texts = [];
    private readonly SortedSet<int> _specials = [];

    /// <summary>Makes them.</summary>
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="syntax">The texts.</param>
    /// <param name="hasText">Whether free text may stand around the calls.</param>
    /// <param name="mayCall">Whether there is a tool to call; else the trigger is only kept from being complete.</param>
    public OutsideBuilder(GrammarVocabulary vocabulary, ToolCallSyntax syntax, bool hasText, bool mayCall)
    {
        (_vocabulary, _syntax, _mayCall) = (vocabulary, syntax, mayCall);
        ParameterForm? form = ParameterForm.Of(syntax);
        Check(form);
        string[] triggers = syntax.OptionalPrefix is string prefix ? [syntax.Trigger, prefix] : [syntax.Trigger];
        int name = Strand.Of(StateKind.ToolName);
        string toName = syntax.BeforeCalls + syntax.BeforeName;
        List<byte[]> spelt = [];
        List<int> after = [];
        List<(int, int)> special = [];
        for (int i = 0; i < triggers.Length; i++)
        {
            string rest = i == 0 ? toName : syntax.Trigger + toName;
            int[] symbols = Symbols(triggers[i]);
            if (symbols[0] >= FixedText.Special)
            {
                special.Add((symbols[0], Text([.. symbols[1..], .. Symbols(rest)], name, RegionKind.Opening, 0)));
                continue;
            }
            if (Array.Exists(symbols, s => s >= FixedText.Special)) throw Refused($"the text '{triggers[i]}' holds a special token that it does not begin with.");
            spelt.Add([.. symbols.Select(s => (byte)s)]);
            after.Add(Text(Symbols(rest), name, RegionKind.Opening, symbols.Length));
            if (i == 0) OpenedByTrigger = symbols.Length;
        }
        Trigger = new TriggerAutomaton(spelt, syntax.OnlyAtStart);
        (AfterTrigger, SpecialTriggers) = ([.. after], [.. special]);
        Starts = [.. triggers.Select((text, i) => new Strand { State = Text(Symbols(text + (i == 0 ? "" : syntax.Trigger) + toName), name, RegionKind.Opening, 0) })];
        AfterName = Text(Symbols(syntax.BeforeArguments), Strand.Of(StateKind.CallTool), RegionKind.Opening, 0);
        int done = syntax.EndsAnswer ? Strand.Of(StateKind.NextCall, GrammarProgram.Ended) : hasText ? Strand.Of(StateKind.Text) : Strand.Of(StateKind.NextCall, GrammarProgram.AfterCalls);
        CallLink[] inList = [];
        if (syntax.BetweenCalls is string between)
        {
            int more = Text(Symbols(between + syntax.BeforeName), name, RegionKind.Opening, 0);
            int end = Text(Symbols(syntax.AfterCalls), done, RegionKind.Closing, 0);
            inList = [new CallLink(IndexOf(more), true), new CallLink(IndexOf(end), false)];
            done = Strand.Of(StateKind.NextCall, GrammarProgram.InList);
        }
        // Of parameters that are not JSON the bytes are read that tell it from another one.
        int read = form?.Closing.Length ?? 0;
        AfterArguments = Text(Symbols(syntax.AfterArguments[read..]), done, RegionKind.Closing, read);
        Links = [[.. Starts.Select(s => new CallLink(s.Id, true))], inList, []];
        RequireUnlike(Links[GrammarProgram.AfterCalls]);
        RequireUnlike(inList);
    }

    public TriggerAutomaton Trigger { get; }

    /// <summary>By trigger of the automaton: the state after it.</summary>
    public int[] AfterTrigger { get; }

    /// <summary>Triggers that begin with a special token: its symbol, and the state after it.</summary>
    public (int Symbol, int State)[] SpecialTriggers { get; }

    /// <summary>How many bytes the trigger has where the name follows it at once.</summary>
    public int OpenedByTrigger { get; }

    /// <summary>Where an answer begins that is calls from the first byte on.</summary>
    public Strand[] Starts { get; }

    public int AfterName { get; }

    public int AfterArguments { get; }

    public CallLink[][] Links { get; }

    public FixedText[] Texts => [.. _texts];

    /// <summary>The special tokens among the texts.</summary>
    public int[] Specials => [.. _specials];

    /// <summary>Refuses documents that begin as calls do: which of them is written would not be known.</summary>
    public void RequireUnlike(in ByteSet first)
    {
        foreach (Strand start in Starts)
            if (_texts[start.Id].Symbols[0] is int symbol and < FixedText.Special && first.Has((byte)symbol))
                throw Refused($"calls and documents of the answer's schema may both begin with '{(char)symbol}'; a trigger that is a special token would tell them apart.");
    }

    private void RequireUnlike(CallLink[] links)
    {
        for (int i = 1; i < links.Length; i++)
            if (Texts[links[i].Text].Symbols[0] == Texts[links[0].Text].Symbols[0]) throw Refused("two texts that may stand at the same place begin alike.");
    }

    private void Check(ParameterForm? form)
    {
        foreach (string? text in (string?[])[_syntax.Trigger, _syntax.OptionalPrefix, _syntax.StringDelimiter])
            if (text is not null && Encoding.UTF8.GetByteCount(text) is int bytes and not (>= 1 and <= MaxTriggerBytes))
                throw Refused($"the trigger, the prefix or the delimiter of strings has {bytes} bytes; it must have 1 to {MaxTriggerBytes}.");
        if (_syntax is { ParametersAreXml: true, StringDelimiter: not null }) throw Refused("parameters are XML or bare members, not both.");
        if (_syntax.BeforeArguments.Length == 0 != _syntax.StringDelimiter is not null || _syntax.AfterArguments.Length == 0)
            throw Refused("the texts before the arguments and after them must not be empty, but where a brace ends the name.");
        if (form is not null && !_syntax.AfterArguments.StartsWith(form.Closing, StringComparison.Ordinal))
            throw Refused($"with parameters as {form.Name} the text after them must begin with '{form.Closing}'.");
        if (_syntax.AfterCalls.Length > 0 != _syntax.BetweenCalls is not null || _syntax.BetweenCalls is "")
            throw Refused("a text between calls and one after them make a list together: neither is there without the other.");
    }

    /// <summary>A text of plain bytes.</summary>
    public int Text(string text, int next, RegionKind region) => Text([.. Encoding.UTF8.GetBytes(text).Select(b => (int)b)], next, region, 0);

    private GrammarException Refused(string why) => Errors.BadTexts($"The call syntax '{_syntax.Name}' is faulty: {why}");

    private static int IndexOf(int state) => new Strand { State = state }.Id;

    /// <summary>The state that reads a text; the one after it where there is none to read.</summary>
    private int Text(int[] symbols, int next, RegionKind region, int opened)
    {
        if (symbols.Length == 0) return next;
        _texts.Add(new FixedText(symbols, next, region, opened));
        return Strand.Of(StateKind.Chain, _texts.Count - 1);
    }

    /// <summary>A text with the special tokens in it.</summary>
    private int[] Symbols(string text)
    {
        List<int> symbols = [];
        int from = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (SpecialAt(text, i) is not (string token, int id)) continue;
            AddBytes(text.AsSpan(from, i - from));
            symbols.Add(FixedText.Special + id);
            _specials.Add(id);
            i += token.Length - 1;
            from = i + 1;
        }
        AddBytes(text.AsSpan(from));
        return [.. symbols];

        void AddBytes(ReadOnlySpan<char> part)
        {
            byte[] bytes = new byte[Encoding.UTF8.GetByteCount(part)];
            Encoding.UTF8.GetBytes(part, bytes);
            if (_mayCall) _vocabulary.RequireSpellable(bytes);
            foreach (byte b in bytes) symbols.Add(b);
        }
    }

    /// <summary>The longest special token that begins at a place of a text.</summary>
    private (string Token, int Id)? SpecialAt(string text, int at)
    {
        (string Token, int Id)? found = null;
        foreach (string token in _syntax.SpecialTokens)
        {
            if (token.Length == 0 || token.Length <= (found?.Token.Length ?? 0) || string.CompareOrdinal(text, at, token, 0, token.Length) != 0) continue;
            if (_vocabulary.SpecialIdOf(token) is not int id) continue;
            if (_vocabulary.IsEnd(id)) throw Refused($"its special token '{token}' ends answers in this vocabulary.");
            found = (token, id);
        }
        return found;
    }
}
