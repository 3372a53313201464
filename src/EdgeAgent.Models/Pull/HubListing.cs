namespace EdgeAgent.Models.Pull;

/// <summary>What a hub says of a repository: the members that are used here of its JSON.</summary>
internal sealed record HubListing
{
    /// <summary>The commit.</summary>
    public string? Sha { get; init; }

    public required IReadOnlyList<HubFile> Siblings { get; init; }
}

/// <summary>One file of a repository.</summary>
internal sealed record HubFile
{
    public required string Rfilename { get; init; }

    public long? Size { get; init; }

    /// <summary>The git object's id: SHA-1 of <c>blob SIZE\0</c> and the content; of a large file's pointer for those.</summary>
    public string? BlobId { get; init; }

    public HubLargeFile? Lfs { get; init; }
}

/// <summary>What git's large file storage knows of a file.</summary>
internal sealed record HubLargeFile
{
    public string? Sha256 { get; init; }

    public long? Size { get; init; }
}
