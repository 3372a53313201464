using System.Text;
using System.Text.Json;
using EdgeAgent.Agents;
using EdgeAgent.EndToEnd.Tests.RandomWeights;
using EdgeAgent.Grammar;
using EdgeAgent.Grounding;
using EdgeAgent.Tokenizers;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Client;

/// <summary>Answers written by hand, as each family writes calls, read token by token and at once.</summary>
public sealed class AnswerReaderTests : IDisposable
{
    private static readonly AIFunctionDeclaration[] Tools =
    [
        AIFunctionFactory.CreateDeclaration("note", "Writes a note", JsonDocument.Parse("""
            {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}, "level": {"type": "integer"},
            "tags": {"type": "array", "items": {"type": "string"}}, "kind": {"enum": ["a", "b\nc"]}, "on": {"type": ["boolean", "null"]}}}
            """).RootElement),
        AIFunctionFactory.CreateDeclaration("clock", "Tells the time", JsonDocument.Parse("""{"type": "object", "properties": {}}""").RootElement),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("edgeagent-reader-").FullName;
    private readonly Tokenizer _tokenizer;

    public AnswerReaderTests()
    {
        ByteTokenizer.Write(_folder, CallStyles.Specials);
        _tokenizer = Tokenizer.Load(Path.Combine(_folder, "tokenizer.json"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, string, string, string[]> Answers => new()
    {
        { "hermes", "Così:<tool_call>\n{\"name\": \"note\", \"arguments\": {\"text\": \"è \\\"q\\\" </tool_call>\", \"level\": -3}}\n</tool_call><tool_call>\n{\"name\": \"clock\", \"arguments\": {}}\n</tool_call> fine.",
            "Così: fine.", ["note {\"text\": \"è \\\"q\\\" </tool_call>\", \"level\": -3}", "clock {}"] },
        { "qwen3-coder", "Così:\n<tool_call>\n<function=note>\n<parameter=text>\n</parameter> è \"q\"\n\n</b>\n</parameter>\n<parameter=tags>\n[\"x\", \"è\"]\n</parameter>\n<parameter=kind>\nb\nc\n</parameter>\n<parameter=on>\nnull\n</parameter>\n</function>\n</tool_call><tool_call>\n<function=clock>\n</function>\n</tool_call>",
            "Così:\n", ["note {\"text\": \"</parameter> è \\\"q\\\"\\n\\n</b>\", \"tags\": [\"x\", \"è\"], \"kind\": \"b\\nc\", \"on\": null}", "clock {}"] },
        { "qwen3-coder", "<tool_call>\n<function=note>\n<parameter=text>\n\n</parameter>\n<parameter=level>\n12\n</parameter>\n</function>\n</tool_call>", "", ["note {\"text\": \"\", \"level\": 12}"] },
        { "mistral", "Ecco [TOOL CALLS][TOOL_CALLS] [{\"name\": \"note\", \"arguments\": {\"text\": \"}]\"}}, {\"name\": \"clock\", \"arguments\": {}}]", "Ecco [TOOL CALLS]", ["note {\"text\": \"}]\"}", "clock {}"] },
        { "mistral-tekken", "[TOOL_CALLS][{\"name\": \"clock\", \"arguments\": {}}]", "", ["clock {}"] },
        { "llama3", "<|python_tag|>{\"name\": \"note\", \"parameters\": {\"text\": \"}\"}}", "", ["note {\"text\": \"}\"}"] },
        { "llama3", "{\"name\": \"clock\", \"parameters\": {}}", "", ["clock {}"] },
        { "llama3-plain", "{\"name\": \"clock\", \"parameters\": {}}", "", ["clock {}"] },
        { "llama3", "{\"name\": no call", "{\"name\": no call", [] },
        { "hermes", "a <tool_cal", "a <tool_cal", [] },
        { "mistral", "[{\"name\": \"clock\", \"arguments\": {}}]", "[{\"name\": \"clock\", \"arguments\": {}}]", [] },
    };

    [Theory, MemberData(nameof(Answers))]
    public void Append_TokenByTokenAndAtOnce_GivesTheSameTextAndCalls(string style, string answer, string text, string[] calls)
    {
        int[] ids = [.. _tokenizer.Encode(answer), _tokenizer.FindId("<|im_end|>")!.Value];
        AIContent[] streamed = [.. Read(style, ids, 1)], whole = [.. Read(style, ids, ids.Length)];
        foreach (AIContent[] contents in (AIContent[][])[streamed, whole])
        {
            Assert.Equal(text, string.Concat(contents.OfType<TextContent>().Select(content => content.Text)));
            Assert.Equal(calls, contents.OfType<FunctionCallContent>().Select(Written));
        }
        foreach (FunctionCallContent call in streamed.OfType<FunctionCallContent>())
        {
            ToolCallDelta[] deltas = [.. streamed.OfType<ToolCallDelta>().Where(delta => delta.CallId == call.CallId)];
            for (int i = 1; i < deltas.Length; i++) Assert.StartsWith(deltas[i - 1].ArgumentsText, deltas[i].ArgumentsText, StringComparison.Ordinal);
            Assert.Equal(Written(call), $"{deltas[^1].Name} {deltas[^1].ArgumentsText}");
        }
    }

    /// <summary>Every place where the answer may be cut: nothing is told that the rest could take back, and no half call.</summary>
    [Theory, MemberData(nameof(Answers))]
    public void Finish_AnswerCutAnywhere_TellsWholeCallsAndNoOthers(string style, string answer, string text, string[] calls)
    {
        int[] ids = _tokenizer.Encode(answer);
        for (int length = 0; length <= ids.Length; length++)
        {
            AIContent[] contents = [.. Read(style, ids[..length], 3)];
            string[] told = [.. contents.OfType<FunctionCallContent>().Select(Written)];
            Assert.Equal(calls[..told.Length], told);
            string said = string.Concat(contents.OfType<TextContent>().Select(content => content.Text)).TrimEnd('\uFFFD');
            if (told.Length == calls.Length) Assert.StartsWith(said, text, StringComparison.Ordinal);
            else Assert.True(answer.StartsWith(said, StringComparison.Ordinal), said);
        }
    }

    public static TheoryData<string, string, string, int> Stopped => new()
    {
        { "Ecco è così. fine", ". f", "Ecco è così", 0 },
        { "a <tool_call>\n{\"name\": \"note\", \"arguments\": {\"text\": \"stop\"}}\n</tool_call>b stop c", "stop", "a b ", 1 },      // in a call it is data
        { "sto<tool_call>\n{\"name\": \"clock\", \"arguments\": {}}\n</tool_call>p", "stop", "stop", 1 },                                 // two stretches of text
        { "a stop <tool_call>\n{\"name\": \"clock\", \"arguments\": {}}\n</tool_call>", "stop", "a ", 0 },
        { "a <tool_call>\n{\"name\": \"clock\", \"arguments\": {}}\n</tool_call>", "<tool_call>", "a ", 1 },                            // the tag is no text
        { "<tool_cal", "<tool", "", 0 },
    };

    [Theory, MemberData(nameof(Stopped))]
    public void Append_StopSequence_EndsTextAndNeverACall(string answer, string stop, string text, int calls)
    {
        int[] ids = [.. _tokenizer.Encode(answer), _tokenizer.FindId("<|im_end|>")!.Value];
        for (int together = 1; together <= ids.Length; together++)
        {
            AIContent[] contents = [.. Read("hermes", ids, together, new StopSequences([stop]))];
            Assert.Equal(text, string.Concat(contents.OfType<TextContent>().Select(content => content.Text)));
            Assert.Equal(calls, contents.OfType<FunctionCallContent>().Count());
        }
    }

    private static string Written(FunctionCallContent call) =>
        $"{call.Name} {{{string.Join(", ", call.Arguments!.Select(argument => $"\"{argument.Key}\": {((JsonElement)argument.Value!).GetRawText()}"))}}}";

    private List<AIContent> Read(string style, int[] ids, int together, StopSequences? stops = null)
    {
        GrammarVocabulary vocabulary = new(_tokenizer.VocabularySize, id => _tokenizer.TokenBytes(id).ToArray(),
            Enumerable.Range(0, _tokenizer.VocabularySize).Where(_tokenizer.IsSpecial), [_tokenizer.FindId("<|im_end|>")!.Value], _tokenizer.EncodeContinuation);
        GrammarCache grammars = new(vocabulary, ToolCallSyntaxes.Of(CallStyles.Of(style), showsTools: true, "edge-agent.json"));
        GrammarMatcher matcher = grammars.ForTools(Tools, ToolChoice.Auto, severalCalls: true, null, GroundingPlan.Read(ArgumentGrounding.Off, null, Tools), TestContext.Current.CancellationToken).CreateMatcher();
        AnswerReader reader = new(_tokenizer, matcher, Tools, stops);
        List<AIContent> contents = [];
        foreach (int[] chunk in ids.Chunk(together))
        {
            foreach (int id in chunk) Assert.True(matcher.TryAccept(id), $"{Encoding.UTF8.GetString(matcher.Text)} ⟨{_tokenizer.Decode([id])}⟩");
            contents.AddRange(reader.Append(chunk));
        }
        contents.AddRange(reader.Finish());
        return contents;
    }
}
