using System.Text;
using EdgeAgent.Agents;
using EdgeAgent.Grammar;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Grounding;

/// <summary>How the free string arguments of a request's tools are bound: what a parameter says, else its tool, else the request, else the
/// client.</summary>
internal sealed class GroundingPlan
{
    private readonly ArgumentGrounding _default;
    private readonly SortedDictionary<string, ToolGrounding> _tools = new(StringComparer.Ordinal);

    private GroundingPlan(ArgumentGrounding fallback, ChatOptions? options, IReadOnlyList<AIFunctionDeclaration> tools)
    {
        const string Where = $"ChatOptions.AdditionalProperties[\"{ToolGrounding.Key}\"]";
        _default = fallback;
        if (options?.AdditionalProperties?.GetValueOrDefault(ToolGrounding.Key) is { } given)
            _default = Known(given as ArgumentGrounding? ?? throw Refused(given, nameof(ArgumentGrounding), Where), Where);
        foreach (AIFunctionDeclaration tool in tools)
        {
            if (tool.AdditionalProperties.GetValueOrDefault(ToolGrounding.Key) is not { } entry) continue;
            string where = $"the tool {tool.Name}, AdditionalProperties[\"{ToolGrounding.Key}\"]";
            _tools[tool.Name] = entry as ToolGrounding ?? throw Refused(entry, nameof(ToolGrounding), where);
            foreach (ArgumentGrounding one in Said(_tools[tool.Name])) Known(one, where);
        }
        BindsAny = _default != ArgumentGrounding.Off || _tools.Values.SelectMany(Said).Any(one => one != ArgumentGrounding.Off);
    }

    /// <summary>Whether any string may be bound.</summary>
    public bool BindsAny { get; }

    /// <summary>Equal plans have equal texts.</summary>
    public string Key
    {
        get
        {
            StringBuilder key = new(_default.ToString());
            foreach ((string tool, ToolGrounding grounding) in _tools)
            {
                key.Append('\0').Append(tool).Append('\0').Append(grounding.Arguments);
                foreach ((string name, ArgumentGrounding single) in grounding.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    key.Append('\0').Append(name).Append('\0').Append(single);
            }
            return key.ToString();
        }
    }

    /// <summary>Reads a request.</summary>
    /// <param name="fallback">What the client does where nothing is said.</param>
    /// <param name="options">The request's options.</param>
    /// <param name="tools">Its tools.</param>
    /// <exception cref="LocalModelException">An entry is of another type, or names no way of binding.</exception>
    public static GroundingPlan Read(ArgumentGrounding fallback, ChatOptions? options, IReadOnlyList<AIFunctionDeclaration> tools) => new(fallback, options, tools);

    /// <summary>The grammar's options; the schema of an answer is never bound: it is the model's to word.</summary>
    public GrammarOptions Options() => BindsAny ? new GrammarOptions { SpansOf = Select } : new GrammarOptions();

    private SpanBinding? Select(string? tool, string pointer) => tool is null ? null : Of(tool, pointer) switch
    {
        ArgumentGrounding.Prefer => SpanBinding.Prefer,
        ArgumentGrounding.Require => SpanBinding.Require,
        _ => SpanBinding.Off,
    };

    private static IEnumerable<ArgumentGrounding> Said(ToolGrounding grounding) =>
        grounding.Arguments is { } arguments ? grounding.Parameters.Values.Append(arguments) : grounding.Parameters.Values;

    private ArgumentGrounding Of(string tool, string pointer)
    {
        if (!_tools.TryGetValue(tool, out ToolGrounding? own)) return _default;
        return ParameterOf(pointer) is { } name && own.Parameters.TryGetValue(name, out ArgumentGrounding single) ? single : own.Arguments ?? _default;
    }

    /// <summary>The argument that a schema at <c>#/properties/NAME…</c> belongs to.</summary>
    private static string? ParameterOf(string pointer)
    {
        const string Properties = "#/properties/";
        if (!pointer.StartsWith(Properties, StringComparison.Ordinal)) return null;
        string name = pointer[Properties.Length..].Split('/', 2)[0];
        return name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }

    private static ArgumentGrounding Known(ArgumentGrounding grounding, string where) => Enum.IsDefined(grounding) ? grounding
        : throw new LocalModelException("EA5503", $"The local model does not take the grounding {grounding}.", where, "Use Off, Prefer or Require.");

    private static LocalModelException Refused(object entry, string type, string where) => new(
        "EA5503", $"The local model does not take a grounding of type {entry.GetType().Name}.", where, $"Give an EdgeAgent.Agents.{type}.");
}
