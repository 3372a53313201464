using System.Text.Json.Nodes;

namespace EdgeAgent.Templates.Jinja.Values;

/// <summary>A list, made by the template or lent by the input: elements of a JSON array become values when first asked for.</summary>
internal sealed class JinjaList : JinjaSequence
{
    private object[]? _elements;

    public JinjaList(object[] elements) => _elements = elements;

    public JinjaList(JsonArray source) => Source = source;

    /// <summary>The JSON array behind it, where there is one: <c>tojson</c> writes it without a detour.</summary>
    public JsonArray? Source { get; }

    public override string TypeName => "list";

    public override int Count => _elements?.Length ?? Source!.Count;

    public override object this[int index] => Elements[index];

    private object[] Elements => _elements ??= Load(Source!);

    public override JinjaSequence With(object[] elements) => new JinjaList(elements);

    private static object[] Load(JsonArray source)
    {
        object[] elements = new object[source.Count];
        for (int i = 0; i < elements.Length; i++) elements[i] = JsonValues.From(source[i]);
        return elements;
    }
}
