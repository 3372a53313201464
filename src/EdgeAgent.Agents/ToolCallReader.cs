using System.Runtime.CompilerServices;
using System.Text.Json;
using EdgeAgent.Agents.Parsing;
using EdgeAgent.Agents.Tools;
using EdgeAgent.JsonSchema;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents;

/// <summary>Reads the tool calls out of a model's text that no grammar held: another client's, a recorded one.</summary>
/// <remarks>
/// <para>The same text gives the same contents, whole or in pieces cut anywhere: <see cref="TextContent"/> without any tag in it,
/// <see cref="TextReasoningContent"/> of <c>&lt;think&gt;</c> blocks, in which nothing is a call, and <see cref="FunctionCallContent"/>.
/// What had to be mended stands in the call's additional properties (<see cref="ToolCallRepair.Key"/>); a call that cannot be read
/// carries an exception, and an agent tells the model so. No text makes the reader throw.</para>
/// <para>Text is a weaker sign of a call than ids that a grammar held: a model that quotes a page with a call in it makes one. So an
/// agent reads no text for calls unless it is given a <see cref="ToolCallReadingClient"/>. White space between calls is not
/// text.</para>
/// <para>One answer's state; not thread-safe.</para>
/// </remarks>
public sealed class ToolCallReader
{
    /// <summary>Of each tool once, for a reader lives for one answer and a tool for a program; null where nobody can check.</summary>
    private static readonly ConditionalWeakTable<AIFunctionDeclaration, IJsonSchemaValidator?> Validators = [];

    private readonly ToolCallReaderOptions _options;
    private readonly Dictionary<string, AIFunctionDeclaration> _tools;
    private readonly bool _knowsTools;
    private readonly TriggerScan _triggers;
    private readonly TextBuffer _text = new();
    private readonly List<AIContent> _ready = [];
    private CallText? _call;
    private bool _thinking, _atStart = true, _afterCall, _ended;

    /// <summary>Prepares the reading of one answer.</summary>
    /// <param name="options">Formats and repairs; null takes the defaults.</param>
    /// <param name="tools">The tools that the model was offered: their schemas say what an argument should be, and without a tag only a call
    /// of one of them is a call. Null when nobody knows.</param>
    public ToolCallReader(ToolCallReaderOptions? options = null, IEnumerable<AIFunctionDeclaration>? tools = null)
    {
        _options = options ?? new();
        _knowsTools = tools is not null;
        _tools = [];
        foreach (AIFunctionDeclaration tool in tools ?? []) _tools.TryAdd(tool.Name, tool);
        _triggers = new(_options.Formats);
    }

    /// <summary>Reads a whole answer.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="options">Formats and repairs; null takes the defaults.</param>
    /// <param name="tools">The tools that the model was offered, if known.</param>
    public static IReadOnlyList<AIContent> Read(
        string text, ToolCallReaderOptions? options = null, IEnumerable<AIFunctionDeclaration>? tools = null)
    {
        ToolCallReader reader = new(options, tools);
        return [.. reader.Append(text), .. reader.Finish()];
    }

    /// <summary>Takes the next piece.</summary>
    /// <param name="text">The piece; it may end anywhere.</param>
    /// <returns>What is certain now; perhaps nothing.</returns>
    /// <exception cref="InvalidOperationException">The answer has ended.</exception>
    public IReadOnlyList<AIContent> Append(ReadOnlySpan<char> text)
    {
        if (_ended) throw new InvalidOperationException("The answer has ended. Take a new reader for the next one.");
        _text.Append(text);
        return Run();
    }

    /// <summary>Ends the answer.</summary>
    /// <param name="cut">The answer was cut at a limit: a call that is not closed is dropped, never completed by guess.</param>
    /// <returns>What was held back.</returns>
    public IReadOnlyList<AIContent> Finish(bool cut = false)
    {
        _ended = true;
        if (cut && _call is { } open && !open.Scan(_text.Rest, ended: false, _options.MaxCallLength))
        {
            _call = null;
            _text.Skip(_text.Rest.Length);
        }
        return Run();
    }

    private AIContent[] Run()
    {
        while (_call is not null ? ReadCall() : _thinking ? ReadThinking() : ReadText())
        {
            // each round takes something away or finds that more is needed
        }
        AIContent[] ready = [.. _ready];
        _ready.Clear();
        return ready;
    }

