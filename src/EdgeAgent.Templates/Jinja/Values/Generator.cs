using System.Runtime.CompilerServices;

namespace EdgeAgent.Templates.Jinja.Values;

/// <summary>Python's generator, as <c>map</c> and <c>select</c> give it: walked once, true even when empty, without a length.</summary>
internal sealed class Generator(IEnumerable<object> elements)
{
    private readonly IEnumerator<object> _elements = elements.GetEnumerator();

    /// <summary>What is left of it.</summary>
    public IEnumerable<object> Rest()
    {
        while (true)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack(); // generators may stand on generators
            if (!_elements.MoveNext()) yield break;
            yield return _elements.Current;
        }
    }
}
