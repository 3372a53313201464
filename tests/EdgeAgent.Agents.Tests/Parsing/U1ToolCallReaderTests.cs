using Microsoft.Extensions.AI;
using Xunit;

namespace EdgeAgent.Agents.Tests.Parsing;

/// <summary>U1: calls that a server returned as plain text are found, whole and streamed alike, and leave no tag in the text.</summary>
public sealed class U1ToolCallReaderTests
{
    private const string Light = """set_light {"room":"cucina è \uD83C\uDF73","brightness":40}""", Note = """note {"text":"a \"b\" </tool_call> {"}""";

    /// <summary>A call as a format writes it, and what it is; an unclosed one can only be the last.</summary>
    private static readonly (string Text, string Call, bool Open)[] Calls =
    [
        ("<tool_call>\n{\"name\": \"set_light\", \"arguments\": {\"room\": \"cucina è 🍳\", \"brightness\": 40}}\n</tool_call>", Light, false),
        ("<tool_call>{\"arguments\": {\"text\": \"a \\\"b\\\" </tool_call> {\"}, \"name\": \"note\"}</tool_call>", Note, false),
        ("<tool_call>\n{\"name\": \"set_light\", \"arguments\": {\"room\": \"cucina è 🍳\", \"brightness\": 40}}", $"{Light} MissingClosingTag", true),
        ("<tool_call>\n{\"name\": \"set_light\", \"arguments\": {\"room\": \"cucina è 🍳\", \"brightness\": 40", $"{Light} MissingClosingTag,UnclosedBracket,UnclosedBracket", true),
        ("<tool_call>{\"name\": \"set_light\", \"arguments\": {\"room\": \"cucina è 🍳\", \"brightness\": 40}}}\n</tool_call>", $"{Light} StrayBracket", false),
        ("<tool_call>\n<function=set_light>\n<parameter=room>\ncucina è 🍳\n</parameter>\n<parameter=brightness>\n40\n</parameter>\n</function>\n</tool_call>", Light, false),
        ("<function=note><parameter=text>a \"b\" </tool_call> {</parameter></function>", Note, false),
        ("[TOOL_CALLS][{\"name\": \"set_light\", \"arguments\": {\"room\": \"cucina è 🍳\", \"brightness\": 40}}]", Light, false),
        ("[TOOL_CALLS]note[ARGS]{\"text\": \"a \\\"b\\\" </tool_call> {\"}", Note, false),
        ("```json\n{\"name\": \"set_light\", \"arguments\": {\"room\": \"cucina è 🍳\", \"brightness\": 40}}\n```", Light, false),
    ];

    private static readonly (string Text, string Thinking, string Shown)[] Before =
    [
        ("", "", ""),
        ("Accendo la luce, 5 < 6 [ok] `x`.\n", "", "Accendo la luce, 5 < 6 [ok] `x`.\n"),
        ("<think>\nShould I <tool_call>{}</tool_call>? Yes.</think>\n\n", "\nShould I <tool_call>{}</tool_call>? Yes.", ""),
        ("<think>è 🍳</think>Ecco: ", "è 🍳", "Ecco: "),
        ("{\"stato\": \"spento\"} ", "", "{\"stato\": \"spento\"} "),
    ];

    private static readonly (string Text, string Shown)[] After =
    [
        ("", ""),
        ("\n", ""),
        ("\nFatto 🍳 <tool", "\nFatto 🍳 <tool"),
        ("<|im_end|>", "<|im_end|>"),
    ];

