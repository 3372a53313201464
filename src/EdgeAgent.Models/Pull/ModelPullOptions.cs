namespace EdgeAgent.Models.Pull;

/// <summary>From where models are fetched, how, and into which folder.</summary>
/// <remarks>Immutable. Defaults come from the environment when the object is made.</remarks>
public sealed class ModelPullOptions
{
    /// <summary>The environment variable that names <see cref="Hubs"/>, separated by white space.</summary>
    public const string HubVariable = "EDGE_AGENT_HUB";

    /// <summary>The environment variable with <see cref="Token"/>; without it, HF_TOKEN.</summary>
    public const string TokenVariable = "EDGE_AGENT_HUB_TOKEN";

    /// <summary>The environment variable that forbids the network when it is 1 or true.</summary>
    public const string OfflineVariable = "EDGE_AGENT_OFFLINE";

    /// <summary>The folder for caches; models are fetched into <c>models/ID</c> of it, where <see cref="ModelStore"/> finds them.
    /// Default: as <see cref="ModelStoreOptions.Home"/>.</summary>
    public string Home { get; init; } = ModelPlaces.DefaultHome();

    /// <summary>
    /// Base addresses of hubs that answer as huggingface.co does: the hub, then mirrors that are tried in turn where it fails. Default:
    /// EDGE_AGENT_HUB, else https://huggingface.co.
    /// </summary>
    public IReadOnlyList<Uri> Hubs
    {
        get;
        init => field = value is { Count: > 0 } && value.All(HubAddress.IsUsable) ? [.. value.Select(HubAddress.Normalize)]
            : throw new ArgumentException("Give one http or https address at least.", nameof(value));
    } = HubAddress.FromEnvironment();

    /// <summary>
    /// Sent to the first of <see cref="Hubs"/> as a bearer token, over https or to this machine only, never to another host. Default:
    /// EDGE_AGENT_HUB_TOKEN, else HF_TOKEN, else none.
    /// </summary>
    public string? Token { get; init; } = HubAddress.Told(TokenVariable) ?? HubAddress.Told("HF_TOKEN");

    /// <summary>Whether the network must not be used: what is not here is then an error. Default: EDGE_AGENT_OFFLINE.</summary>
    public bool Offline { get; init; } = HubAddress.Told(OfflineVariable) is "1" or "true";

    /// <summary><c>owner/name</c> instead of the manifest's repository; null for the manifest's.</summary>
    public string? Repository { get; init; }

    /// <summary>A branch, tag or commit instead of the manifest's; null for the manifest's.</summary>
    public string? Revision { get; init; }

    /// <summary>
    /// Asked before a model is fetched whose licence must be accepted: true for accepted. Null (the default): such models are refused.
    /// </summary>
    public Func<ModelManifestEntry, CancellationToken, ValueTask<bool>>? AcceptLicence { get; init; }

    /// <summary>Whether files that are here are hashed, and fetched again where they differ. Default false: sizes are compared.</summary>
    public bool Verify { get; init; }

    /// <summary>Connections for one large file, 1 to 16. Default 4: more gain little and hubs count them.</summary>
    public int Connections
    {
        get;
        init => field = value is >= 1 and <= 16 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Allow 1 to 16 connections.");
    } = 4;

    /// <summary>A connection on which less than 16 KiB came in this time is given up and made anew. Default 30 s.</summary>
    public TimeSpan StallTimeout
    {
        get;
        init => field = value > TimeSpan.Zero && value <= TimeSpan.FromHours(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Allow more than nothing and at most an hour.");
    } = TimeSpan.FromSeconds(30);

    /// <summary>Failures in a row, with nothing fetched between, after which a hub is given up: 1 to 100. Default 6 (a minute of pauses
    /// and more).</summary>
    public int Attempts
    {
        get;
        init => field = value is >= 1 and <= 100 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Allow 1 to 100 attempts.");
    } = 6;

    // What one request asks for, and what one line of the journal vouches for: a killed process loses at most one such line a connection.
    internal long PieceBytes { get; init; } = 32L << 20;

    internal long RecordBytes { get; init; } = 1L << 20;

    internal PullDisk Disk { get; init; } = new();
}
