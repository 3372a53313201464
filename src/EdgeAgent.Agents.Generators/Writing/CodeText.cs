using System.Text;

namespace EdgeAgent.Agents.Generators.Writing;

/// <summary>C# text with its indentation.</summary>
internal sealed class CodeText
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Adds lines at the present depth; an empty line stays empty.</summary>
    public CodeText Add(string lines)
    {
        foreach (string line in lines.Replace("\r\n", "\n").Split('\n'))
            _text.Append(line.Length == 0 ? "" : new string(' ', _depth * 4)).Append(line).Append('\n');
        return this;
    }

    /// <summary>Adds a block in braces.</summary>
    /// <param name="content">Writes what stands inside.</param>
    /// <param name="ending">What follows the closing brace.</param>
    /// <param name="braces">The two braces.</param>
    public CodeText Block(Action content, string ending = "", string braces = "{}")
    {
        Add(braces.Substring(0, 1));
        _depth++;
        content();
        _depth--;
        return Add(braces.Substring(1) + ending);
    }

    public override string ToString() => _text.ToString();
}
