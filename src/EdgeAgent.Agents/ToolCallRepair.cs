namespace EdgeAgent.Agents;

/// <summary>One thing that was mended in a tool call that no grammar held.</summary>
/// <param name="Kind">What was wrong.</param>
/// <param name="Where">An offset in characters from the beginning of the call (<c>offset 17</c>), or for what the tool's schema wants
/// otherwise the JSON pointer of the argument (<c>#/brightness</c>).</param>
public sealed record ToolCallRepair(ToolCallRepairKind Kind, string Where)
{
    /// <summary>The entry of a <see cref="Microsoft.Extensions.AI.FunctionCallContent"/>'s additional properties that holds an
    /// <c>IReadOnlyList&lt;ToolCallRepair&gt;</c>; not there when nothing was mended.</summary>
    public const string Key = "edgeagent.repairs";
}
