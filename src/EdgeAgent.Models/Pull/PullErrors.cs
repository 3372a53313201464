namespace EdgeAgent.Models.Pull;

/// <summary>The errors of fetching that are raised in more than one place.</summary>
internal static class PullErrors
{
    /// <summary>The content is not the file that was asked for.</summary>
    public static ModelException Other(string name, string why, string where, Exception? inner = null)
        => new("EA4017", $"'{name}' is not the file that was expected: {why}.", where,
            "Pull again; if it stays so, a proxy or mirror alters files (name another with --hub), or the repository was changed: compare with its page.",
            inner);

    public static ModelException NoSpace(string what, string where, Exception? inner = null)
        => new("EA4018", what, where,
            $"Make room and pull again (what was fetched is kept), or set {ModelStoreOptions.HomeVariable} to a folder on another disk.", inner);

    public static ModelException GaveUp(string what, string where, Exception? inner = null)
        => new("EA4015", what, where,
            "Pull again later: it goes on where it stopped. Behind a proxy set HTTPS_PROXY; mirrors are named with --hub or EDGE_AGENT_HUB.", inner);
}
