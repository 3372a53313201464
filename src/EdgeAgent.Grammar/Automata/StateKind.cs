namespace EdgeAgent.Grammar.Automata;

/// <summary>What a strand reads next. The registers A, B and Record of <see cref="Strand"/> mean what is said here; Id is the rest of its state.</summary>
/// <remarks>A <i>gap</i> is how many characters of white space have been read where white space may be; negative: one space must come first.</remarks>
internal enum StateKind
{
    /// <summary>Nothing but white space may follow. A: gap.</summary>
    End,

    /// <summary>Free text. Id: state of the trigger's automaton; A: calls so far.</summary>
    Text,

    /// <summary>After a call where no text may follow. Id: which of the program's links may; A: calls so far.</summary>
    NextCall,

    /// <summary>A fixed text. Id: which; Record: how many of its symbols have been read; A: calls, B: tool.</summary>
    Chain,

    /// <summary>A tool's name. Id: bytes read; Record: the range of names that begin so; A: calls.</summary>
    ToolName,

    /// <summary>In an XML tag, or the name of a bare member, among a call's parameters. Id: the tags that may stand there; Record: the range of those that begin so; A: calls; B: tool, and
    /// bytes read × 65,536.</summary>
    ParameterTag,

    /// <summary>In a raw text through what ends it. Id: automaton; A: its state.</summary>
    RawText,

    /// <summary>Never read: the arguments of tool B begin, in a frame of their own.</summary>
    CallTool,

    /// <summary>A value, not called by an object or array. Id: its rule; A: gap.</summary>
    Value,

    /// <summary>Inside <c>null</c>, <c>true</c> or <c>false</c>. Id: which × 8 + bytes read.</summary>
    Literal,

    /// <summary>Inside a number. Id: automaton; A: its state.</summary>
    Number,

    /// <summary>Inside a string. Id: length bounds; A: characters so far, if bounded; B: state of <see cref="StringAutomaton"/>.</summary>
    String,

    /// <summary>Inside a string of a language. Id: automaton; A: its state.</summary>
    Regular,

    /// <summary>After an opening brace. Id: rule (as in all states of objects); Record (likewise); A: gap.</summary>
    ObjectFirst,

    /// <summary>After a member. A: gap.</summary>
    ObjectNext,

    /// <summary>After a comma in an object. A: gap.</summary>
    ObjectQuote,

    /// <summary>In a name that begins as members do. A: range of the sorted names; B: offset of its first byte.</summary>
    Key,

    /// <summary>In a name of a class of free ones. Id: the class; A: state of its automaton; B: offset of its first byte.</summary>
    FreeKey,

    /// <summary>After a name. A: the member, or the complement of the free class's place in the rule; B: gap.</summary>
    Colon,

    /// <summary>After a colon. A as before; B: gap.</summary>
    MemberGap,

    /// <summary>After an opening bracket. Id: rule; A: 0 items; B: gap; Record.</summary>
    ArrayFirst,

    /// <summary>After an item. A: items so far; B: gap.</summary>
    ArrayNext,

    /// <summary>After a comma in an array. A: items so far; B: gap.</summary>
    ItemGap,

    /// <summary>Never read: an item that must be unlike the others is complete. A: items before it; B: offset of its first byte.</summary>
    ItemEnd,

    /// <summary>In an item of an array whose items are unlike each other and of few values. A: range of their texts; B: offset of its first byte.</summary>
    EnumItem,

    /// <summary>Inside a string that must be a span. Id: length bounds; A: characters so far, if bounded; B: state of <see cref="Spans.SpanAutomaton"/>.</summary>
    Span,

    /// <summary>The same where spans are preferred: beside a strand that reads any string, and never where that is not.</summary>
    PreferredSpan,

    /// <summary>Inside a terminal of a grammar. Id: its place in the rules; A: state of its automaton.</summary>
    Terminal,

    /// <summary>Behind a symbol of a grammar. Id: its place in the rules.</summary>
    After,
}