    private bool ReadText()
    {
        ReadOnlySpan<char> rest = _text.Rest;
        Trigger trigger = _triggers.Find(rest, _atStart, _ended, out int start, out int length);
        // White space before a call may turn out to be no text, so it waits until something follows.
        bool holdSpace = (_atStart || _afterCall) && rest[..start].IsWhiteSpace();
        if (!holdSpace || (trigger == Trigger.None && _ended && !_afterCall)) EmitText(start);
        if (trigger is Trigger.None or Trigger.Perhaps) return false;
        if (holdSpace) _text.Skip(start);
        if (trigger == Trigger.Thinking)
        {
            _text.Skip(length);
            _thinking = true;
        }
        else
        {
            _call = CallText.Begin(trigger, length);
        }
        return true;
    }

    private bool ReadThinking()
    {
        const string End = "</think>";
        ReadOnlySpan<char> rest = _text.Rest;
        int end = rest.IndexOf(End, StringComparison.Ordinal);
        int length = end >= 0 ? end : _ended ? rest.Length : rest.Length - Overlap(rest, End);
        if (length > 0) _ready.Add(new TextReasoningContent(rest[..length].ToString()));
        _text.Skip(end >= 0 ? end + End.Length : length);
        _thinking = end < 0;
        return end >= 0;
    }

    private bool ReadCall()
    {
        CallText call = _call!;
        if (!call.Scan(_text.Rest, _ended, _options.MaxCallLength)) return false;
        RepairLog repairs = new(_options.MaxRepairs);
        IReadOnlyList<WrittenCall> calls = call.Read(_text.Rest, _tools, repairs);
        if (call.IsCertain || calls.All(IsCall))
        {
            foreach (WrittenCall written in calls) _ready.Add(Content(written));
            _text.Skip(call.Length);
            _afterCall = true;
            _atStart &= call.Trigger == Trigger.BareJson;
        }
        else
        {
            EmitText(call.Length);
        }
        _call = null;
        return true;
    }

    /// <summary>Without a tag that says so, only what can be nothing else is a call.</summary>
    private bool IsCall(WrittenCall call) => call.Arguments.ValueKind == JsonValueKind.Object && (!_knowsTools || _tools.ContainsKey(call.Name));

    private FunctionCallContent Content(WrittenCall call)
    {
        string id = $"call_{Guid.NewGuid():N}";
        if (call.Name.Length == 0 || call.Arguments.ValueKind != JsonValueKind.Object)
        {
            return new FunctionCallContent(id, call.Name)
            {
                Exception = new FormatException(call.Name.Length == 0 ? "The call has no name that could be read." : "The arguments are no JSON object."),
            };
        }
        FunctionCallContent content = new(id, call.Name);
        Put(content, call.Arguments, _tools.GetValueOrDefault(call.Name), call.Repairs.Fork());
        return content;
    }

    /// <summary>A call that came as one, with its arguments mended as the schema of its tool says.</summary>
    internal FunctionCallContent Mend(FunctionCallContent call)
    {
        if (ToolArguments.Read(call, out string? unreadable) is var read && unreadable is not null) return call;
        RepairLog repairs = new(_options.MaxRepairs);
        FunctionCallContent mended = new(call.CallId, call.Name)
        {
            AdditionalProperties = call.AdditionalProperties?.Clone(),
            Annotations = call.Annotations,
            RawRepresentation = call.RawRepresentation,
        };
        Put(mended, read.Arguments, _tools.GetValueOrDefault(call.Name), repairs);
        return repairs.Repairs.Count > 0 ? mended : call;
    }

    /// <summary>Puts arguments into a call, mended as far as the tool's schema says how.</summary>
    private static void Put(FunctionCallContent content, JsonElement arguments, AIFunctionDeclaration? tool, RepairLog repairs)
    {
        if (tool is not null && repairs.Left > 0 && Validators.GetValue(tool, SchemaOf) is { } validator)
            arguments = ArgumentRepair.Apply(arguments, tool.JsonSchema, validator, repairs);
        content.Arguments = arguments.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value.Clone());
        if (repairs.Repairs.Count > 0) (content.AdditionalProperties ??= [])[ToolCallRepair.Key] = repairs.Repairs;
    }

    private static IJsonSchemaValidator? SchemaOf(AIFunctionDeclaration tool)
    {
        try
        {
            return ToolSchema.Validator(tool.JsonSchema, tool.Name);
        }
        catch (AgentException)
        {
            return null; // a schema that nobody can check says nothing about what to mend
        }
    }

    private void EmitText(int length)
    {
        if (length == 0) return;
        _ready.Add(new TextContent(_text.Rest[..length].ToString()));
        _text.Skip(length);
        _atStart = _afterCall = false;
    }

    /// <summary>Characters at the end of a text with which a tag may begin.</summary>
    private static int Overlap(ReadOnlySpan<char> text, ReadOnlySpan<char> tag)
    {
        int length = Math.Min(text.Length, tag.Length - 1);
        while (length > 0 && !tag.StartsWith(text[^length..], StringComparison.Ordinal)) length--;
        return length;
    }
}
