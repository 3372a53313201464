using System.Text.Json;
using EdgeAgent.Grammar;
using EdgeAgent.Grounding;
using EdgeAgent.JsonSchema;
using Microsoft.Extensions.AI;

namespace EdgeAgent;

/// <summary>Compiled grammars by what they were compiled from: a conversation asks with the same tools turn after turn.</summary>
/// <remarks>Thread-safe. Two threads that miss at once compile twice and keep one.</remarks>
internal sealed class GrammarCache(GrammarVocabulary vocabulary, ToolCallSyntax syntax)
{
    /// <summary>A few tool sets and choices of one application; beyond that the oldest goes. Each may hold some megabytes of cached masks.</summary>
    private const int Kept = 8;

    /// <summary>What grammars are compiled for.</summary>
    public GrammarVocabulary Vocabulary => vocabulary;

    /// <summary>Whether strings of arguments can be bound to what was said.</summary>
    public bool CanBind => syntax is { ParametersAreXml: false, StringDelimiter: null };

    private readonly Lock _gate = new();
    private readonly Dictionary<string, CompiledGrammar> _compiled = [];
    private readonly Queue<string> _order = [];

    /// <summary>The grammar of calls to these tools, with free text or, where a schema is given, or a document of it.</summary>
    public CompiledGrammar ForTools(IReadOnlyList<AIFunctionDeclaration> tools, ToolChoice choice, bool severalCalls, JsonElement? answer, GroundingPlan grounding, CancellationToken cancellationToken)
    {
        string key = $"{choice} {severalCalls} {grounding.Key}\0{answer?.GetRawText()}\0{string.Join('\0', tools.Select(tool => $"{tool.Name}\0{tool.JsonSchema.GetRawText()}"))}";
        return Get(key, () => GrammarCompiler.Compile(
            new ToolSet([.. tools.Select(tool => new ToolDefinition(tool.Name, SchemaDocument.Parse(tool.JsonSchema)))]), vocabulary,
            new ToolGrammarOptions { Choice = choice, AllowParallelCalls = severalCalls, Answer = answer is JsonElement schema ? SchemaDocument.Parse(schema) : null, Syntax = syntax, Arguments = grounding.Options() },
            cancellationToken));
    }

    /// <summary>The grammar of one JSON document.</summary>
    public CompiledGrammar ForSchema(JsonElement schema, CancellationToken cancellationToken) =>
        Get($"schema {schema.GetRawText()}", () => GrammarCompiler.Compile(SchemaDocument.Parse(schema), vocabulary, null, cancellationToken));

    private CompiledGrammar Get(string key, Func<CompiledGrammar> compile)
    {
        lock (_gate)
        {
            if (_compiled.TryGetValue(key, out CompiledGrammar? known)) return known;
        }
        CompiledGrammar made = compile();
        lock (_gate)
        {
            if (!_compiled.TryAdd(key, made)) return _compiled[key];
            _order.Enqueue(key);
            if (_order.Count > Kept) _compiled.Remove(_order.Dequeue());
            return made;
        }
    }
}
