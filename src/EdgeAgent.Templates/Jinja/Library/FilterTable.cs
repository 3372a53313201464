using System.Collections.Frozen;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>The filters by name (https://jinja.palletsprojects.com/en/stable/templates/#builtin-filters, with Hugging Face's
/// tojson).</summary>
internal static class FilterTable
{
    private static readonly FrozenDictionary<string, Filter> s_filters =
        new[] { TextFilters.All, SequenceFilters.All, SelectionFilters.All, ValueFilters.All }
            .SelectMany(group => group).ToFrozenDictionary(f => f.Name, f => f.Filter, StringComparer.Ordinal);

    /// <summary>Filters of Jinja that no chat template is known to use.</summary>
    public static readonly FrozenSet<string> Refused
        = FrozenSet.Create(StringComparer.Ordinal, "filesizeformat", "pprint", "random", "striptags", "urlencode", "urlize", "wordwrap",
            "xmlattr");

    public static Filter? Find(string name) => s_filters.GetValueOrDefault(name);
}
