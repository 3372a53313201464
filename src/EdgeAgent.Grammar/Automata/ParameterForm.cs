using System.Buffers;
using System.Text;

namespace EdgeAgent.Grammar.Automata;

/// <summary>The texts around a call's parameters where they are not one JSON object.</summary>
/// <param name="Name">What errors call it.</param>
/// <param name="BeforeFirst">Before the first parameter's name.</param>
/// <param name="BeforeNext">Before another's.</param>
/// <param name="AfterName">From the name to the value.</param>
/// <param name="BeforeRaw">From there to a raw text.</param>
/// <param name="RawEnd">Ends a raw text, which cannot hold it.</param>
/// <param name="AfterRaw">From there to what follows.</param>
/// <param name="AfterJson">From a JSON value to what follows.</param>
/// <param name="Closing">Where another parameter could begin, tells that none does; the call's closing goes on with it.</param>
/// <param name="NameEnd">Ends a tool's name.</param>
/// <param name="Forbidden">What no name of a tool or a parameter may hold.</param>
internal sealed record ParameterForm(
    string Name, string BeforeFirst, string BeforeNext, string AfterName, string BeforeRaw, string RawEnd, string AfterRaw, string AfterJson, string Closing, char NameEnd, SearchValues<char> Forbidden)
{
    private const int MaxName = 10_000; // the bytes read are counted in half a register

    private static ParameterForm Xml { get; } =
        new("XML", "<parameter=", "<parameter=", ">\n", "", "\n</parameter>", "\n", "\n</parameter>\n", "</", '>', SearchValues.Create(">\n\r"));

    /// <summary>The form of a syntax; null where arguments are JSON.</summary>
    public static ParameterForm? Of(ToolCallSyntax syntax) => syntax.ParametersAreXml ? Xml
        : syntax.StringDelimiter is string delimiter ? new("bare members", "", ",", ":", delimiter, delimiter, "", "", "}", '{', SearchValues.Create("{}:,\n\r")) : null;

    /// <summary>A tool's name and what ends it.</summary>
    public byte[] Ended(string tool) => Encoding.UTF8.GetBytes(tool + NameEnd);

    /// <summary>What stands before a parameter's value.</summary>
    public byte[] Before(string parameter, bool isFirst, bool isRaw) =>
        Encoding.UTF8.GetBytes($"{(isFirst ? BeforeFirst : BeforeNext)}{parameter}{AfterName}{(isRaw ? BeforeRaw : "")}");

    /// <summary>Refuses names that it cannot hold.</summary>
    public void RequirePlain(string tool, string name, string what)
    {
        if (name.AsSpan().ContainsAny(Forbidden) || name.Length > MaxName) throw Errors.BadToolName($"The {what} '{name}' cannot be written in {Name}.", $"tool {tool}");
    }
}
