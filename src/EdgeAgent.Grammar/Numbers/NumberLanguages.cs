using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Numbers;

/// <summary>Sets of numbers as languages of their texts.</summary>
/// <param name="space">Where the languages are made.</param>
/// <param name="forms">How numbers may be written.</param>
internal sealed class NumberLanguages(LanguageSpace space, NumberForms forms)
{
    private readonly Dictionary<Schemas.NumberBounds, Language> _d = [];
    private sealed class A(Schemas.NumberAutomaton a) : IByteAutomaton
    {
        public long Start => 0;
        public long Next(long s, byte b) { foreach (var e in a.Edges((int)s)) if (b >= e.First && b <= e.Last) return e.Target; return -1; }
        public bool Accepts(long s) => a.Accepts[(int)s];
    }
    private Language Of(Schemas.NumberBounds b) { _ = forms; if (_d.TryGetValue(b, out Language l)) return l; var a = Schemas.NumberAutomaton.Build(b); l = a.IsEmpty ? default : space.Leaf(new A(a)); _d.Add(b, l); return l; }
    public Language All => Of(default);
    public Language Integers => Of(new(true, null, false, null, false));
    public Language InRange(JsonNumber? min, bool minExclusive, JsonNumber? max, bool maxExclusive) => Of(new(false, min, minExclusive, max, maxExclusive));
    public Language MultiplesOf(JsonNumber divisor) => divisor == JsonNumber.Parse("1") ? Integers : throw new FormatException("no multiples");
    public Language Value(JsonNumber value) => InRange(value, false, value, false);
}