    public static TheoryData<string, string, string, string> Answers()
    {
        TheoryData<string, string, string, string> answers = [];
        foreach ((string text, string thinking, string shown) in Before)
        {
            foreach ((string call, string read, bool open) in Calls)
            {
                foreach ((string after, string shownAfter) in After)
                {
                    // Whatever follows a call that is not closed belongs to it, as far as anyone can tell.
                    if (!open) answers.Add(text + call + after, thinking, read + "\n", shown + shownAfter);
                    else if (after.Length == 0) answers.Add(text + call, thinking, read + "\n", shown);
                }
                // Two calls, with and without space between.
                if (!open) answers.Add($"{text}{Calls[0].Text}{(shown.Length > 0 ? "\n" : "")}{call}", thinking, $"{Light}\n{read}\n", shown);
            }
        }
        foreach (string plain in PlainTexts) answers.Add(plain, "", "", plain);
        answers.Add("{\"name\": \"set_light\", \"parameters\": {\"room\": \"cucina è 🍳\", \"brightness\": 40}}", "", Light + "\n", "");
        answers.Add("<|python_tag|>{\"name\": \"set_light\", \"parameters\": {\"room\": \"cucina è 🍳\", \"brightness\": 40}}", "", Light + "\n", "");
        answers.Add("{\"name\": \"set_light\", \"parameters\": {\"room\": \"cucina è 🍳\", \"brightness\": 40}}; {\"name\": \"note\", \"parameters\": {\"text\": \"a \\\"b\\\" </tool_call> {\"}}", "", $"{Light}\n{Note}\n", "");
        answers.Add("[{\"name\": \"set_light\", \"arguments\": {\"room\": \"cucina è 🍳\", \"brightness\": 40}}]", "", Light + "\n", "");
        answers.Add("<tool_call>set the light</tool_call> ok", "", ": The call has no name that could be read.\n", " ok");
        return answers;
    }

    private static readonly string[] PlainTexts =
    [
        "", " ", "Ciao.", "Use the tag <tool_cal to call.", "a < b, [TOOL_CALL] and ```\ncode\n``` and {x}", "{\"city\": \"Roma\"}", "[1, 2, 3]",
        "{\"name\": \"unknown_tool\", \"parameters\": {}}", "{\"name\": \"set_light\"}", "{\"name\": \"set_light\", \"arguments\": {}, \"why\": 1}", "{ not json",
        "```json\n{\"city\": \"Roma\"}\n``` ecco", "```python\nprint({})\n```\nfine", "Il risultato: {\"name\": \"set_light\", \"arguments\": {}}", "```", "<", "<thin", "🍳",
    ];

    [Fact]
    public void Answers_AreTwoHundredOrMore() => Assert.True(Answers().Count >= 200, $"{Answers().Count}");

    [Theory, MemberData(nameof(Answers))]
    public void Read_AnswerCutAnywhere_GivesTheCallsAndTheTextAroundThem(string answer, string thinking, string calls, string text)
    {
        ReadAnswer whole = ReadAnswer.Whole(answer);

        Assert.Equal((text, thinking, calls), (whole.Text, whole.Thinking, whole.Calls));
        for (int cut = 0; cut <= answer.Length; cut++) Assert.Equal(whole, ReadAnswer.InPieces(answer, [cut]));
        Assert.Equal(whole, ReadAnswer.InPieces(answer, Enumerable.Range(0, answer.Length)));
    }

    [Fact]
    public void Finish_AnswerCutAtALimit_DropsTheOpenCallAndKeepsTheWholeOne()
    {
        ToolCallReader reader = new(tools: ReadAnswer.Tools);
        List<AIContent> contents = [.. reader.Append($"{Calls[0].Text}<tool_call>{{\"name\": \"note\", \"arguments\": {{\"text\": \"half"), .. reader.Finish(cut: true)];

        Assert.Equal(Light + "\n", ReadAnswer.Of(contents).Calls);
        Assert.Throws<InvalidOperationException>(() => reader.Append("more"));
    }

    [Fact]
    public void Read_FormatNotWanted_IsText()
    {
        ReadAnswer answer = ReadAnswer.Whole(Calls[7].Text, new() { Formats = ToolCallFormats.Hermes });

        Assert.Equal((Calls[7].Text, ""), (answer.Text, answer.Calls));
    }

    [Fact]
    public void Append_CallLongerThanAllowed_IsAnErrorWhereverItIsCut()
    {
        ToolCallReaderOptions options = new() { MaxCallLength = 256 };
        string answer = $"<tool_call>{{\"name\": \"note\", \"arguments\": {{\"text\": \"{new string('x', 400)}\"}}}}</tool_call>";
        ReadAnswer whole = ReadAnswer.Whole(answer, options);

        Assert.StartsWith("note", whole.Calls, StringComparison.Ordinal);
        for (int cut = 0; cut <= answer.Length; cut += 7) Assert.Equal(whole, ReadAnswer.InPieces(answer, [cut], options));
    }
}
