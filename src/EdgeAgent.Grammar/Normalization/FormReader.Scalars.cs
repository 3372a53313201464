using EdgeAgent.Grammar.Regular;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Grammar.Normalization;

internal sealed partial class FormReader
{
    private Form JoinNumbers(SchemaNode node, Form form)
    {
        if (form.Numbers == LanguageSpace.Nothing) return form;
        if (Range(node) is Language range) form = _algebra.WithNumbers(form, range);
        return Multiples(node) is Language multiples ? _algebra.WithNumbers(form, multiples) : form;
    }

    private Language DenyNumbers(SchemaNode node)
    {
        Language denied = LanguageSpace.Nothing;
        if (Range(node) is Language range) denied = _space.Subtract(_algebra.Numbers.All, range);
        return Multiples(node) is Language multiples ? _space.Union(denied, _space.Subtract(_algebra.Numbers.All, multiples)) : denied;
    }

    private Language? Range(SchemaNode node)
    {
        (JsonNumber? min, bool minExclusive) = node.Minimum is null || node.ExclusiveMinimum >= node.Minimum ? (node.ExclusiveMinimum, true) : (node.Minimum, false);
        (JsonNumber? max, bool maxExclusive) = node.Maximum is null || node.ExclusiveMaximum <= node.Maximum ? (node.ExclusiveMaximum, true) : (node.Maximum, false);
        if (min is null && max is null) return null;
        return Try(node, min is not null ? (minExclusive ? "exclusiveMinimum" : "minimum") : maxExclusive ? "exclusiveMaximum" : "maximum",
            "Leave the bound out or round it", () => _algebra.Numbers.InRange(min, minExclusive, max, maxExclusive));
    }

    private Language? Multiples(SchemaNode node) => node.MultipleOf is not JsonNumber divisor ? null
        : Try(node, "multipleOf", "Use 'type: integer' or an enum", () => _algebra.Numbers.MultiplesOf(divisor));

    private Form JoinStrings(SchemaNode node, Form form)
    {
        if (form.Strings.Count == 0) return form;
        if (node.MinLength > node.MaxLength) form = _algebra.WithStrings(form, StringForm.Of([]));
        else if (node.MinLength > 0 || node.MaxLength is not null)
            form = _algebra.WithStrings(form, new StringForm(null, null, node.MinLength ?? 0, node.MaxLength ?? long.MaxValue));
        if (PatternOf(node) is Language pattern) form = _algebra.WithStrings(form, new StringForm(null, pattern, 0, long.MaxValue));
        if (FormatOf(node, denied: false) is StringForm format) form = _algebra.WithStrings(form, format);
        return _options.SpansOf?.Invoke(_tool, node.Pointer) is SpanBinding binding ? Bind(node, form, binding) : form;
    }

    private Form Bind(SchemaNode node, Form form, SpanBinding binding)
    {
        if (form.Strings.Any(s => s.Texts is null && s.Contents is null))
            return _algebra.WithStrings(form, StringForm.Any with { Binding = binding });
        if (binding != SpanBinding.Off && form.Strings.Count > 0 && _remarked.Add((node, "spans")))
        {
            string keyword = node.Enum is not null ? "enum" : node.Const is not null ? "const" : node.Pattern is not null ? "pattern" : "format";
            _remarks.Add(new GrammarRemark(_tool, node.Pointer, keyword, false, "Not bound to spans: only strings that nothing but lengths restricts are."));
        }
        return form;
    }

    private IReadOnlyList<StringForm> DenyStrings(SchemaNode node)
    {
        IReadOnlyList<StringForm> denied = [];
        if (node.MinLength > 0) denied = [new StringForm(null, null, 0, node.MinLength.Value - 1)];
        if (node.MaxLength is long max and < long.MaxValue) denied = _algebra.Strings.Union(denied, [new StringForm(null, null, max + 1, long.MaxValue)]);
        if (PatternOf(node) is Language pattern) denied = _algebra.Strings.Union(denied, Other(new StringForm(null, pattern, 0, long.MaxValue)));
        if (FormatOf(node, denied: true) is StringForm format) denied = _algebra.Strings.Union(denied, Other(format));
        return denied;

        IReadOnlyList<StringForm> Other(StringForm form) => _algebra.Strings.Subtract([StringForm.Any], [form]);
    }

    private Language? PatternOf(SchemaNode node) => node.Pattern is null ? null
        : Try(node, "pattern", "Rewrite it without that", () => _space.Pattern(node.Pattern));

    /// <summary>A format's strings: some of them where it is no small regular language, and to deny it, more than them.</summary>
    private StringForm? FormatOf(SchemaNode node, bool denied)
    {
        if (node.Format is null) return null;
        if (!_options.EnforceFormats || !StringFormats.IsKnown(node.Format))
        {
            if (_remarked.Add((node, "format")))
                _remarks.Add(new GrammarRemark(_tool, node.Pointer, "format", false, $"The format '{node.Format}' is an annotation and restricts nothing."));
            return null;
        }
        if ((denied ? StringFormats.WidePattern(node.Format, node.Draft) : StringFormats.CompactPattern(node.Format, node.Draft)) is not string pattern)
            return StringForm.Any; // denied: no string is known not to be of the format
        return Try(node, "format", "Leave the format out", () => _space.Pattern(pattern)) is Language language
            ? new StringForm(null, language, 0, StringFormats.MaxLength(node.Format) ?? long.MaxValue) : null;
    }

    /// <summary>A language that may be refused; null then, where that is only reported.</summary>
    private Language? Try(SchemaNode node, string keyword, string remedy, Func<Language> make)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is FormatException or LanguageTooLargeException)
        {
            Refuse(node, keyword, $"{e.Message}.", remedy);
            return null;
        }
    }
}
