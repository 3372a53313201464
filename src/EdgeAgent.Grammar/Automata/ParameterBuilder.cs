using System.Text;
using System.Text.Json;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Automata;

/// <summary>Makes the states of parameters that are not one JSON object: XML, or bare members.</summary>
/// <remarks>Parameters stand in declared order. Strings are raw texts that end before a closing text; other values are JSON.</remarks>
internal sealed class ParameterBuilder(ParameterForm form, RuleMaker maker, LanguageSpace space, OutsideBuilder outside, GrammarVocabulary vocabulary)
{
    private const int MaxTexts = 10_000;
    private const int MaxTags = 500_000; // of all places together: from each, all optional parameters that follow

    private readonly List<ParameterTags> _tables = [];
    private int _tagCount;

    public ParameterTags[] Tables => [.. _tables];

    /// <summary>By first table of a tool: the parameters whose values are raw texts.</summary>
    public Dictionary<int, HashSet<string>> RawParameters { get; } = [];

    /// <summary>The table of the first tag of a tool's parameters.</summary>
    /// <exception cref="GrammarException">They cannot be written so.</exception>
    public int Build(string tool, Shape arguments)
    {
        try
        {
            return Make(tool, arguments);
        }
        catch (LanguageTooLargeException)
        {
            throw Errors.TooLarge(tool, space.MaxStates);
        }
    }

    private int Make(string tool, Shape arguments)
    {
        form.RequirePlain(tool, tool, "tool");
        if (arguments.Objects.Count != 1) throw Refused(tool, "", "anyOf", "the parameters are several alternatives, which cannot be told apart");
        ObjectShape shape = arguments.Objects[0];
        MemberShape[] members = [.. shape.Members.Where(m => m.Values.Any(v => !v.Value.IsEmpty))];
        if (shape.MinMembers > members.Count(m => m.IsRequired) || shape.MaxMembers < members.Length) throw Refused(tool, "", "minProperties", "parameters are not counted");
        if (shape.Counts.Count > 0 || shape.Dependencies.Count > 0) throw Refused(tool, "", "dependentRequired", "parameters do not depend on each other");
        vocabulary.RequireSpellable([.. form.Before("", isFirst: true, isRaw: true), .. form.Before("", isFirst: false, isRaw: true), .. Encoding.UTF8.GetBytes(form.Closing)]);
        int first = _tables.Count;
        ParameterTag[] tags = [.. members.Select(m => Tag(tool, m)), ParameterTag.Closing];
        byte[][] Texts(bool isFirst) => [.. members.Select((m, i) => form.Before(m.Name, isFirst, tags[i].Automaton >= 0)), Encoding.UTF8.GetBytes(form.Closing)];
        (byte[][] firsts, byte[][] nexts) = (Texts(isFirst: true), Texts(isFirst: false));
        RawParameters[first] = [.. members.Where((_, i) => tags[i].Automaton >= 0).Select(m => m.Name)];
        int[] after = [.. tags.Select((tag, i) => tag == ParameterTag.Closing ? outside.AfterArguments
            : outside.Text(tag.Automaton < 0 ? form.AfterJson : form.AfterRaw, Strand.Of(StateKind.ParameterTag, first + i + 1), RegionKind.Arguments))];
        for (int from = 0; from <= members.Length; from++)
        {
            // The next required parameter may not be passed over, nor may the call end before it.
            int last = Array.FindIndex(members, from, m => m.IsRequired);
            Range range = from..(last < 0 ? tags.Length : last + 1);
            if ((_tagCount += tags[range].Length) > MaxTags) throw Errors.TooLarge(tool, MaxTags);
            _tables.Add(new ParameterTags(new NameTable((from == 0 ? firsts : nexts)[range]), tags[range], after[range]));
        }
        return first;
    }

    private ParameterTag Tag(string tool, MemberShape member)
    {
        form.RequirePlain(tool, member.Name, "parameter");
        vocabulary.RequireSpellable(Encoding.UTF8.GetBytes(member.Name));
        string pointer = $"/properties/{member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
        if (member.Values.Count != 1) throw Refused(tool, pointer, "anyOf", "the value is one of several that are counted apart");
        Shape value = member.Values[0].Value;
        if (value.Strings.Count == 0) return new ParameterTag(maker.IndexOf(value), -1);
        if (value.Null || value.True || value.False || value.Numbers != LanguageSpace.Nothing || value.Objects.Count + value.Arrays.Count > 0)
            throw Refused(tool, pointer, "type", "a raw string cannot be told from another JSON value");
        Language raw = LanguageSpace.Nothing;
        foreach (StringShape text in value.Strings) raw = space.Union(raw, Raw(tool, pointer, text));
        Language any = space.PlainPattern(""), end = space.Text(Encoding.UTF8.GetBytes(form.RawEnd));
        raw = space.Subtract(raw, space.Concat(space.Concat(any, end), any));
        if (space.IsEmpty(raw)) throw Refused(tool, pointer, "enum", "its texts hold what ends them");
        int automaton = maker.AutomatonOf(space.Concat(raw, end));
        if (!vocabulary.SpellsEverything) Spellability.Require(maker.Automata[automaton], vocabulary);
        return new ParameterTag(-1, automaton);
    }

    private Language Raw(string tool, string pointer, StringShape text)
    {
        if (text.Binding != SpanBinding.Off) throw Refused(tool, pointer, "type", "raw strings are not bound to spans of the conversation; set Spans = Off");
        if (text.Contents is not Language contents)
        {
            if (text is { MinLength: 0, MaxLength: long.MaxValue }) return space.PlainPattern("");
            return space.PlainPattern($"^[^]{{{text.MinLength},{(text.MaxLength == long.MaxValue ? "" : $"{text.MaxLength}")}}}$");
        }
        if (space.Enumerate(contents, MaxTexts) is not IReadOnlyList<byte[]> texts)
            throw Refused(tool, pointer, "pattern", "patterns and formats of raw strings are not known");
        return space.Texts(texts.Select(Unescaped));
    }

    private static byte[] Unescaped(byte[] contents)
    {
        using JsonDocument json = JsonDocument.Parse((byte[])[(byte)'"', .. contents, (byte)'"']);
        return Encoding.UTF8.GetBytes(json.RootElement.GetString()!);
    }

    private GrammarException Refused(string tool, string pointer, string keyword, string reason) =>
        Errors.NotInParameters(form.Name, tool, $"#{pointer}", keyword, reason);
}
