namespace EdgeAgent.Models.Pull;

/// <summary>A file to fetch, with what is known of it.</summary>
/// <param name="Name">Its name in the repository, <c>/</c> between parts.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its hash in lower-case hex, or null.</param>
/// <param name="GitId">SHA-1 of <c>blob SIZE\0</c> and the content, where the hub tells no sha256; or null.</param>
internal sealed record PullFile(string Name, long Bytes, string? Sha256, string? GitId)
{
    /// <summary>What a half-fetched file must have in common with this one to be gone on with.</summary>
    public string Identity => Sha256 ?? (GitId is null ? "unknown" : $"git:{GitId}");

    /// <summary>Whether a content of these hashes is this file.</summary>
    public bool Matches(string sha256, string? gitId)
        => Sha256 is not null ? Sha256.Equals(sha256, StringComparison.OrdinalIgnoreCase)
        : GitId is null || GitId.Equals(gitId, StringComparison.OrdinalIgnoreCase);
}
