namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>What an object's members must be.</summary>
internal sealed class ObjectRules
{
    private readonly Dictionary<string, int> _index = [];

    /// <summary>Names that the schemas speak of, in the order in which they are written where that is asked.</summary>
    public required IReadOnlyList<(string Name, byte[] Escaped, Demand Value)> Known
    {
        get;
        init
        {
            field = value;
            for (int i = 0; i < value.Count; i++) _index.Add(value[i].Name, i);
        }
    }

    /// <summary>What every other member must be; null where there may be none.</summary>
    public required Demand? Other { get; init; }

    public required IReadOnlySet<string> Required { get; init; }

    /// <summary>Where a name is there, others must be.</summary>
    public required IReadOnlyList<(string Name, string[] Others)> Dependencies { get; init; }

    public required long Min { get; init; }

    public required long Max { get; init; }

    /// <summary>Whether known names come in their order, before all others.</summary>
    public required bool InOrder { get; init; }

    /// <summary>Whether an object can begin so.</summary>
    public bool CanBeCompleted(Members members)
    {
        HashSet<string> needed = [.. Required, .. members.Names];
        while (Dependencies.FirstOrDefault(d => needed.Contains(d.Name) && !needed.IsSupersetOf(d.Others)) is { Others: not null } open) needed.UnionWith(open.Others);
        if (needed.Count > Max || Min > Max) return false;
        if (needed.Any(name => !members.Names.Contains(name) && !MayComeLater(members, _index[name]))) return false;
        if (needed.Count >= Min) return true;
        if (Dependencies.Count > 0) throw new NotKnownException("dependencies beside minProperties");
        return Other is { CanBeMet: true } || members.Names.Count + Enumerable.Range(0, Known.Count).Count(i => MayComeLater(members, i)) >= Min;
    }

    /// <summary>Whether a known member may come later, the number of members apart.</summary>
    private bool MayComeLater(Members members, int index) =>
        !members.Names.Contains(Known[index].Name) && (!InOrder || (index > members.Last && !members.HasOther)) && Known[index].Value.CanBeMet;

    /// <summary>Whether a known member may come next.</summary>
    public bool MayWrite(Members members, int index) => MayComeLater(members, index) && CanBeCompleted(members.With(Known[index].Name, index));

    /// <summary>Whether a member of some other name may come next: there are names without end.</summary>
    public bool MayWriteOther(Members members) => Other is { CanBeMet: true } && CanBeCompleted(members.WithOther("\0some other name"));
}

/// <summary>The members that are there.</summary>
/// <param name="Names">Their names.</param>
/// <param name="Last">The place of the last known one.</param>
/// <param name="HasOther">Whether there is one that is not known.</param>
internal sealed record Members(IReadOnlyList<string> Names, int Last, bool HasOther)
{
    public static readonly Members None = new([], -1, false);

    public Members With(string name, int index) => new([.. Names, name], Math.Max(Last, index), HasOther);

    public Members WithOther(string name) => new([.. Names, name], Last, true);
}
