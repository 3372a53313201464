using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>Union, intersection and difference of sets of strings.</summary>
internal sealed class StringSets(LanguageSpace space)
{
    public bool Contains(StringForm form, string value)
    {
        if (form.Texts is not null) return form.Texts.Contains(value, StringComparer.Ordinal);
        if (form.Except?.Contains(value) == true) return false;
        long length = CodePoints(value);
        return length >= form.MinLength && length <= form.MaxLength
            && (form.Contents is not Language contents || space.Contains(contents, JsonText.Escaped(value)));
    }

    public bool Contains(IReadOnlyList<StringForm> forms, string value)
    {
        foreach (StringForm form in forms)
            if (Contains(form, value)) return true;
        return false;
    }

    public IReadOnlyList<StringForm> Union(IReadOnlyList<StringForm> a, IReadOnlyList<StringForm> b)
    {
        if (a.Count == 0) return b;
        if (b.Count == 0) return a;
        List<StringForm> all = [];
        HashSet<string>? texts = null;
        Language contents = LanguageSpace.Nothing;
        foreach (StringForm form in a.Concat(b))
        {
            if (form == StringForm.Any) return [StringForm.Any];
            if (form.Texts is not null) (texts ??= new(StringComparer.Ordinal)).UnionWith(form.Texts);
            else if (form is { Contents: Language language, MinLength: 0, MaxLength: long.MaxValue, Except: null }) contents = space.Union(contents, language);
            else if (!all.Contains(form)) all.Add(form);
        }
        if (contents != LanguageSpace.Nothing) all.Add(new StringForm(null, contents, 0, long.MaxValue));
        if (texts is not null) all.Add(StringForm.Of([.. texts]));
        return all;
    }

    public IReadOnlyList<StringForm> Intersect(IReadOnlyList<StringForm> a, IReadOnlyList<StringForm> b)
    {
        if (IsAny(a) && b.All(f => f.Texts is not { Count: 0 })) return b;
        if (IsAny(b)) return a;
        List<StringForm> both = [];
        foreach (StringForm x in a)
            foreach (StringForm y in b)
                if (Intersect(x, y) is StringForm form) both.Add(form);
        return both;
    }

    public IReadOnlyList<StringForm> Subtract(IReadOnlyList<StringForm> from, IReadOnlyList<StringForm> what)
    {
        IReadOnlyList<StringForm> left = from;
        foreach (StringForm form in what)
        {
            if (left.Count == 0) break;
            List<StringForm> next = [];
            foreach (StringForm x in left) Subtract(x, form, next);
            left = next;
        }
        return left;
    }

    /// <summary>The shortest description of the contents as a language; null for one that lengths alone describe.</summary>
    public Language? ContentsOf(StringForm form)
    {
        if (form.Texts is not null) return space.Texts(form.Texts.Select(JsonText.Escaped));
        if (form.Contents is null && form.Except is null) return null;
        Language contents = form.Contents ?? space.AnyContents;
        if (form.Except is not null) contents = space.Subtract(contents, space.Texts(form.Except.Select(JsonText.Escaped)));
        return form.MinLength == 0 && form.MaxLength == long.MaxValue ? contents : space.OfLength(contents, form.MinLength, form.MaxLength);
    }

    private static bool IsAny(IReadOnlyList<StringForm> forms) => forms.Count == 1 && forms[0] == StringForm.Any;

    private StringForm? Intersect(StringForm x, StringForm y)
    {
        if (y.Texts is not null && x.Texts is null) (x, y) = (y, x);
        if (x.Texts is not null)
        {
            string[] kept = [.. x.Texts.Where(t => Contains(y, t))];
            return kept.Length > 0 ? StringForm.Of(kept) : null;
        }
        Language? contents = x.Contents is not Language a ? y.Contents : y.Contents is not Language b ? a : space.Intersect(a, b);
        IReadOnlySet<string>? except = x.Except is null ? y.Except : y.Except is null ? x.Except : Joined(x.Except, y.Except);
        StringForm both = new(null, contents, Math.Max(x.MinLength, y.MinLength), Math.Min(x.MaxLength, y.MaxLength), except, Stricter(x.Binding, y.Binding));
        return both.MinLength > both.MaxLength || contents == LanguageSpace.Nothing ? null : both;
    }

    private void Subtract(StringForm x, StringForm y, List<StringForm> left)
    {
        if (x.Texts is not null)
        {
            string[] kept = [.. x.Texts.Where(t => !Contains(y, t))];
            if (kept.Length > 0) left.Add(StringForm.Of(kept));
            return;
        }
        if (y.Texts is not null)
        {
            left.Add(x with { Except = Joined(x.Except ?? new HashSet<string>(), y.Texts) });
            return;
        }
        if (y.Contents is Language language)
        {
            Language rest = space.Subtract(x.Contents ?? space.AnyContents, language);
            if (rest != LanguageSpace.Nothing) left.Add(x with { Contents = rest });
        }
        if (y.Except is not null && Intersect(StringForm.Of([.. y.Except]), x) is StringForm common) left.Add(common);
        if (y.MinLength > x.MinLength) left.Add(x with { MaxLength = Math.Min(x.MaxLength, y.MinLength - 1) });
        if (y.MaxLength < x.MaxLength) left.Add(x with { MinLength = Math.Max(x.MinLength, y.MaxLength + 1) });
    }

    private static SpanBinding? Stricter(SpanBinding? a, SpanBinding? b) => a is null || b > a ? b : a;

    private static HashSet<string> Joined(IReadOnlySet<string> a, IEnumerable<string> b)
    {
        HashSet<string> joined = new(a, StringComparer.Ordinal);
        joined.UnionWith(b);
        return joined;
    }

    private static long CodePoints(string value)
    {
        long count = value.Length;
        for (int i = 1; i < value.Length; i++)
            if (char.IsLowSurrogate(value[i]) && char.IsHighSurrogate(value[i - 1])) count--;
        return count;
    }
}
